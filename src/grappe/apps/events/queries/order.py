"""Among which others may a speaker, a question or a session move?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from grappe.apps.events.models import Question, Session, Speaker


@dataclass(frozen=True, slots=True)
class Place:
    """The place that a part has among those that it may move among, from 1."""

    number: int
    of: int


def places(rows: Iterable[Any], together: Callable[[Any], Any] = lambda _row: None) -> dict[int, Place]:
    """Return the place of each row by its id; `together` says which rows in a run move among each other."""
    found: dict[int, Place] = {}
    for _key, run in groupby(rows, key=together):
        group = list(run)
        found |= {row.pk: Place(number, len(group)) for number, row in enumerate(group, 1)}
    return found


def siblings(part: Session | Speaker | Question) -> list[Any]:
    """Return the parts that one moves among, in order, itself too. One query.

    Speakers move among the event's speakers, questions among those that are asked at the same time. Sessions go by
    time; free is the order of those that begin together, in rooms beside each other.
    """
    here: Any = type(part)._default_manager.filter(event_id=part.event_id)
    if isinstance(part, Session):
        here = here.filter(starts_at=part.starts_at)
    elif isinstance(part, Question):
        here = here.filter(stage=part.stage)
    return list(here.order_by("position", "pk"))
