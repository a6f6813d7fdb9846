"""How does one of several things that stand in an order, each with a `position`, change places with its neighbour?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Moved(NamedTuple):
    """Where a thing stands now, from 1, and whether it stood elsewhere before."""

    place: int
    moved: bool


def exchange(rows: Iterable[Any], thing: Any, *, up: bool) -> Moved:
    """Let a thing change places with the one before (`up`) or after it; at an end it stays where it is.

    `rows` are all in their order, the thing among them, with `position` (from 0) to be saved. Only what gets another
    position is written, so the caller is an operation: inside its transaction and its history's context.
    """
    order = list(rows)
    place = next(number for number, row in enumerate(order) if row.pk == thing.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return Moved(place + 1, moved=False)
    order[place], order[other] = order[other], order[place]
    for number, row in enumerate(order):
        if row.position != number:
            row.position = number
            row.save(update_fields=["position"])
    return Moved(other + 1, moved=True)
