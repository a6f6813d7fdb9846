"""How fast is Grappe, beside something else in the same run?"""
