"""What was done to somebody's row among many, and what did a colleague do to many at once? In words, with the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from grappe.apps.privacy.queries.declared import tables

if TYPE_CHECKING:
    from grappe.apps.privacy.queries.traces import Traces

MOST_SHOWN = 50  # on a page; files have all


@dataclass(frozen=True)
class Done:
    """One act: of which table, what it was called on that day, when, and what else is told of it by column."""

    table: str
    label: str
    said: str
    at: datetime
    more: Mapping[str, Any]


def done_to(traces: Traces) -> tuple[Done, ...]:
    """Return what was done to somebody's rows together with others, the latest first. One query a table that says so."""
    found: list[Done] = []
    for model, table in tables().items():
        for column, conditions, label in table.keyed if table.told else ():
            keys = [
                row.pk for theirs, rows in traces.rows.items() if theirs._meta.label == label for row in rows
            ]
            if keys:
                rows = model._base_manager.filter(
                    **{f"{column}__in": keys}, **conditions, **dict(table.told_where)
                )
                found += _told(model, str(table.label), table.told, rows)
    return _latest(found)


def done_by(user_id: int | None) -> tuple[Done, ...]:
    """Return what a colleague did to many rows at once, the latest first. One query a table that says so; none for others."""
    found: list[Done] = []
    for model, table in tables().items() if user_id is not None else ():
        if table.done:
            rows = model._base_manager.filter(**{table.done[0]: user_id}, **dict(table.told_where))
            found += _told(model, str(table.label), table.done[1:], rows)
    return _latest(found)


def _told(model: Any, label: str, paths: tuple[str, ...], rows: Any) -> list[Done]:
    name, (said, at, *more) = model._meta.label_lower, paths
    return [
        Done(name, label, row[said], row[at], {path.rpartition("__")[2]: row[path] for path in more})
        for row in rows.values(*paths)
    ]


def _latest(found: list[Done]) -> tuple[Done, ...]:
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def as_data(found: tuple[Done, ...]) -> list[dict[str, Any]]:
    """Return acts as data: `what`, `at`, and what else is told of them."""
    return [
        {"table": each.table, "what": each.said, "at": each.at.isoformat(), **each.more} for each in found
    ]
