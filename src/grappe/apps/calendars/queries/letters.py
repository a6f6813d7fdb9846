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


def booking_address(*, owner: int) -> str:
    """Return at which address somebody's times are booked, {token} for the recipient's token; empty where they offer none."""
    if not offered_by(owner).exists():
        return ""
    return f"{settings.SITE_URL}{reverse('calendars:book', args=[PLACE])}".replace(PLACE, "{token}")
