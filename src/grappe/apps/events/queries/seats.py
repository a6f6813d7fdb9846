"""How many seats does an event have, how many are taken or held, and how many people wait?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from grappe.apps.events.enums import Attendance, EventMode, EventState, RegistrationState
from grappe.apps.events.models import Event, Registration

HOLD = timedelta(hours=24)  # how long a seat is kept for somebody who has not confirmed the address yet


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one way of being there; `capacity` None: no limit."""

    attendance: str
    label: str
    capacity: int | None
    confirmed: int
    held: int  # by people who have not confirmed their address yet
    waiting: int

    @property
    def taken(self) -> int:
        return self.confirmed + self.held

    @property
    def free(self) -> int | None:
        """None where there is no limit; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0

    @property
    def share(self) -> int | None:
        """How full it is in percent, at most 100; None where there is no limit."""
        if self.capacity is None:
            return None
        return 100 if self.capacity == 0 else min(100, round(100 * self.taken / self.capacity))


def ways(event: Event) -> tuple[str, ...]:
    """Return how one can be at an event: on site, online, or either."""
    if event.mode == EventMode.HYBRID:
        return (Attendance.ON_SITE, Attendance.ONLINE)
    return (Attendance.ONLINE,) if event.mode == EventMode.ONLINE else (Attendance.ON_SITE,)


def capacity_of(event: Event, attendance: str) -> int | None:
    """Return how many seats there are, None for as many as come."""
    return event.online_capacity if attendance == Attendance.ONLINE else event.capacity


def held(at: datetime) -> Q:
    """Return the condition of holding a seat without having confirmed the address; who queues holds none."""
    return Q(state=RegistrationState.UNCONFIRMED, queued_at=None, registered_at__gt=at - HOLD)


def held_until(registration: Registration) -> datetime | None:
    """Return until when a seat is kept for somebody who has not confirmed yet; None where none is."""
    if registration.state != RegistrationState.UNCONFIRMED or registration.queued_at is not None:
        return None
    return registration.registered_at + HOLD


def seats_of(event: Event, *, at: datetime) -> tuple[Seats, ...]:
    """Return the seats of an event, one row for each way of being there. One query."""
    return seats_of_each([event], at=at)[event.pk]


def seats_of_each(events: Collection[Event], *, at: datetime) -> dict[int, tuple[Seats, ...]]:
    """Return the seats of some events by their ids. One query."""
    counts: dict[str, Any] = {
        "confirmed": Count("pk", filter=Q(state=RegistrationState.CONFIRMED)),
        "held": Count("pk", filter=held(at)),
        "waiting": Count("pk", filter=Q(state=RegistrationState.WAITING)),
    }
    registered = Registration.objects.filter(event__in=events)
    rows: Any = registered.order_by().values("event_id", "attendance").annotate(**counts)
    found = {(row.pop("event_id"), row.pop("attendance")): row for row in rows}
    nobody = dict.fromkeys(counts, 0)
    return {
        event.pk: tuple(
            Seats(
                attendance=way,
                label=str(Attendance(way).label),
                capacity=capacity_of(event, way),
                **found.get((event.pk, way), nobody),
            )
            for way in ways(event)
        )
        for event in events
    }


def place_in_queue(registration: Registration) -> int | None:
    """Return how many stand in the waiting list up to and with somebody; None for who does not wait."""
    if registration.state != RegistrationState.WAITING or registration.queued_at is None:
        return None
    before = Q(queued_at__lt=registration.queued_at) | Q(
        queued_at=registration.queued_at, pk__lte=registration.pk
    )
    return Registration.objects.filter(
        before,
        event_id=registration.event_id,
        state=RegistrationState.WAITING,
        attendance=registration.attendance,
    ).count()


def is_open(event: Event, *, at: datetime) -> bool:
    """Return whether registrations are taken at a moment: published, not over, within the dates given."""
    if event.state != EventState.PUBLISHED or at >= event.ends_at or event.erased_at is not None:
        return False
    if event.registration_from is not None and at < event.registration_from:
        return False
    return event.registration_until is None or at < event.registration_until
