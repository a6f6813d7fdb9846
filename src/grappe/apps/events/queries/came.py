"""Who came to an event, and from which companies?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from grappe.apps.companies import queries as companies
from grappe.apps.events.enums import RegistrationState
from grappe.apps.events.models import Registration
from grappe.apps.events.permissions import check_can_view_events

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.events.models import Event


@dataclass(frozen=True, slots=True)
class Came:
    """How many came. Where nobody was checked in, nobody knows who came: those with a seat stand in for them."""

    people: int
    companies: int
    known: bool  # somebody was checked in


def who_came(event: Event) -> QuerySet[Registration]:
    """Return who was checked in; where nobody was at all, everybody who had a seat. One query more."""
    return who_came_by(event, known=was_checked_in(event))


def was_checked_in(event: Event) -> bool:
    """Whether anybody was checked in at all. One query."""
    return Registration.objects.filter(event=event, checked_in_at__isnull=False).exists()


def who_came_by(event: Event, *, known: bool) -> QuerySet[Registration]:
    """Return who came, where it is at hand already whether anybody was checked in."""
    found = Registration.objects.filter(event=event)
    return found.filter(Q(checked_in_at__isnull=False) if known else Q(state=RegistrationState.CONFIRMED))


def came(event: Event, *, for_user: User) -> Came:
    """Return how many people and companies on file came. Two queries."""
    check_can_view_events(for_user)
    known = was_checked_in(event)
    counts = who_came_by(event, known=known).aggregate(
        people=Count("pk"), companies=Count("company", distinct=True)
    )
    return Came(**counts, known=known)


def companies_that_came(event: Event, *, for_user: User) -> QuerySet[Company]:
    """Return the companies on file whose people came, by name. Three queries."""
    ids = who_came(event).exclude(company=None).order_by().values("company_id")
    return companies.companies(for_user=for_user).filter(pk__in=ids).order_by("name", "pk")
