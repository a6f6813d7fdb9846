"""Which figures of a report are left out, so that all of them together give no company away, not even to each other?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from grappe.apps.reporting.enums import Flag
from grappe.apps.reporting.models import FrozenReport
from grappe.apps.reporting.queries.disclosed import Wanted, published
from grappe.ui.moments import local_date

_INNER = ("query", "version_pk")
Place = tuple[str, str, int, str, str]  # indicator, query, year, dimension, key


def left_out(figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures of a report as everybody may see them: without the value of those that are left out.

    Left out is what the public may not see now, and of a year that was over what an earlier report left out: that it is
    shown in one and left out in the other would tell it of the other.
    """
    wanted = [Wanted(row["version_pk"], row["year"], row["dimension"], row["key"]) for row in figures]
    open_to_all = published(wanted, for_user=None)
    before = frozenset(_left_out_before({row["indicator"] for row in figures}))
    return [
        _told(row, row["value"] is not None and (place not in open_to_all or _place(row, row["query"]) in before))
        for row, place in zip(figures, wanted, strict=True)
    ]  # fmt: skip


def _left_out_before(indicators: set[str]) -> Iterator[Place]:
    """Yield what earlier reports left out of years that were over when they were frozen; withdrawn ones were read, too."""
    found = FrozenReport.objects.order_by("pk").values_list("canonical", flat=True)
    for text in found.iterator(chunk_size=10):
        content = json.loads(text)
        year = local_date(datetime.fromisoformat(content["frozen"]["at"])).year
        queries = {
            (one["slug"], version["number"]): version["query"]
            for one in content["indicators"]
            for version in one["versions"]
        }
        for row in content["figures"]:
            if (
                Flag.CONFIDENTIAL.value in row["flags"]
                and row["year"] < year
                and row["indicator"] in indicators
            ):
                yield _place(row, queries[row["indicator"], row["version"]])


def _place(row: dict[str, Any], query: Any) -> Place:
    return row["indicator"], json.dumps(query, sort_keys=True), row["year"], row["dimension"], row["key"]


def _told(row: dict[str, Any], hidden: bool) -> dict[str, Any]:
    found = {name: value for name, value in row.items() if name not in _INNER}
    if hidden:
        found |= {"value": None, "flags": row["flags"] + Flag.CONFIDENTIAL.value}
    return found
