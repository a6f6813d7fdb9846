"""What stands in the minutes of a session while they are written, and who wrote them?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grappe.apps.groups.models import Action, Decision, Point, Session
from grappe.apps.groups.queries.agenda import Item, agenda
from grappe.apps.texts import queries as texts
from grappe.ui import conflicts

DECISION = ("text", "votes_for", "votes_against", "abstentions")
MOST_COMPARED = 20_000  # words; beyond that a comparison would take too long


@dataclass(frozen=True, slots=True)
class Part:
    """One point of the minutes with what was noted at it."""

    item: Item
    decisions: Sequence[Decision]
    actions: Sequence[Action]

    @property
    def point(self) -> Point:
        return self.item.point


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a text and what became of it: "same", "gone" or "new"."""

    kind: str
    text: str


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


def turns(point: Point) -> list[texts.Turn]:
    """Return who wrote at a point when, the latest first."""
    return texts.turns(point.text)


def words_at(point: Point, number: int) -> str:
    """Return the words of a point as they were after their `number`-th update."""
    return texts.text_at(point.text, number)


def writers(session: Session) -> list[str]:
    """Return the names of all who wrote the minutes of a session."""
    return texts.writers([each.text for each in session.points.select_related("text")])


def differences(before: str, after: str) -> list[Change]:
    """Return how a text became another, by words: what is the same, gone and new, in order.

    Texts of very many words are said to be replaced as a whole.
    """
    old, new = _words(before), _words(after)
    if before == after or max(len(old), len(new)) > MOST_COMPARED:
        whole = [Change("same", after)] if before == after else [Change("gone", before), Change("new", after)]
        return [each for each in whole if each.text]
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            found.append(Change("same", "".join(old[start:end])))
            continue
        if end > start:
            found.append(Change("gone", "".join(old[start:end])))
        if new_end > new_start:
            found.append(Change("new", "".join(new[new_start:new_end])))
    return found


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the space behind it."""
    return re.findall(r"\s*\S+|\s+$", text)
