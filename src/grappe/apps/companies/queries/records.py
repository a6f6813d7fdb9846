"""Which contacts happened, as records that indicators count (ADR 14), and who were the companies in a year?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse

from grappe.apps.companies.models import Company, Contact
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.policy import readable, visible
from grappe.engines.indicators import Record
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file of a company today, and in which years it was on file."""

    pk: int
    first_year: int
    last_year: int | None  # in which it was archived
    commune: str
    nace: str  # division


def records(*, on: date) -> Iterator[Record]:
    """Yield every contact: its state, its minutes; `person_id` is one of our side. For machines: no person asks."""
    rows = Contact.objects.order_by().annotate(colleague=Min("team"))
    for contact in rows.only("company_id", "state", "starts_at", "minutes", "audience").iterator(2_000):
        yield Record(
            "contact", str(contact.pk), contact.company_id, moments.local_date(contact.starts_at),
            value=contact.minutes, state=contact.state, person_id=contact.colleague,
            confidential=contact.confidential,
        )  # fmt: skip


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of those contacts that somebody may open, by their key."""
    check_can_view_companies(for_user)
    rows = Contact.objects.filter(readable(for_user), pk__in=list(ids)).values_list("pk", "subject")
    return {str(pk): (subject, reverse("companies:contact", args=[pk])) for pk, subject in rows}


def known_companies() -> Iterator[Known]:
    """Yield every company on file, archived ones too, merged ones not, by id. For machines: no person asks."""
    rows = (
        Company.objects.filter(merged_into__isnull=True)
        .order_by("pk")
        .values_list("pk", "created_at", "archived_at", "commune__name", "nace__code")
    )
    for pk, created, archived, commune, nace in rows.iterator(2_000):
        last = moments.local_date(archived).year if archived else None
        yield Known(pk, moments.local_date(created).year, last, commune or "", (nace or "")[:2])


def clusters_by_company() -> Iterator[tuple[int, str]]:
    """Yield each company's clusters by slug, as on file today. For machines: no person asks."""
    yield from Company.clusters.through.objects.values_list("company_id", "cluster__slug").iterator(2_000)


def files_of(ids: Collection[int], *, for_user: User) -> dict[int, tuple[str, str]]:
    """Return what companies are called and where their files are, by id. One query."""
    check_can_view_companies(for_user)
    found = Company.objects.filter(visible(for_user), pk__in=list(ids)).only("name", "brand")
    return {company.pk: (str(company), company.get_absolute_url()) for company in found}
