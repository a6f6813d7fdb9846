"""How does somebody let us into their mailbox or calendar by signing in at its provider, without a password (OAuth 2.0)?"""
