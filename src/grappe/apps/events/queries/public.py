"""What do strangers see of an event, and when is it still the same page as before?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.templatetags.static import static
from django.utils import timezone

from grappe.apps.events.enums import EventState, RegistrationState, Stage, Visibility
from grappe.apps.events.models import Event, Question, Registration, Session, Speaker
from grappe.apps.events.queries.seats import Seats, is_open, seats_of, seats_of_each

MOST = 100
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Shown:
    """An event as strangers see it at a moment."""

    event: Event
    seats: tuple[Seats, ...]
    is_open: bool
    is_over: bool
    not_yet: bool  # registration opens later
    languages: tuple[str, ...]

    @property
    def is_full(self) -> bool:
        return all(row.is_full for row in self.seats)

    def tag(self, language: str) -> str:
        """Return what is the same as long as the page is (an ETag's value)."""
        event = self.event
        parts = [
            event.pk, event.version, event.state, self.is_open, self.is_over, self.not_yet, language,
            event.organiser.name, event.organiser.email, settings.DEMO, static("grappe/dist/grappe.css"),
            *((row.attendance, row.free) for row in self.seats),
        ]  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def public_event(slug: str, *, at: datetime) -> Shown:
    """Return a public event that was published, or called off since. Two queries.

    Raises Event.DoesNotExist for what strangers may not see: drafts, events for invited people, what is not there.
    """
    found = Event.objects.filter(visibility=Visibility.PUBLIC).exclude(state=EventState.DRAFT)
    return shown(found.select_related("organiser", "theme").get(slug=slug), at=at)


def shown(event: Event, *, at: datetime) -> Shown:
    """Return an event with its seats at a moment. One query."""
    return _shown(event, seats_of(event, at=at), at=at)


def _shown(event: Event, seats: tuple[Seats, ...], *, at: datetime) -> Shown:
    opens = event.registration_from
    return Shown(
        event=event,
        seats=seats,
        is_open=is_open(event, at=at),
        is_over=at >= event.ends_at,
        not_yet=opens is not None and at < opens,
        languages=languages_of(event),
    )


def languages_of(event: Event) -> tuple[str, ...]:
    """Return the languages that an event is written in, in the house's order."""
    return tuple(code for code in LANGUAGES if event.titles.get(code)) or LANGUAGES[:1]


def public_events(*, at: datetime) -> list[Shown]:
    """Return the public events that are to come or going on, the next first, a hundred at most. Two queries."""
    found = Event.objects.filter(
        visibility=Visibility.PUBLIC, state=EventState.PUBLISHED, ends_at__gt=at, erased_at=None
    )
    events = list(found.select_related("theme", "organiser").order_by("starts_at", "pk")[:MOST])
    seats = seats_of_each(events, at=at)
    return [_shown(event, seats[event.pk], at=at) for event in events]


def programme(event: Event) -> list[tuple[Any, list[Session]]]:
    """Return an event's sessions with their speakers, by day: (day, sessions). Two queries."""
    speakers = Prefetch("speakers", queryset=Speaker.objects.order_by("position", "pk"))
    sessions = event.sessions.prefetch_related(speakers).order_by("starts_at", "position", "pk")
    zone = timezone.get_default_timezone()
    by_day = groupby(sessions, key=lambda session: session.starts_at.astimezone(zone).date())
    return [(day, list(rows)) for day, rows in by_day]


def questions_of(event: Event, *, stage: str = Stage.REGISTRATION) -> list[Question]:
    """Return what the organiser asks, in order. One query."""
    return list(event.questions.filter(stage=stage).order_by("position", "pk"))


def event_of_recipient(recipient: Any, *, at: datetime) -> Shown:
    """Return the event that somebody was invited to by a campaign; raises Event.DoesNotExist where it invites to none."""
    found = Event.objects.filter(invitations__campaign_id=recipient.campaign_id)
    event = found.exclude(state=EventState.DRAFT).select_related("organiser", "theme").get()
    return shown(event, at=at)


def registered_as(event: Event, email: str) -> Registration | None:
    """Return who is registered for an event under an address and has not cancelled. One query."""
    found = Registration.objects.filter(event=event, email__iexact=email).exclude(email="")
    return found.exclude(state=RegistrationState.CANCELLED).first()
