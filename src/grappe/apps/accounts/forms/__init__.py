"""What does one fill in about accounts?"""
