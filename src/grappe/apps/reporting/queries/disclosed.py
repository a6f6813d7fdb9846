"""Which figures may be shown without giving a company away, and to whom?

A figure counts everything. Whoever may not open all the records behind it does not see it where fewer than three companies
stand behind it (engine `disclosure`: the rule of three).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from grappe.apps.reporting.enums import Dimension, RecordKind
from grappe.apps.reporting.models import Record, Value, Version
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.sources import SOURCES
from grappe.engines.disclosure import LEAST
from grappe.engines.indicators import kinds_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class Wanted(NamedTuple):
    """A figure that somebody wants to show: of which version (its key), of which year, and of which part."""

    version: int
    year: int
    dimension: str = Dimension.ALL
    key: str = ""


def published(figures: Iterable[Wanted], *, for_user: User | None) -> frozenset[Wanted]:
    """Return which of some figures may be shown: of one or of many indicators together, as they are stored now.

    **The contract.** `for_user` None is the public, which may open no record: what it may see, anybody may. A figure may be
    shown to somebody who may open every record of the kinds that its version reads, and else only where neither it nor
    anything that can be worked out from all the figures that may be shown (of all indicators, versions, years and parts,
    not only of those asked for) tells of fewer than three companies. So the answer for a figure does not depend on which
    others are asked for with it, and the figures of two pages may be laid beside one another. A figure behind which
    nothing stands (no `Value` of a version that was computed) is zero and may be shown; a version that was never computed
    has nothing to show. Only `value` may be shown: not how many records and companies stand behind it, for these would
    tell more. Three queries, however many are asked for.
    """
    wanted = frozenset(figures)
    versions = {row.pk: row for row in Version.objects.filter(pk__in={one.version for one in wanted})}
    closed = frozenset(RecordKind.values) if for_user is None else closed_kinds(for_user)
    open_to_all = {pk for pk, version in versions.items() if opens_all(version.query, closed)}
    parts: dict[tuple[int, int, str], dict[str, Value]] = defaultdict(dict)
    years = {one.year for one in wanted}
    for row in Value.objects.filter(version__in=set(versions) - open_to_all, year__in=years):
        parts[row.version_id, row.year, row.dimension][row.key] = row
    hidden = {place: hidden_parts(rows) for place, rows in parts.items()}
    return frozenset(
        one
        for one in wanted
        if one.version in versions
        and versions[one.version].computed_at is not None
        and (one.version in open_to_all or one.key not in hidden.get(one[:3], frozenset()))
    )


def closed_kinds(user: User) -> frozenset[str]:
    """Return the kinds of records of which somebody may not open all. One query at most."""
    if user.is_administrator:
        return frozenset()
    found = {kind.value for source in SOURCES for kind in source.kinds if not source.open_to(user)}
    rows = Record.objects.filter(confidential=True).order_by().values_list("kind", flat=True).distinct()
    return frozenset(found | set(rows))


def opens_all(query: object, closed: Collection[str]) -> bool:
    """Return whether no kind that a query reads is among those of which somebody may not open all."""
    return not set(kinds_of(tree_of(query))) & set(closed)


def is_hidden(companies: int, value: float | None) -> bool:
    """Return whether a figure is left out for whoever may not open all behind it; nobody stands behind nothing."""
    return bool(value) and companies < LEAST


def hidden_parts(parts: Mapping[str, Any]) -> frozenset[str]:
    """Return which parts of a whole are left out: those of few companies, and more where one could be worked out.

    Whoever knows the whole and all parts but one knows that one; whoever knows that the parts left out are one each if
    together they are as many as there are of them, knows them too.
    """
    hidden = {key for key, one in parts.items() if is_hidden(one.companies, one.value)}
    others = sorted((one.value, key) for key, one in parts.items() if key not in hidden and one.value)
    while hidden and others and _worked_out([parts[key].value for key in hidden]):
        hidden.add(others.pop(0)[1])
    return frozenset(hidden)


def _worked_out(values: list[float]) -> bool:
    return len(values) == 1 or sum(values) <= len(values)
