"""How do the initiative's own records become a table in which no company can be found?

Counts by two things with totals; cells that give a company away are left out (see the engine `disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from grappe.apps.clusters.queries import themes
from grappe.apps.companies.queries.counted import companies_counted, companies_in_scope, nace_words
from grappe.apps.needs.enums import NeedState, Urgency
from grappe.apps.needs.queries import needs_counted
from grappe.apps.studies.enums import ColumnKind, Extract
from grappe.apps.studies.queries.wording import in_all
from grappe.engines.disclosure import Figure, Units, shown_together

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LEFT_OUT = "c"  # the sign of confidential figures in European statistics
UNKNOWN, TOTAL = "?", "total"
SIZES = {
    "micro": gettext_lazy("Micro"), "small": gettext_lazy("Small"), "medium": gettext_lazy("Medium-sized"),
    "large": gettext_lazy("Large"), "unknown": gettext_lazy("Size not known"),
}  # fmt: skip
# What is counted by what: key -> its words.
KINDS: dict[str, Any] = {
    "section_size": gettext_lazy("Companies by section of NACE and size"),
    "division_size": gettext_lazy("Companies by division of NACE and size"),
    "theme_urgency": gettext_lazy("Needs by theme and urgency"),
    "theme_state": gettext_lazy("Needs by theme and state"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an extract is narrowed to; empty is everything. The days are those on which needs were noted."""

    clusters: tuple[str, ...] = ()
    nace: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table ready to be kept: its columns and rows as tables have them."""

    extract: str
    columns: list[dict[str, Any]]
    rows: list[list[str | None]]
    companies: int
    suppressed: int


def draw(kind: str, scope: Scope, *, for_user: User, at: datetime) -> Drawn:
    """Return an extract of the records as they are now; `kind` is one of KINDS. Raises PermissionDenied."""
    if kind in ("section_size", "division_size"):
        return _of_companies(kind, scope, for_user=for_user, at=at)
    return _of_needs(kind, scope, for_user=for_user)


def _of_companies(kind: str, scope: Scope, *, for_user: User, at: datetime) -> Drawn:
    found = companies_counted(for_user=for_user, on=at.date(), clusters=scope.clusters, nace=scope.nace)
    by_section = kind == "section_size"
    entries = [
        ((each.section if by_section else each.division) or UNKNOWN, each.size, each.pk) for each in found
    ]
    codes = sorted({row for row, _size, _pk in entries} - {UNKNOWN})
    words = nace_words(codes)
    heads = {code: words.get(code, {"en": code}) for code in codes} | _unknown(entries)
    first = gettext_lazy("Section of NACE") if by_section else gettext_lazy("Division of NACE")
    columns = {key: in_all(words) for key, words in SIZES.items()}
    return _table(
        Extract.COMPANIES, entries, in_all(first), heads, columns, pgettext_lazy("unit", "companies")
    )


def _of_needs(kind: str, scope: Scope, *, for_user: User) -> Drawn:
    companies = companies_in_scope(for_user=for_user, clusters=scope.clusters, nace=scope.nace).values("pk")
    found = needs_counted(companies, for_user=for_user, since=scope.since, until=scope.until)
    by_urgency = kind == "theme_urgency"
    entries = [(each.theme, str(each.urgency if by_urgency else each.state), each.company) for each in found]
    names = {each.slug: dict(each.name) for each in themes()}
    heads = {slug: words for slug, words in names.items() if any(row == slug for row, _c, _pk in entries)}
    choices: Any = Urgency.choices if by_urgency else NeedState.choices
    columns = {str(key): in_all(label) for key, label in choices}
    return _table(
        Extract.NEEDS, entries, in_all(gettext_lazy("Theme")), heads, columns, pgettext_lazy("unit", "needs")
    )


def _unknown(entries: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, str]]:
    """Return the row of those of whom it is not known, where there are any."""
    any_unknown = any(row == UNKNOWN for row, _column, _pk in entries)
    return {UNKNOWN: in_all(gettext_lazy("Activity not known"))} if any_unknown else {}


def _table(
    extract: str, entries: Sequence[tuple[str, str, int]], first: Mapping[str, str],
    heads: Mapping[str, Mapping[str, str]], columns: Mapping[str, Mapping[str, str]], unit: Any,
) -> Drawn:  # fmt: skip
    """Count, add the totals, leave out what gives companies away; `entries` are row, column and company."""
    row_keys, column_keys = [*heads, TOTAL], [*columns, TOTAL]
    stands: dict[tuple[str, str], list[int]] = {}
    for number, (row, column, _company) in enumerate(entries):
        for place in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            stands.setdefault(place, []).append(number)
    places = [(row, column) for row in row_keys for column in column_keys]
    shown = _shown({place: stands.get(place, []) for place in places}, [company for *_, company in entries])
    rows: list[list[str | None]] = [
        [row, *(str(len(stands.get((row, key), []))) if (row, key) in shown else None for key in column_keys)]
        for row in row_keys
    ]
    total = in_all(gettext_lazy("In all"))
    words = {**heads, TOTAL: total}
    described = [_column("key", first, ColumnKind.TEXT) | {"words": words, "total": TOTAL}]
    described += [
        _column(key, {**columns, TOTAL: total}[key], ColumnKind.NUMBER)
        | {"blank": LEFT_OUT, "units": in_all(unit)}
        for key in column_keys
    ]
    return Drawn(
        extract, described, rows, len({pk for _row, _column, pk in entries}), len(places) - len(shown)
    )


def _shown(stands: Mapping[tuple[str, str], Sequence[int]], companies: Sequence[int]) -> set[Any]:
    """Return the places that are shown: the total of all first, then the totals, then cells, the fullest first.

    Of several entries of one company each is known to be its own: cells left out never are one or two companies' alone.
    """
    figures = [
        Figure((row, column), tuple(found), (2 - (row == TOTAL) - (column == TOTAL), -len(found)))
        for (row, column), found in stands.items()
    ]
    return set(shown_together(figures, Units.of(companies)))


def _column(name: str, labels: Mapping[str, str], kind: str) -> dict[str, Any]:
    return {
        "name": name, "labels": dict(labels), "kind": str(kind), "unit": "", "period": "", "territory": "", "source": None,
    }  # fmt: skip
