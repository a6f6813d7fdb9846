"""Which rows of somebody does a law keep, by which and until when? Kept ones are told, and erased when the time is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from grappe.apps.privacy.queries import catalogue
from grappe.engines.planning import add_months
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.ui.personal import Table


@dataclass(frozen=True)
class Law:
    """By what something is kept, how long and where that stands, in three languages."""

    key: str
    reason: dict[str, str]
    years: int
    source: dict[str, str]
    checked: date


@dataclass(frozen=True)
class Kept:
    """One row that a law keeps until a day, that day included."""

    law: Law
    key: Any
    until: date


def laws() -> dict[str, Law]:
    """Return the laws by which something is kept, as the catalogue names them."""
    said: dict[str, Any] = catalogue.said().get("holds") or {}
    return {key: Law(key, **each) for key, each in said.items()}


def kept_of(table: Table, keys: Collection[Any], *, on: date) -> list[Kept]:
    """Return which rows of a table a law keeps on a day. One query, none for a table of which no law says anything."""
    if not table.hold or not keys:
        return []
    law = laws()[table.hold]
    found = until_of(table, keys)
    return [Kept(law, key, until) for key, until in found.items() if until is not None and until >= on]


def until_of(table: Table, keys: Collection[Any]) -> dict[Any, date | None]:
    """Return until which day a law keeps rows that are there, that day included; None: none does. One query."""
    if not table.hold:
        return dict.fromkeys(table.model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
    law = laws()[table.hold]
    rows = table.model._base_manager.filter(pk__in=keys).annotate(held_since=Max(table.hold_from))
    found: dict[Any, date | None] = {}
    for key, since in rows.order_by("pk").values_list("pk", "held_since"):
        day = local_date(since) if isinstance(since, datetime) else since
        found[key] = add_months(day, 12 * law.years) if day is not None else None
    return found
