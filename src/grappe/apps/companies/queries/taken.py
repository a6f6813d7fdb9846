"""Which times of colleagues do contacts take? That they do is no secret among those who plan, what they are about may be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from grappe.apps.companies.enums import Audience, ContactKind, ContactState
from grappe.apps.companies.models import Contact
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.contacts import ends_at
from grappe.apps.companies.queries.policy import reads_it

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = timedelta(days=1)  # a contact lasts no longer


@dataclass(frozen=True, slots=True)
class TakenByContact:
    """A time that a contact takes of somebody; `title` is empty unless everybody who sees the company reads it."""

    user: int
    contact: int
    starts_at: datetime
    ends_at: datetime
    title: str


def taken_by_contacts(
    members: Collection[int], *, since: datetime, until: datetime, for_user: User
) -> list[TakenByContact]:
    """Return the times that contacts take of these people between two moments, the earliest first. One query."""
    check_can_view_companies(for_user)
    found = Contact.objects.filter(team__in=list(members), starts_at__gt=since - LONGEST, starts_at__lt=until)
    found = found.exclude(state=ContactState.CANCELLED).exclude(kind=ContactKind.EMAIL)
    found = found.select_related("company").defer("notes").order_by("starts_at", "pk")
    rows = found.annotate(member=F("team"), may_read=reads_it(for_user))
    return [
        TakenByContact(
            row.member, row.pk, row.starts_at, ends_at(row),
            f"{row.subject} · {row.company}" if row.may_read and row.audience == Audience.EVERYONE else "",
        )
        for row in rows
        if ends_at(row) > since
    ]  # fmt: skip
