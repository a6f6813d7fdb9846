"""What stands on a company's timeline of events: who registered, came or stayed away, whom they met, what came of it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.events.enums import EventState, RegistrationState
from grappe.apps.events.models import Cooperation, Event, Invitation, Registration
from grappe.apps.events.permissions import can_view_registrations, check_can_view_events
from grappe.apps.events.queries.cooperation_timeline import cooperation_entries
from grappe.apps.events.queries.outcome_timeline import outcome_entries
from grappe.engines.kernel import Text
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (
        Registration.objects.filter(company=company),
        Cooperation.objects.filter(first=company),
        Cooperation.objects.filter(second=company),
    )


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what happened with a company around events, before a moment, the latest first.

    Who registered is not for the ministry: it gets cooperations only. Somebody stayed away only where others were
    checked in; where nobody was, it is unknown and nothing is said.
    """
    check_can_view_events(for_user)
    found = cooperation_entries(company_id=company_id, for_user=for_user, before=before, limit=limit)
    found += outcome_entries(company_id=company_id, for_user=for_user, before=before, limit=limit)
    if can_view_registrations(for_user):
        for moment, rows, shown in _kinds(company_id):
            asked = rows.filter(**{f"{moment}__isnull": False})
            if before is not None:
                asked = asked.filter(**{f"{moment}__lt": before})
            found += [shown(each) for each in asked.order_by(f"-{moment}", "-pk")[:limit]]
    return sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _kinds(
    company_id: int,
) -> list[tuple[str, QuerySet[Registration], Callable[[Registration], Entry]]]:
    """Return each kind of entry: the column of its moment, the rows, and how one is shown."""
    rows = Registration.objects.filter(company_id=company_id).select_related("event")
    seated = rows.exclude(state=RegistrationState.UNCONFIRMED)
    return [
        ("registered_at", seated, _registered),
        ("cancelled_at", rows.filter(state=RegistrationState.CANCELLED), _cancelled),
        ("checked_in_at", rows, _came),
        ("missed_at", _missed(rows), _stayed_away),
    ]


def _missed(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    others = Registration.objects.filter(event=OuterRef("event"), checked_in_at__isnull=False)
    missed = rows.filter(
        Exists(others),
        state=RegistrationState.CONFIRMED,
        checked_in_at=None,
        event__state=EventState.PUBLISHED,
        event__ends_at__lt=Now(),
    )
    return missed.annotate(missed_at=F("event__ends_at"))


def _entry(registration: Registration, at: datetime | None, what: str, icon: str, label: str) -> Entry:
    assert at is not None
    event = registration.event
    return Entry(
        at=at,
        key=f"event-{what}-{registration.pk:09d}",
        icon=icon,
        label=label,
        title=Text.of(event.titles).in_language(get_language() or "en"),
        url=reverse("events:detail", args=[event.pk]),
        by=registration.name,
    )


def _registered(registration: Registration) -> Entry:
    label = _("Registered for an event")
    if registration.state == RegistrationState.WAITING:
        label = _("On the waiting list of an event")
    return _entry(registration, registration.registered_at, "1", "calendar-plus", label)


def _cancelled(registration: Registration) -> Entry:
    label = _("Registration for an event cancelled")
    return _entry(registration, registration.cancelled_at, "2", "calendar-off", label)


def _came(registration: Registration) -> Entry:
    return _entry(registration, registration.checked_in_at, "3", "user-check", _("Came to an event"))


def _stayed_away(registration: Registration) -> Entry:
    label = _("Registered for an event and did not come")
    return _entry(registration, registration.event.ends_at, "4", "user-x", label)


@dataclass(frozen=True, slots=True)
class OfCompany:
    """What one event had to do with a company."""

    event: Event
    invited: int  # people who were written to
    registered: int
    came: int
    known: bool  # somebody was checked in at all


MOST = 20


def events_of(company_id: int, *, for_user: User) -> list[OfCompany]:
    """Return the events a company was invited to, registered for or came to, the latest first, at most MOST."""
    check_can_view_events(for_user)
    if not can_view_registrations(for_user):
        return []
    invited: dict[int, int] = {}
    sent = Invitation.objects.filter(
        campaign__recipients__company_id=company_id, campaign__recipients__state="sent"
    )
    for event_id in sent.values_list("event_id", flat=True):
        invited[event_id] = invited.get(event_id, 0) + 1
    registered: dict[int, int] = {}
    came: dict[int, int] = {}
    rows = Registration.objects.filter(company_id=company_id).exclude(
        state__in=(RegistrationState.UNCONFIRMED, RegistrationState.CANCELLED)
    )
    for event_id, checked_in_at in rows.values_list("event_id", "checked_in_at"):
        registered[event_id] = registered.get(event_id, 0) + 1
        came[event_id] = came.get(event_id, 0) + (checked_in_at is not None)
    found = Event.objects.filter(pk__in=invited.keys() | registered.keys()).annotate(
        first_in=Max("registrations__checked_in_at")
    )
    return [
        OfCompany(
            event=event,
            invited=invited.get(event.pk, 0),
            registered=registered.get(event.pk, 0),
            came=came.get(event.pk, 0),
            known=event.first_in is not None,
        )
        for event in found.order_by("-starts_at", "-pk")[:MOST]
    ]
