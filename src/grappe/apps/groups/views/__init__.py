"""Which pages do working groups have?"""
