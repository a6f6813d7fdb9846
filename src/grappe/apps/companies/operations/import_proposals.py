"""Which rows of a file that would be new companies may be ones on file, under another name or number?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from grappe.apps.companies.models import Company
from grappe.apps.companies.queries.linking import COLUMNS, OF_PEOPLE, SURE, compared
from grappe.engines.linkage import COMPANY, LEAST, Link, Linker

LOOKED_AT = 200_000  # rows of a run that are compared: what is kept of them stays in memory
MOST = 500  # proposals kept of a run, the likeliest first
REASONS = 3


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that no number or name on file answers: its number, and what is compared of it."""

    row: int
    said: Mapping[str, str]


def said_of(values: Mapping[str, Any], codes: Mapping[int, str]) -> dict[str, str]:
    """Return what is compared of a row's values; `codes` are those of activities by key."""
    found = {name: str(values[name]) for name in (*COLUMNS, *OF_PEOPLE) if values.get(name) not in (None, "")}
    if "nace" in found:
        found["nace"] = codes.get(values["nace"], "")
    return found


def proposals(rows: Sequence[NewRow]) -> list[dict[str, Any]]:
    """Return for each row the company on file that it most probably is, where one is more probable than not.

    All rows are compared with all companies at once (engines.linkage), once a run. `sure` are those from the team's threshold on:
    the page proposes them first. Of several rows that are one company, the likeliest alone is sure.
    """
    if not rows:
        return []
    table = compared()
    if not table.ids:
        return []
    columns = {name: [row.said.get(name, "") for row in rows] for name in (*COLUMNS, *OF_PEOPLE)}
    linker = Linker(COMPANY, columns, table.columns)
    best: dict[int, Link] = {}
    for link in linker.links(LEAST):
        if link.a not in best or best[link.a].probability < link.probability:
            best[link.a] = link
    likeliest = sorted(best.values(), key=lambda link: (-link.probability, link.a))[:MOST]
    ids = {link.b: table.ids[link.b - len(rows)] for link in likeliest}
    names = dict(Company.objects.filter(pk__in=ids.values()).values_list("pk", "name"))
    sure = _sure(likeliest)
    return [
        {
            "row": rows[link.a].row, "name": rows[link.a].said.get("name", ""), "company": ids[link.b],
            "on_file": names[ids[link.b]], "probability": round(link.probability, 4), "choice": "new",
            "sure": link.a in sure,
            "reasons": [each.text.as_dict() for each in linker.explained(link).reasons if each.weight > 0][:REASONS],
        }
        for link in likeliest
    ]  # fmt: skip


def _sure(likeliest: Sequence[Link]) -> set[int]:
    """Return the rows, of links by falling probability, that are sure: one for each company on file."""
    least = sure_from()
    first: dict[int, int] = {}
    for link in likeliest:
        if link.probability >= least:
            first.setdefault(link.b, link.a)
    return set(first.values())


def sure_from() -> float:
    """Return from which probability on a pair is sure: HOOKS["companies.sure_from"], which the team sets in a higher app."""
    return min(
        (import_string(path)() for path in settings.HOOKS.get("companies.sure_from", ())), default=SURE
    )
