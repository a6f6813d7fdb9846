"""Which pages are there about accounts?"""
