"""What is filled in about action plans?"""
