"""Who has an account, with whom do they work, from where are they signed in, what did they do?"""

from grappe.apps.accounts.queries.people import (
    colleagues,
    everybody,
    machine,
    names_of,
    scopes,
    team_for,
    team_ids_of,
    team_names,
    teams,
    user_with_email,
)

__all__ = [
    "colleagues",
    "everybody",
    "machine",
    "names_of",
    "scopes",
    "team_for",
    "team_ids_of",
    "team_names",
    "teams",
    "user_with_email",
]
