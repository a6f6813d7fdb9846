"""Which aid was granted, as records of ADR 14, and of which size was each company in a year?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from grappe.apps.accounts import queries as account_queries
from grappe.apps.aids.models import Award
from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.aids.queries.known import says_itself
from grappe.apps.aids.queries.sme import class_of
from grappe.apps.companies.queries import of_visible
from grappe.apps.companies.queries.facts import companies_with_figures
from grappe.apps.companies.queries.groups import OwnershipGroup, ownership_groups, ownership_ties
from grappe.engines.eligibility.sizes import possible_sizes
from grappe.engines.indicators import Record

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

BLOCK = 1_000
_FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")


def records(*, on: date) -> Iterator[Record]:
    """Yield each award on the day the right to it arose, withdrawn ones by their state; `value` is the gross grant equivalent."""
    values = Award.objects.order_by("pk").values_list(
        "pk", "company_id", "granted_on", "nominal_eur", "gge_eur", "state", "created_by_id"
    )
    for pk, company, granted, nominal, gge, state, by in values.iterator(2_000):
        yield Record("award", str(pk), company, granted, value=gge, amount=nominal, state=state, person_id=by)


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of those awards that somebody may open, by their key."""
    check_can_view_awards(for_user)
    rows = Award.objects.filter(of_visible(for_user), pk__in=list(ids)).values_list(
        "pk", "label", "company_id"
    )
    return {str(pk): (label, reverse("aids:company_awards", args=[company])) for pk, label, company in rows}


def sizes_on(days: Sequence[date]) -> Iterator[tuple[int, date, str]]:
    """Yield each company's size on each day by the EU definition, with partners and linked enterprises; empty: not settled.

    The figures are those of the last closed year before the day. For machines that read every company.
    """
    machine, ties, last = account_queries.machine(), ownership_ties(), 0
    while companies := companies_with_figures(last, size=BLOCK):
        groups = ownership_groups(companies, ties=ties, for_user=machine)
        for company in companies:
            for day in days:
                yield company.pk, day, _size(company, groups[company.pk], day, machine)
        last = companies[-1].pk


def _size(company: Company, group: OwnershipGroup, on: date, machine: User) -> str:
    years = [row for row in company.figures.all() if row.year < on.year]
    if says_itself(group, years):
        latest = max(years, key=lambda row: row.year, default=None)
        figures = [getattr(latest, name) if latest else None for name in _FIGURES]
        possible = possible_sizes(*(None if each is None else float(each) for each in figures))
        return next(iter(possible)) if len(possible) == 1 else ""
    return class_of(group, on=on, for_user=machine).classes.size_class or ""
