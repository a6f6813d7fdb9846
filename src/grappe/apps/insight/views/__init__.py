"""Which pages do themes and action plans have?"""
