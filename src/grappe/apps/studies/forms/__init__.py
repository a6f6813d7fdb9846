"""What is filled in about studies?"""
