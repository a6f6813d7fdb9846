"""Whose own pages may be looked at in the demonstration? Two people of an invented event who meet each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from grappe.apps.companies.queries import of_visible
from grappe.apps.events.enums import RegistrationState, RequestState
from grappe.apps.events.models import Event, Participant, TimetableMeeting
from grappe.apps.events.permissions import can_view_registrations
from grappe.apps.events.queries.links import token_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class OwnPages:
    """Somebody's personal link: who, in which language their pages speak, and what it carries."""

    name: str
    organisation: str
    language: str
    token: str
    event: Event


def own_pages(*, for_user: User, at: datetime) -> list[OwnPages]:
    """Return two people who meet each other at the next invented event with a published timetable; else nobody.

    Of those who meet, two who speak different languages where there are any. One query.
    """
    if not can_view_registrations(for_user):
        return []
    found = TimetableMeeting.objects.filter(
        of_visible(for_user, "request__asker__registration__company"),
        of_visible(for_user, "request__asked__registration__company"),
        timetable__current=True, slot__starts_at__gt=at, timetable__plan__event__invented=True,
        request__state=RequestState.ACCEPTED, request__asker__withdrawn_at=None, request__asked__withdrawn_at=None,
        request__asker__registration__state=RegistrationState.CONFIRMED,
        request__asked__registration__state=RegistrationState.CONFIRMED,
    )  # fmt: skip
    found = found.select_related("request__asker__registration__event", "request__asked__registration__event")
    pairs = [
        (each.request.asker, each.request.asked) for each in found.order_by("slot__starts_at", "pk")[:50]
    ]
    if not pairs:
        return []
    return [_of(each) for each in next((pair for pair in pairs if _speak_differently(*pair)), pairs[0])]


def _speak_differently(one: Participant, other: Participant) -> bool:
    return one.registration.language != other.registration.language


def _of(participant: Participant) -> OwnPages:
    who = participant.registration
    return OwnPages(who.name, who.organisation, who.get_language_display(), token_of(who), who.event)
