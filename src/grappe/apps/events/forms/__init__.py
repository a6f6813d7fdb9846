"""What is typed about events?"""
