"""How is a figure taken apart: by cluster, theme, size, commune, manager or state, and which records stand behind it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Role
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries.maps import CommuneMap, map_of
from grappe.apps.companies.queries.records import files_of
from grappe.apps.reporting.enums import Dimension, RecordKind, Unit
from grappe.apps.reporting.models import Record, Value, Version
from grappe.apps.reporting.permissions import check_can_view_figures
from grappe.apps.reporting.queries.asking import record_ids
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.disclosed import closed_kinds, opens_all
from grappe.apps.reporting.queries.series import Figure, figure_of
from grappe.apps.reporting.queries.sources import openable
from grappe.engines.indicators import counts_records
from grappe.engines.kernel import Text

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
    label = labels(dimension)
    found = [
        Part(row.key, label(row.key), figure_of(row, version.indicator, open_to_reader=all_open))
        for row in Value.objects.filter(version=version, year=year, dimension=dimension)
    ]
    if all(part.figure.hidden for part in found):
        return []
    return sorted(found, key=lambda part: (part.figure.hidden, -(part.figure.value or 0), part.label))


def all_left_out(version: Version, *, year: int, dimension: str) -> bool:
    """Return whether a figure has parts at all, for a page that shows none of them. Says nothing of which."""
    return Value.objects.filter(version=version, year=year, dimension=dimension).exists()


def map_of_parts(parts: list[Part]) -> CommuneMap:
    """Return the communes' figures laid out as tiles, shares in per cent; what is left out is marked, and no zero."""
    counts = {
        part.key: round((part.figure.shown or 0) * (100 if part.figure.unit == Unit.PERCENT else 1))
        for part in parts
    }
    return map_of(counts, left_out={part.key for part in parts if part.figure.hidden})


def labels(dimension: str) -> Callable[[str], str]:
    """Return what names a key of a dimension, in the page's language. One query at most."""
    language = get_language() or "en"
    unknown = _("not known")
    names: dict[str, str] = {}
    if dimension in {Dimension.CLUSTER, Dimension.THEME}:
        things = clusters.clusters() if dimension == Dimension.CLUSTER else clusters.themes()
        names = {one.slug: Text.of(one.name).in_language(language) for one in things}
    elif dimension == Dimension.MANAGER:
        names = {str(user.pk): user.name for user in accounts.colleagues(*Role.values)}
        unknown = _("nobody by name")
    elif dimension == Dimension.SIZE:
        names = {"micro": _("micro"), "small": _("small"), "medium": _("medium-sized"), "large": _("large")}
        unknown = _("not settled")
    elif dimension == Dimension.STATE:
        names = _states()
    return lambda key: names.get(key, key) or unknown


def _states() -> dict[str, str]:
    from grappe.apps.companies.enums import ContactState
    from grappe.apps.events.enums import CooperationState
    from grappe.apps.ideas.enums import FlagshipState, Stage
    from grappe.apps.matches.enums import IntroductionState
    from grappe.apps.needs.enums import NeedState
    from grappe.apps.roadmaps.enums import AidState

    kinds = (Stage, FlagshipState, AidState, CooperationState, IntroductionState, NeedState, ContactState)
    found: dict[str, str] = {}
    for kind in kinds:
        found |= {str(value): str(label) for value, label in kind.choices}
    return found


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
    told = not others or _is_told(version, len(ids), year, dimension, key, for_user)
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
