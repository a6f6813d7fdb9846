"""What can be done with events? The names that other apps may rely on."""

from grappe.apps.events.operations import letters
from grappe.apps.events.operations.events import begin, call_off, change, publish
from grappe.apps.events.operations.order import move
from grappe.apps.events.operations.patterns import duplicate
from grappe.apps.events.operations.programme import remove, save_question, save_session, save_speaker
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
from grappe.apps.events.operations.removal import delete
from grappe.apps.events.operations.seats import move_up

__all__ = [
    "Filled",
    "add_by_hand",
    "begin",
    "call_off",
    "cancel",
    "change",
    "change_answers",
    "confirm",
    "delete",
    "duplicate",
    "forget",
    "letters",
    "move",
    "move_up",
    "publish",
    "register",
    "remove",
    "save_question",
    "save_session",
    "save_speaker",
    "set_company",
]
