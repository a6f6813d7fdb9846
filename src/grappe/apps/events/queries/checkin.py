"""Who is expected at the door, who came, and what does a phone keep of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import Lower

from grappe.apps.events.enums import EventState, RegistrationState
from grappe.apps.events.models import CheckIn, Event, Registration
from grappe.apps.events.permissions import check_can_check_in
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

OPENS_BEFORE = timedelta(hours=24)  # the day before is for trying out and for those who set up
OVER_AFTER = timedelta(hours=12)  # then phones forget the list


@dataclass(frozen=True, slots=True)
class Counts:
    """How many came of how many."""

    expected: int  # with a seat
    came: int

    @property
    def share(self) -> int:
        """In percent, at most 100."""
        return 0 if not self.expected else min(100, round(100 * self.came / self.expected))


def registration_at_the_door(pk: int, *, for_user: User) -> Registration:
    """Return a registration with its event; raises Registration.DoesNotExist, PermissionDenied."""
    check_can_check_in(for_user)
    return Registration.objects.select_related("event").get(pk=pk, erased_at=None)


def opens_at(event: Event) -> datetime:
    """Return from when somebody can be checked in."""
    return event.starts_at - OPENS_BEFORE


def is_over(event: Event, *, at: datetime) -> bool:
    """Return whether nobody is expected at the door any more, so that phones forget who was."""
    return event.erased_at is not None or at >= event.ends_at + OVER_AFTER


def closed_because(event: Event, *, at: datetime) -> str:
    """Return why nobody can be checked in at a moment: a word for the page, empty when the door is open."""
    if event.erased_at is not None:
        return "erased"
    if event.state == EventState.CANCELLED:
        return "cancelled"
    if event.state != EventState.PUBLISHED:
        return "draft"
    return "early" if at < opens_at(event) else ""


def counts(event: Event) -> Counts:
    """Return how many have a seat and how many came. One query."""
    came = Q(checked_in_at__isnull=False)
    found = Registration.objects.filter(event=event).aggregate(
        expected=Count("pk", filter=Q(state=RegistrationState.CONFIRMED) | came),
        came=Count("pk", filter=came),
    )
    return Counts(**found)


def door_list(event: Event, *, for_user: User, at: datetime) -> dict[str, Any]:
    """Return what a phone at the door keeps: names, organisations, states and who is in; no address, no answer.

    Two queries, whatever the number of people.
    """
    check_can_check_in(for_user)
    over = is_over(event, at=at)
    people = [] if over else _people(event)
    found = counts(event)
    return {
        "event": {
            "id": event.pk,
            "title": dict(Text.of(event.titles).as_dict()),
            "ends_at": event.ends_at.isoformat(),
            "forget_at": (event.ends_at + OVER_AFTER).isoformat(),
        },
        "closed": closed_because(event, at=at),
        "over": over,
        "counts": {"expected": found.expected, "came": found.came},
        "people": people,
    }


def _people(event: Event) -> list[dict[str, Any]]:
    rows = (
        Registration.objects.filter(event=event, erased_at=None)
        .order_by(Lower("name"), "pk")
        .values("pk", "code", "name", "organisation", "function", "state", "attendance", "checked_in_at")
    )
    scans = CheckIn.objects.filter(registration__event=event, undone_at=None).order_by("-at", "-pk")
    by = {
        row["registration_id"]: row
        for row in scans.values("registration_id", "key", "device", "by_user__name")
    }
    return [
        {
            "code": str(row["code"]),
            "name": row["name"],
            "organisation": row["organisation"],
            "function": row["function"],
            "state": row["state"],
            "online": row["attendance"] == "online",
            "in_at": row["checked_in_at"].isoformat() if row["checked_in_at"] else None,
            "in_by": by[row["pk"]]["by_user__name"] or "" if row["pk"] in by else "",
            "in_key": str(by[row["pk"]]["key"]) if row["pk"] in by else "",
        }
        for row in rows
    ]
