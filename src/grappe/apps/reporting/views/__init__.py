"""Which pages does this app have?"""
