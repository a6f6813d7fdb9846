"""How do the demonstration's ideas mature? Each part of the ideas tells its own, in this order."""

from __future__ import annotations

from grappe.apps.desk.operations.demo_ideas_capture import tell_captured
from grappe.apps.desk.operations.demo_ideas_flagship import tell_flagship
from grappe.apps.desk.operations.demo_ideas_gates import tell_gates
from grappe.apps.desk.operations.demo_stage import Stage


def tell_ideas(stage: Stage) -> None:
    """Tell the ideas, and what hangs on them; nothing where there are too few companies to have any."""
    ideas = tell_captured(stage)
    if not ideas:
        return
    tell_gates(stage)
    tell_flagship(stage, ideas)
