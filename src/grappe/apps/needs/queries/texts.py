"""What do needs say, as texts in which topics are found, and which of them may somebody read?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries import of_read_contact, of_visible
from grappe.apps.companies.queries.texts import clusters_of
from grappe.apps.needs.enums import NeedState
from grappe.apps.needs.models import Need
from grappe.apps.needs.permissions import check_can_view_needs
from grappe.ui import moments
from grappe.ui.field_texts import FieldText

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def texts(*, ids: Collection[int] | None = None) -> Iterator[FieldText]:
    """Yield the words of every need that somebody stands behind, or of some; proposals nobody confirmed are no words."""
    rows = Need.objects.exclude(state__in=[NeedState.PROPOSED, NeedState.DISMISSED]).order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    seats = clusters_of(None if ids is None else rows.values("company_id"))
    values = rows.values_list(
        "pk",
        "company_id",
        "created_at",
        "title",
        "description",
        "language",
        "contact__audience",
        "company__visibility",
    )
    for pk, company, at, title, description, language, audience, visibility in values.iterator(1_000):
        yield FieldText(
            "need", pk, company, seats.get(company, ()), moments.local_date(at), f"{title}\n{description}".strip(), language,
            audience not in {None, Audience.EVERYONE} or visibility != Visibility.EVERYONE,
        )  # fmt: skip


def readable_ids(*, for_user: User) -> QuerySet[Need, int]:
    """Return the ids of the needs whose words somebody reads. Raises PermissionDenied."""
    check_can_view_needs(for_user)
    return Need.objects.filter(readable(for_user)).values_list("pk", flat=True)


def readable(user: User, prefix: str = "") -> Q:
    """Which needs somebody reads, as a condition on needs, or on what has one under `prefix`: `permissions.can_read_need` in SQL.

    The words of one that was marked in a contact's notes are those of the notes, also when the mark was taken away. Raises
    PermissionDenied.
    """
    check_can_view_companies(user)
    return of_visible(user, f"{prefix}company") & of_read_contact(user, f"{prefix}contact")
