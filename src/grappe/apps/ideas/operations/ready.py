"""Is an idea ready for its next stage? Asked when a gate is decided; what it asks stands in `queries.ready`."""

from __future__ import annotations

from grappe.apps.ideas.enums import Stage
from grappe.apps.ideas.models import Idea
from grappe.apps.ideas.queries.ready import lacks
from grappe.ui.errors import BadInput


def check(idea: Idea, to: Stage) -> None:
    """Raise BadInput with all that is missing before an idea may reach a stage."""
    missing = lacks(idea, to)
    if missing:
        raise BadInput(" ".join(missing))
