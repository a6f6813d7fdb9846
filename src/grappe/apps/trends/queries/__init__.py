"""What is read of trends?"""
