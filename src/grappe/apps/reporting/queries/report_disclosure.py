"""Which figures of a report are left out, so that all of them together give no company away, not even to each other?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from grappe.apps.reporting.enums import Dimension, Flag
from grappe.apps.reporting.models import FrozenReport
from grappe.apps.reporting.queries.disclosed import Wanted, published
from grappe.ui.moments import local_date

_INNER = ("query", "version_pk")
WHOLE = "*"  # stands for every part of a table that was left out whole
Place = tuple[str, str, int, str, str]  # indicator, query, year, dimension, key


def left_out(figures: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the figures of a report as everybody may see them, without the value of those left out, and what is left out whole.

    Left out is what the public may not see now, and of a year that was over what an earlier report left out: that it is
    shown in one and left out in the other would tell it of the other. Of a table (an indicator's parts of a year by one
    dimension) no line of which is shown not even the lines are told (`disclosed.published`): the second list names it.
    """
    wanted = [Wanted(row["version_pk"], row["year"], row["dimension"], row["key"]) for row in figures]
    open_to_all = published(wanted, for_user=None)
    before = frozenset(_left_out_before({row["indicator"] for row in figures}))
    hidden = [
        row["value"] is not None
        and (place not in open_to_all or bool({_place(row), _place(row, key=WHOLE)} & before))
        for row, place in zip(figures, wanted, strict=True)
    ]
    tables = {_table(row) for row, gone in zip(figures, hidden, strict=True) if not gone}
    rows = [
        _told(row, gone)
        for row, gone in zip(figures, hidden, strict=True)
        if row["dimension"] == Dimension.ALL or _table(row) in tables
    ]
    silent = dict.fromkeys(_table(row) for row in figures if row["dimension"] != Dimension.ALL)
    names = ("indicator", "version", "year", "dimension")
    return rows, [dict(zip(names, one, strict=True)) for one in silent if one not in tables]


def _table(row: dict[str, Any]) -> tuple[str, int, int, str]:
    return row["indicator"], row["version"], row["year"], row["dimension"]


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
        for row in content["left_out"]:
            if row["year"] < year and row["indicator"] in indicators:
                yield _place(row, queries[row["indicator"], row["version"]], WHOLE)


def _place(row: dict[str, Any], query: Any = None, key: str | None = None) -> Place:
    told = json.dumps(row["query"] if query is None else query, sort_keys=True)
    return row["indicator"], told, row["year"], row["dimension"], row["key"] if key is None else key


def _told(row: dict[str, Any], hidden: bool) -> dict[str, Any]:
    found = {name: value for name, value in row.items() if name not in _INNER}
    if hidden:
        found |= {"value": None, "flags": row["flags"] + Flag.CONFIDENTIAL.value}
    return found
