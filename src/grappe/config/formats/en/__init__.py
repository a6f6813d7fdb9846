"""How are dates and times written in English, in Europe?"""
