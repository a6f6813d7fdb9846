"""What is written of trends?"""
