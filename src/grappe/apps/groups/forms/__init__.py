"""What is filled in about working groups?"""
