"""What stands in the minutes of a session while they are written, and who wrote them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grappe.apps.groups.models import Action, Decision, Point, Session
from grappe.apps.groups.queries.agenda import Item, agenda
from grappe.apps.texts import queries as texts
from grappe.ui import conflicts

DECISION = ("text", "votes_for", "votes_against", "abstentions")


@dataclass(frozen=True, slots=True)
class Part:
    """One point of the minutes with what was noted at it."""

    item: Item
    decisions: Sequence[Decision]
    actions: Sequence[Action]

    @property
    def point(self) -> Point:
        return self.item.point


def parts(session: Session) -> list[Part]:
    """Return the points of a session with their decisions and actions. Three queries."""
    decisions: dict[Any, list[Decision]] = {}
    for decision in session.decisions.order_by("pk"):
        decisions.setdefault(decision.point_id, []).append(decision)
    actions: dict[Any, list[Action]] = {}
    for action in session.actions.select_related("owner").order_by("pk"):
        actions.setdefault(action.point_id, []).append(action)
    return [
        Part(each, decisions.get(each.point.pk, []), actions.get(each.point.pk, []))
        for each in agenda(session).items
    ]


def decision_as_written(decision: Decision) -> dict[str, Any]:
    """Return a decision as its form shows it, by field."""
    return {name: getattr(decision, name) for name in DECISION}


def decision_version(decision: Decision) -> str:
    """Return the fingerprints of all that the form shows of a decision."""
    return conflicts.version_of(decision_as_written(decision))


def gone_minutes(point: Point, *, at: datetime) -> int:
    """Return how many minutes a point has taken, the one of the moment until now."""
    running = (at - point.begun_at).total_seconds() if point.begun_at else 0
    return round((point.gone_seconds + max(0, running)) / 60)


def writers(session: Session) -> list[str]:
    """Return the names of all who wrote the minutes of a session."""
    return texts.writers([each.text for each in session.points.select_related("text")])
