"""What is filled in about ideas?"""
