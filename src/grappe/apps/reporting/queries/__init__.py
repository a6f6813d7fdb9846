"""What is read of records, indicators and figures?"""
