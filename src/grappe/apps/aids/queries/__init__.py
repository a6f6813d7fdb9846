"""What do we know of the public aids and programmes, and what may a company have?"""
