"""How are dates and times written, where Django's own formats are not Europe's?"""
