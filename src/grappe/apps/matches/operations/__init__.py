"""What is done with solutions: decided on, introduced, answered, reminded of."""

from grappe.apps.matches.operations.decisions import decide, take_back
from grappe.apps.matches.operations.decisions import fill_in as fill_in_match
from grappe.apps.matches.operations.introductions import change, introduce, withdraw
from grappe.apps.matches.operations.introductions import fill_in as fill_in_introduction
from grappe.apps.matches.operations.letters import remind, send_letter, send_reminder

__all__ = [
    "change",
    "decide",
    "fill_in_introduction",
    "fill_in_match",
    "introduce",
    "remind",
    "send_letter",
    "send_reminder",
    "take_back",
    "withdraw",
]
