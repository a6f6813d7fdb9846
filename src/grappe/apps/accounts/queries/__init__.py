"""Who has an account, from where are they signed in, what did they do?"""

from grappe.apps.accounts.queries.people import colleagues, machine, names_of, user_with_email

__all__ = ["colleagues", "machine", "names_of", "user_with_email"]
