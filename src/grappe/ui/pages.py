"""How is a long list read one page at a time, when a page far down may cost no more than the first?

A page goes on after (or before) the row of an id: what is read begins at that row's place in the order, so that an
index is walked and nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

COUNTED = 1_000  # a list is counted no further: "more than 1,000"
Row = TypeVar("Row")
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list. `count` stops at COUNTED + 1, None where nobody counted; `after`/`before` are ids (or keys) to go on
    from, None at an end."""

    rows: tuple[Row, ...]
    after: int | str | None
    before: int | None
    count: int | None = 0

    @property
    def more_than(self) -> int | None:
        """The cap, where there are more rows than are counted."""
        return COUNTED if self.count is not None and self.count > COUNTED else None

    def each(self, show: Callable[[Row], Shown]) -> Page[Shown]:
        """Return the page with what is shown of each row."""
        return Page(tuple(show(row) for row in self.rows), self.after, self.before, self.count)


def page_of(
    read: Sequence[Row], size: int, *, backwards: bool, placed: bool, key: str = "pk", count: int | None = 0
) -> Page[Row]:
    """Return a page out of `size` + 1 rows, read from its end where `backwards`.

    `placed` says that it goes on from a row and is not the first; `key` names the attribute with a row's id.
    """
    further, rows = len(read) > size, list(read[:size])
    if backwards:
        rows.reverse()
    return Page(
        rows=tuple(rows),
        after=getattr(rows[-1], key) if rows and (further or backwards) else None,
        before=getattr(rows[0], key) if rows and (further if backwards else placed) else None,
        count=count,
    )


def beyond(order: str, value: Any, pk: int | None, *, rising: bool, key: str = "pk") -> Q:
    """Return the condition of standing after `(value, pk)`; its first part alone can walk the index."""
    than = "gt" if rising else "lt"
    further = Q(**{f"{order}__{than}": value}) | Q(**{f"{key}__{than}": pk})
    return Q(**{f"{order}__{than}e": value}) & further


def counted(found: QuerySet[Any, Any]) -> int:
    """Return how many rows there are, counted no further than COUNTED + 1. One query."""
    return found.order_by()[: COUNTED + 1].count()
