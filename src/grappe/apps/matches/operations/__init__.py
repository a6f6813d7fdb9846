"""What is done with solutions: decided on, introduced, answered, reminded of."""

from grappe.apps.matches.operations.decisions import decide, take_back
from grappe.apps.matches.operations.introductions import change, introduce, withdraw
from grappe.apps.matches.operations.letters import remind, send_letter, send_reminder

__all__ = ["change", "decide", "introduce", "remind", "send_letter", "send_reminder", "take_back", "withdraw"]
