"""Who gets a seat, and who moves up? All that counts seats is done under one lock: that of the event's row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grappe.apps.events.enums import REGISTRATION_STEPS, EventState, LetterKind, RegistrationState
from grappe.apps.events.models import Event, Registration
from grappe.apps.events.operations import letters, standing
from grappe.apps.events.queries import seats
from grappe.ui import jobs
from grappe.ui.errors import BadInput


def locked(event_id: int) -> Event:
    """Return the event, its row locked until the transaction ends: nobody else counts seats meanwhile."""
    return Event.objects.select_for_update(of=("self",)).get(pk=event_id)


def locked_registration(registration: Registration) -> Registration:
    """Return the registration as it stands now, its event locked first: always in this order, so that none block."""
    event = locked(registration.event_id)
    found = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    found.event = event
    return found


def free(event: Event, attendance: str, *, at: datetime) -> int | None:
    """Return how many seats are free; None for as many as come. Under the event's lock."""
    capacity = seats.capacity_of(event, attendance)
    if capacity is None:
        return None
    here = Registration.objects.filter(event=event, attendance=attendance)
    taken = here.filter(state=RegistrationState.CONFIRMED).count() + here.filter(seats.held(at)).count()
    return capacity - taken


def has_seat(event: Event, attendance: str, *, at: datetime) -> bool:
    """Return whether somebody new may sit down: a seat is free once those who wait have moved up."""
    left = free(event, attendance, at=at)
    return left is None or left > 0


def step(registration: Registration, state: str) -> None:
    """Set a state that may follow the present one; raise BadInput for another."""
    if state not in REGISTRATION_STEPS[registration.state]:
        raise BadInput(
            _("This registration is “%(state)s”: that cannot be done with it.")
            % {"state": registration.get_state_display()}
        )
    registration.state = state


def seat(registration: Registration, *, letter: str = LetterKind.SEAT, at: datetime) -> None:
    """Give somebody a seat and tell them; requests for meetings that went with an earlier registration are reopened.

    Under the event's lock, which has counted.
    """
    step(registration, RegistrationState.CONFIRMED)
    registration.confirmed_at = at
    told(registration, letter, at=at)
    standing.registration_back(registration, at=at)


def queue(registration: Registration, *, at: datetime) -> None:
    """Put somebody at the end of the waiting list and tell them."""
    step(registration, RegistrationState.WAITING)
    registration.queued_at = end_of_queue(registration.event, at=at)
    told(registration, LetterKind.WAITING, at=at)


def end_of_queue(event: Event, *, at: datetime) -> datetime:
    """Return a moment after that of everybody who ever queued: who read the clock first may come to the lock second."""
    queued = Registration.objects.filter(event=event).exclude(state=RegistrationState.UNCONFIRMED)
    last = queued.aggregate(last=Max("queued_at"))["last"]
    return at if last is None or last < at else last + timedelta(microseconds=1)


def told(registration: Registration, kind: str, *, at: datetime) -> None:
    """Save a registration as it has become and write to its owner; its calendar entry is a newer one each time."""
    registration.sequence += 1
    registration.save()
    if registration.email:
        letters.write(registration=registration, kind=kind, about=str(registration.sequence), at=at)


@transaction.atomic
def move_up(*, event_id: int, at: datetime) -> int:
    """Give free seats to those who wait, in their order, on site and online apart; return how many moved up.

    Called when somebody cancels, when the capacity rises, and by a job when a seat that was kept for somebody who has not
    confirmed becomes free. Nobody moves up once the event is over or called off.
    """
    event = locked(event_id)
    return moved_up(event, at=at)


def moved_up(event: Event, *, at: datetime) -> int:
    """Do what `move_up` does, for who holds the event's lock already."""
    if event.state != EventState.PUBLISHED or at >= event.ends_at:
        return 0
    count = 0
    for way in seats.ways(event):
        waiting = Registration.objects.filter(event=event, attendance=way, state=RegistrationState.WAITING)
        left = free(event, way, at=at)
        if left is not None and left <= 0:
            continue
        ordered = waiting.select_for_update(of=("self",)).order_by("queued_at", "pk")
        for registration in ordered if left is None else ordered[:left]:
            registration.event = event
            seat(registration, letter=LetterKind.MOVED_UP, at=at)
            count += 1
    return count


def look_again(event: Event) -> None:
    """Order the job that gives a kept seat away when it is not confirmed in time."""
    jobs.order("events.move_up", after=seats.HOLD, event_id=event.pk)
