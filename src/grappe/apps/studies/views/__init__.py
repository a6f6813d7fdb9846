"""Which pages do studies have?"""
