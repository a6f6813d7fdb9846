"""What can be done with events? The names that other apps may rely on."""

from grappe.apps.events.operations import letters
from grappe.apps.events.operations.public import forget
from grappe.apps.events.operations.registrations import (
    Filled,
    add_by_hand,
    cancel,
    change_answers,
    confirm,
    register,
    set_company,
)
from grappe.apps.events.operations.seats import move_up

__all__ = [
    "Filled",
    "add_by_hand",
    "cancel",
    "change_answers",
    "confirm",
    "forget",
    "letters",
    "move_up",
    "register",
    "set_company",
]
