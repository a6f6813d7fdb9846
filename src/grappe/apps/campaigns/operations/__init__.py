"""What is written of campaigns? The names that other apps may rely on."""

from grappe.apps.campaigns.operations.answers import answer, to_contact, to_need
from grappe.apps.campaigns.operations.campaigns import Draft, begin, change
from grappe.apps.campaigns.operations.consents import (
    choose,
    clear_bounce,
    record,
    record_relationships,
    unsubscribe,
    withdraw,
)
from grappe.apps.campaigns.operations.review import move
from grappe.apps.campaigns.operations.sending import came_back, decide, resume, send, send_test

__all__ = [
    "Draft",
    "answer",
    "begin",
    "came_back",
    "change",
    "choose",
    "clear_bounce",
    "decide",
    "move",
    "record",
    "record_relationships",
    "resume",
    "send",
    "send_test",
    "to_contact",
    "to_need",
    "unsubscribe",
    "withdraw",
]
