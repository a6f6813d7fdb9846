"""How are solutions for a need shown and decided on, and introductions written, followed and answered?"""
