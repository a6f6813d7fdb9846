"""Which companies does the list show: found, filtered, in order, one page at a time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.models import Company, YearFigures
from grappe.apps.companies.queries.files import companies
from grappe.apps.companies.queries.search import matching
from grappe.ui.pages import Page, beyond, counted, page_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25

# What a list may be ordered by: a value that is never null, so that a page can go on after a row.
ORDERS: dict[str, Any] = {
    "name": F("sort_name"),
    "activity": Coalesce(F("nace__code"), Value("~"), output_field=CharField()),
    "commune": Coalesce(F("commune__name"), Value("~"), output_field=CharField()),
    "founded": Coalesce(F("founded"), Value(date(1, 1, 1))),
    "added": F("created_at"),
    "headcount": Coalesce(F("headcount"), Value(Decimal(-1)), output_field=DecimalField()),
}


@dataclass(frozen=True)
class Filters:
    """What somebody asked the list for; empty means no restriction."""

    text: str = ""
    cluster: str = ""  # a slug
    canton: str = ""
    commune: int | None = None
    section: str = ""  # a section of NACE, A to V
    mine: bool = False
    archived: bool = False

    @property
    def any(self) -> bool:
        return self != Filters()


def filtered(filters: Filters, *, for_user: User) -> QuerySet[Company]:
    """Return the companies of a filter, each with its latest known `headcount`; in no order yet."""
    found = companies(for_user=for_user).filter(archived_at__isnull=not filters.archived)
    if filters.cluster:
        found = found.filter(_in_clusters(Q(cluster__slug=filters.cluster)))
    if filters.mine:
        found = found.filter(_in_clusters(Q(cluster_id__in=cluster_ids_of(for_user))))
    if filters.canton:
        found = found.filter(commune__canton=filters.canton)
    if filters.commune:
        found = found.filter(commune_id=filters.commune)
    if filters.section:
        found = found.filter(nace__section=filters.section)
    known = YearFigures.objects.filter(company=OuterRef("pk"), headcount__isnull=False).order_by("-year")
    return matching(found, filters.text).annotate(headcount=Subquery(known.values("headcount")[:1]))


def _in_clusters(which: Q) -> Q:
    """Return the condition of belonging to one of some clusters, without repeating a company that is in two."""
    return Q(pk__in=Company.clusters.through.objects.filter(which).values("company_id"))


def company_page(
    filters: Filters,
    *,
    for_user: User,
    order: str = "name",
    after: int | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> Page[Company]:
    """Return the page after or before a company (by id), or the first page.

    `order` is a key of ORDERS, with a minus for the other way round. Four queries at most beside the search's own:
    a page far down the list costs no more than the first.
    """
    down = order.startswith("-")
    key = ORDERS.get(order.removeprefix("-"), ORDERS["name"])
    found = filtered(filters, for_user=for_user)
    keyed = found.annotate(order_key=key)
    mark = after if before is None else before
    place = (
        list(keyed.filter(pk=mark).order_by().values_list("order_key", flat=True)) if mark is not None else []
    )
    backwards = before is not None and bool(place)
    rising = down == backwards
    wanted = keyed.filter(beyond("order_key", place[0], mark, rising=rising)) if place else keyed
    rows = list(wanted.order_by(*(("order_key", "pk") if rising else ("-order_key", "-pk")))[: size + 1])
    return page_of(rows, size, backwards=backwards, placed=bool(place), count=counted(found))
