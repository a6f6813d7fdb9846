"""Which pages do ideas have?"""
