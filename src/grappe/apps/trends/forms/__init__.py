"""What does one fill in about trends?"""
