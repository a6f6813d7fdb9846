"""How is a figure taken apart: by cluster, theme, size, commune, manager or state, and which records stand behind it?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grappe.apps.companies.queries.maps import CommuneMap, map_of
from grappe.apps.companies.queries.records import files_of
from grappe.apps.reporting.enums import RecordKind, Unit
from grappe.apps.reporting.models import Record, Value, Version
from grappe.apps.reporting.permissions import check_can_view_figures
from grappe.apps.reporting.queries.asking import record_ids
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.disclosed import closed_kinds, opens_all
from grappe.apps.reporting.queries.labels import labels
from grappe.apps.reporting.queries.series import Figure, figure_of, scaled
from grappe.apps.reporting.queries.sources import openable
from grappe.engines.indicators import counts_records, kinds_of
from grappe.ui.templatetags.ui import amount

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 50
MOST = 2_000  # records behind a figure that are looked at for a list


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure: its key, what it is called, and its figure."""

    key: str
    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Behind:
    """One record behind a figure that the reader may open."""

    kind: str
    on: date
    label: str
    url: str
    company: str
    company_url: str


@dataclass(frozen=True, slots=True)
class BehindPage:
    """The records behind a figure: those of this page that may be opened, and how many may be.

    `others` are those that may not be opened; None where their number would tell a figure that is left out. `earlier` are
    those before the latest MOST, at which nobody looks here.
    """

    rows: tuple[Behind, ...]
    openable: int
    others: int | None
    earlier: int
    page: int
    pages: int

    @property
    def before(self) -> int:
        return self.page - 1

    @property
    def after(self) -> int:
        return self.page + 1


def parts_of(version: Version, *, year: int, dimension: str, for_user: User) -> list[Part]:
    """Return the parts of a version's figure of a year, the largest first; none where no part may be shown.

    Which parts there are would tell something by itself, where all of them are left out (`disclosed.published`).
    """
    check_can_view_figures(for_user)
    all_open = opens_all(version.query, closed_kinds(for_user))
    rows = list(Value.objects.filter(version=version, year=year, dimension=dimension))
    label = labels_of(version, dimension, [row.key for row in rows])
    found = [
        Part(row.key, label(row.key), figure_of(row, version.indicator, open_to_reader=all_open))
        for row in rows
    ]
    if all(part.figure.hidden for part in found):
        return []
    return sorted(found, key=lambda part: (part.figure.hidden, -(part.figure.value or 0), part.label))


def labels_of(version: Version, dimension: str, keys: Collection[str]) -> Callable[[str], str]:
    """Return what names the parts of a version's figures."""
    return labels(dimension, kinds=kinds_of(tree_of(version.query)), keys=keys)


def all_left_out(version: Version, *, year: int, dimension: str) -> bool:
    """Return whether a figure has parts at all, for a page that shows none of them. Says nothing of which."""
    return Value.objects.filter(version=version, year=year, dimension=dimension).exists()


def map_of_parts(parts: list[Part]) -> CommuneMap:
    """Return the communes' figures laid out as tiles, as the table says them; what is left out is marked, and no zero.

    A share is in per cent; a tile shades by the next whole number.
    """
    values = {part.key: scaled(part.figure.shown, part.figure.unit) or 0 for part in parts}
    return map_of(
        {key: math.ceil(value) for key, value in values.items()},
        left_out={part.key for part in parts if part.figure.hidden},
        texts={part.key: (_in_a_tile(part.figure), part.figure.text) for part in parts},
        nothing=("–", _("nothing is counted")),
    )


def _in_a_tile(figure: Figure) -> str:
    """Return a figure as short as it fits a tile: without its unit, euros without cents."""
    value = scaled(figure.shown, figure.unit) or 0
    return str(amount(round(value) if figure.unit == Unit.EUROS else value))


def behind(
    version: Version, *, year: int, until: date, dimension: str, key: str, page: int, for_user: User
) -> BehindPage:
    """Return the records behind one figure, selected now by the version's own query, the latest first.

    Only those that the reader may open are listed; of the others there is the number, unless the figure is left out.
    """
    check_can_view_figures(for_user)
    ids = record_ids(version.query, year=year, until=until, dimension=dimension, key=key)
    records = list(Record.objects.filter(pk__in=ids).order_by("-on", "-pk")[:MOST])
    by_kind: dict[str, set[str]] = defaultdict(set)
    for record in records:
        by_kind[record.kind].add(record.source_id)
    shown = {kind: openable(kind, keys, for_user=for_user) for kind, keys in by_kind.items()}
    mine = [record for record in records if record.source_id in shown[record.kind]]
    pages = max(1, -(-len(mine) // PAGE))
    page = min(max(page, 1), pages)
    here = mine[(page - 1) * PAGE : page * PAGE]
    files = files_of({one.company_id for one in here if one.company_id}, for_user=for_user)
    rows = tuple(
        Behind(
            str(RecordKind(one.kind).label), one.on, *shown[one.kind][one.source_id], *files.get(one.company_id or 0, ("", ""))
        )
        for one in here
    )  # fmt: skip
    others = len(records) - len(mine)
    all_seen = not others and len(records) == len(
        ids
    )  # of the earlier ones nobody knows here whether they may be opened
    told = all_seen or _is_told(version, len(ids), year, dimension, key, for_user)
    earlier = len(ids) - len(records) if told else 0
    return BehindPage(rows, len(mine), others if told else None, earlier, page, pages)


def _is_told(version: Version, number: int, year: int, dimension: str, key: str, user: User) -> bool:
    """Return whether a reader may know how many records stand behind a figure.

    Where not all may be opened: only if the figure is that number, may be shown, and says the same as its records now.
    """
    if opens_all(version.query, closed_kinds(user)):
        return True
    if not version.indicator.active:
        return False
    row = Value.objects.filter(version=version, year=year, dimension=dimension, key=key, shown=True).first()
    return row is not None and counts_records(tree_of(version.query)) and row.value == number
