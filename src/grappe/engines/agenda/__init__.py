"""What do two calendars do so that both say the same of an appointment, and when is somebody free?

decision = decide(here, there, agreed, policy=policy)
for slot in free_slots(openings, busy, length=..., step=...): ...
"""

from grappe.engines.agenda.agreement import Agreed, Decision, Policy, Step, decide
from grappe.engines.agenda.free import Span, free_slots, merged, within
from grappe.engines.agenda.opening import Hours, openings

__all__ = [
    "Agreed",
    "Decision",
    "Hours",
    "Policy",
    "Span",
    "Step",
    "decide",
    "free_slots",
    "merged",
    "openings",
    "within",
]
