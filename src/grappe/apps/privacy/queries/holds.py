"""Which rows of somebody does a law keep, by which and until when? Kept ones are told, and erased when the time is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.db.models import Max

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
    return _read(Path(settings.CATALOGUE) / "privacy.yaml")


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Law]:
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")).get("holds", {})
    return {key: Law(key, **each) for key, each in said.items()}


def kept_of(table: Table, keys: Collection[Any], *, on: date) -> list[Kept]:
    """Return which rows of a table a law keeps on a day. One query, none for a table of which no law says anything."""
    if not table.hold or not keys:
        return []
    law = laws()[table.hold]
    rows = table.model._base_manager.filter(pk__in=keys).annotate(held_since=Max(table.hold_from))
    found = []
    for key, since in rows.values_list("pk", "held_since"):
        if since is None:
            continue
        day = local_date(since) if isinstance(since, datetime) else since
        until = add_months(day, 12 * law.years)
        if until >= on:
            found.append(Kept(law, key, until))
    return found
