"""Which times are booked by the personal links of a campaign's letters? Those of whoever began it, as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from grappe.apps.calendars.models import BookingType

if TYPE_CHECKING:
    from django.db.models import QuerySet

PLACE = "TOKEN"  # no token of ours: these have dots and colons


def offered_by(owner: int) -> QuerySet[BookingType]:
    """Return the kinds of booking that somebody offers now, the oldest first."""
    found = BookingType.objects.select_related("owner").prefetch_related("hosts")
    return found.filter(owner=owner, active=True).order_by("pk")


def chosen_of(owner: int, kind: int | None) -> BookingType | None:
    """Return the kind of booking that letters lead to: the one chosen, as long as it is offered, else the oldest."""
    found = offered_by(owner)
    return (found.filter(pk=kind) if kind is not None else found).first()


def booking_kinds(*, owner: int) -> list[tuple[int, dict[str, str]]]:
    """Return the kinds that somebody offers now, the oldest first: key and name in three languages. One query."""
    found = BookingType.objects.filter(owner=owner, active=True).order_by("pk")
    return list(found.values_list("pk", "names"))


def booking_address(*, owner: int, kind: int | None = None) -> str:
    """Return at which address somebody's times are booked, {token} for the recipient's token; empty where they offer none.

    Of the `kind` that was chosen, where one was.
    """
    if chosen_of(owner, kind) is None:
        return ""
    return f"{settings.SITE_URL}{reverse('calendars:book', args=[PLACE])}".replace(PLACE, "{token}")
