"""Which figures of a report are left out, so that all of them together give no company away, not even to each other?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grappe.apps.reporting.enums import Flag
from grappe.apps.reporting.queries.disclosed import Wanted, published

_INNER = ("companies", "version_pk")


def left_out(figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures of a report as everybody may see them: without the value of those that are left out."""
    wanted = [Wanted(row["version_pk"], row["year"], row["dimension"], row["key"]) for row in figures]
    open_to_all = published(wanted, for_user=None)
    return [
        _told(row, row["value"] is not None and place not in open_to_all)
        for row, place in zip(figures, wanted, strict=True)
    ]


def _told(row: dict[str, Any], hidden: bool) -> dict[str, Any]:
    found = {name: value for name, value in row.items() if name not in _INNER}
    if hidden:
        found |= {"value": None, "flags": row["flags"] + Flag.CONFIDENTIAL.value}
    return found
