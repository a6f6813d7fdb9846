"""How do accounts come to be and change, how does somebody come in, and what is written down of it?"""

from grappe.apps.accounts.operations.people import (
    change_account,
    create_user,
    deactivate,
    invite,
    invite_again,
    provide,
    reactivate,
    reset_factors,
    set_password,
)

__all__ = [
    "change_account",
    "create_user",
    "deactivate",
    "invite",
    "invite_again",
    "provide",
    "reactivate",
    "reset_factors",
    "set_password",
]
