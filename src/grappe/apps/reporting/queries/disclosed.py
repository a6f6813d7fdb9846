"""Which figures may be shown without giving a company away, and to whom?

A figure counts everything. Whoever may not open all the records behind it sees it only where neither it nor anything that
can be worked out from all the figures shown tells of one or two companies. That is decided for all figures together when
they are computed (`queries.release`, engine `disclosure`) and stored with each (`Value.shown`); what is read here is that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from grappe.apps.reporting.enums import Dimension, RecordKind
from grappe.apps.reporting.models import Record, Value, Version
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.sources import SOURCES
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
    nothing stands (no `Value` of a version that was computed) is zero and may be shown; but of a version, year and dimension
    no part of which may be shown, nothing is: not even which parts there are, for a part that is left out where others are
    zero would tell that it is none. A version that was never computed has nothing to show, and of an indicator that is no
    longer computed nothing is shown: its figures were not looked at beside those of today. Only `value` may be shown: not
    how many records and companies stand behind it, for these would tell more. Three queries, however many are asked for.
    """
    wanted = frozenset(figures)
    rows_of = Version.objects.filter(pk__in={one.version for one in wanted}).select_related("indicator")
    versions = {row.pk: row for row in rows_of}
    closed = frozenset(RecordKind.values) if for_user is None else closed_kinds(for_user)
    # A query that reads no records (companies by what they are) has none that are closed; the public still opens nothing.
    open_to_all = {
        pk for pk, row in versions.items() if for_user is not None and opens_all(row.query, closed)
    }
    years = {one.year for one in wanted}
    rows = Value.objects.filter(version__in=set(versions) - open_to_all, year__in=years)
    rows = rows.filter(dimension__in={one.dimension for one in wanted})
    hidden: set[tuple[int, int, str, str]] = set()
    tables: dict[tuple[int, int, str], bool] = {}
    for version, year, dimension, key, shown in rows.values_list(
        "version_id", "year", "dimension", "key", "shown"
    ):
        tables[version, year, dimension] = tables.get((version, year, dimension), False) or shown
        if not shown:
            hidden.add((version, year, dimension, key))
    return frozenset(
        one
        for one in wanted
        if one.version in versions
        and versions[one.version].computed_at is not None
        and (one.version in open_to_all or versions[one.version].indicator.active)
        and tuple(one) not in hidden
        and (one.dimension == Dimension.ALL or tables.get((one.version, one.year, one.dimension), True))
    )


def closed_kinds(user: User) -> frozenset[str]:
    """Return the kinds of records of which somebody may not open all: some are closed to all. One query at most."""
    found = {kind.value for source in SOURCES for kind in source.kinds if not source.open_to(user)}
    if user.is_administrator:
        return frozenset(found)
    rows = Record.objects.filter(confidential=True).order_by().values_list("kind", flat=True).distinct()
    return frozenset(found | set(rows))


def opens_all(query: object, closed: Collection[str]) -> bool:
    """Return whether no kind that a query reads is among those of which somebody may not open all."""
    return not set(kinds_of(tree_of(query))) & set(closed)
