"""Which pages do trends have?"""
