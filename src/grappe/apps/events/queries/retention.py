"""When is an event's attendance list erased, and what is in it until then?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from grappe.apps.events.enums import RegistrationState
from grappe.apps.events.models import CheckIn, Event, Letter, Registration, SurveyAnswer
from grappe.apps.events.permissions import can_manage_event, check_can_view_registrations

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept of an event's people, until when, and whether it may go earlier."""

    erases_at: datetime
    erased_at: datetime | None
    registered: int
    came: int
    letters: int
    check_ins: int
    survey_answers: int
    may_erase: bool


def erases_at(event: Event) -> datetime:
    """Return when the list is made anonymous by itself."""
    return event.ends_at + timedelta(days=event.keep_days)


def due(*, at: datetime) -> list[Event]:
    """Return the events whose list is to be erased now."""
    over = Event.objects.filter(erased_at=None, ends_at__lte=at).order_by("ends_at", "pk")
    return [event for event in over if erases_at(event) <= at]


def retention_of(event: Event, *, for_user: User, at: datetime) -> Retention:
    """Return what is kept of an event's people. Raises PermissionDenied for who may not see who registered."""
    check_can_view_registrations(for_user)
    counts = Registration.objects.filter(event=event).aggregate(
        registered=Count("pk", filter=Q(state=RegistrationState.CONFIRMED)),
        came=Count("pk", filter=Q(checked_in_at__isnull=False)),
    )
    return Retention(
        erases_at=erases_at(event),
        erased_at=event.erased_at,
        letters=Letter.objects.filter(registration__event=event).count(),
        check_ins=CheckIn.objects.filter(registration__event=event).count(),
        survey_answers=SurveyAnswer.objects.filter(event=event).count(),
        may_erase=event.erased_at is None and event.ends_at <= at and can_manage_event(for_user, event),
        **counts,
    )
