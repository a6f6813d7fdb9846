"""When is who reminded of an event that they have a seat at?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from grappe.apps.events.enums import EventState, RegistrationState
from grappe.apps.events.models import Event, Registration
from grappe.ui import moments

FURTHEST = 60
MORNING = time(8)  # on the clock in Luxembourg
SOONEST = timedelta(hours=2)  # before the start, where the morning would be too late


def due_at(event: Event, days: int) -> datetime:
    """Return when a reminder so many days before an event goes out: in the morning of that day, before the start."""
    zone = timezone.get_default_timezone()
    day = event.starts_at.astimezone(zone).date() - timedelta(days=days)
    return min(datetime.combine(day, MORNING, tzinfo=zone), event.starts_at - SOONEST)


def due(event: Event, *, at: datetime) -> int | None:
    """Return which reminder it is time for: the nearest to the event whose moment has come; None where none is.

    One only: whoever was away for a week does not get last week's reminder together with this morning's.
    """
    if event.state != EventState.PUBLISHED or event.starts_at <= at:
        return None
    past = [days for days in event.reminders if due_at(event, days) <= at]
    return min(past) if past else None


def about(event: Event, days: int) -> str:
    """Return which reminder it is: an event that is put off is reminded of anew."""
    day = moments.local_date(event.starts_at)
    return f"{days} days before {day.isoformat()}"


def events_near(*, at: datetime) -> QuerySet[Event]:
    """Return the events that a reminder may be due for. One query."""
    found = Event.objects.filter(state=EventState.PUBLISHED, starts_at__gt=at)
    return found.filter(starts_at__lte=at + timedelta(days=FURTHEST + 1)).exclude(reminders=[]).order_by("pk")


def to_remind(event: Event, days: int) -> QuerySet[Registration]:
    """Return who is reminded: those with a seat, unless they got it since, with a letter that says the same."""
    moment = due_at(event, days)
    before = Q(confirmed_at__lt=moment) | Q(confirmed_at__isnull=True)
    found = Registration.objects.filter(before, event=event, state=RegistrationState.CONFIRMED)
    return found.exclude(email="").order_by("pk")


def next_ones(event: Event, *, at: datetime) -> list[tuple[int, datetime]]:
    """Return the reminders still to come, with their moments, the next first."""
    if event.state != EventState.PUBLISHED:
        return []
    moments = [(days, due_at(event, days)) for days in event.reminders]
    return sorted(((days, moment) for days, moment in moments if moment > at), key=lambda pair: pair[1])


def said(days: Collection[int]) -> str:
    """Return days as one writes them: "7, 1"."""
    return ", ".join(map(str, sorted(days, reverse=True)))
