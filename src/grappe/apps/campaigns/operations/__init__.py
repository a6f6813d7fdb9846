"""What is written of campaigns? The names that other apps may rely on."""

from grappe.apps.campaigns.operations.answers import answer, to_contact, to_need
from grappe.apps.campaigns.operations.campaigns import Draft, begin, change
from grappe.apps.campaigns.operations.consents import (
    address_of,
    choose,
    clear_bounce,
    note_bounce,
    record,
    record_relationships,
    unsubscribe,
    withdraw,
)
from grappe.apps.campaigns.operations.delivery import Outcome, Post
from grappe.apps.campaigns.operations.review import move
from grappe.apps.campaigns.operations.sending import (
    LOST_AFTER,
    MOST_ATTEMPTS,
    WAITS,
    came_back,
    decide,
    resume,
    send,
    send_test,
)

__all__ = [
    "LOST_AFTER",
    "MOST_ATTEMPTS",
    "WAITS",
    "Draft",
    "Outcome",
    "Post",
    "address_of",
    "answer",
    "begin",
    "came_back",
    "change",
    "choose",
    "clear_bounce",
    "decide",
    "move",
    "note_bounce",
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
