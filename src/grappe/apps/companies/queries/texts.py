"""What do the notes of contacts say, as texts in which topics are found, and which of them may somebody read?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from grappe.apps.companies.enums import Audience, ContactState, Visibility
from grappe.apps.companies.models import Company, Contact
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.policy import readable
from grappe.ui import moments
from grappe.ui.field_texts import FieldText

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def texts(*, ids: Collection[int] | None = None) -> Iterator[FieldText]:
    """Yield the notes of every contact that was not called off, or of some. For machines: no person asks."""
    rows = Contact.objects.exclude(notes="").exclude(state=ContactState.CANCELLED).order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    seats = clusters_of(None if ids is None else rows.values("company_id"))
    values = rows.values_list(
        "pk", "company_id", "starts_at", "notes", "notes_language", "audience", "company__visibility"
    )
    for pk, company, at, notes, language, audience, visibility in values.iterator(1_000):
        on = moments.local_date(at)
        confidential = audience != Audience.EVERYONE or visibility != Visibility.EVERYONE
        yield FieldText("contact", pk, company, seats.get(company, ()), on, notes, language, confidential)


def readable_ids(*, for_user: User) -> QuerySet[Contact, int]:
    """Return the ids of the contacts whose notes somebody reads. Raises PermissionDenied."""
    check_can_view_companies(for_user)
    return Contact.objects.filter(readable(for_user)).values_list("pk", flat=True)


def clusters_of(companies: Any = None) -> dict[int, tuple[str, ...]]:
    """Return the clusters of all companies, or of those of a subquery, by slug. One query."""
    links = Company.clusters.through.objects.order_by("company_id", "cluster__position", "cluster__slug")
    if companies is not None:
        links = links.filter(company__in=companies)
    found: dict[int, tuple[str, ...]] = {}
    for company, slug in links.values_list("company_id", "cluster__slug"):
        found[company] = (*found.get(company, ()), slug)
    return found
