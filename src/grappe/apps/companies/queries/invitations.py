"""Whom do we invite to a contact, and what does the invitation's calendar file (RFC 5545, RFC 7986) say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event, vUri

from grappe.apps.companies.enums import ContactKind, ContactState
from grappe.apps.companies.models import Contact
from grappe.apps.companies.queries.contacts import ends_at
from grappe.ui import calendars, moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who gets the invitation: `key` says who, the language is that of the letter."""

    key: str
    name: str
    email: str
    language: str
    ours: bool


def invitees(contact: Contact, *, on: date) -> list[Invitee]:
    """Return who gets the invitation on that day: once per address, our side first.

    Nobody without an address, nobody who has left. To an e-mail we invite our side only: the company needs no
    appointment for a letter.
    """
    found = [
        Invitee(f"user:{user.pk}", user.name, user.email, user.language, True)
        for user in contact.team.all()
        if user.is_active
    ]
    if contact.kind != ContactKind.EMAIL:
        found += [
            Invitee(f"person:{person.pk}", person.name, person.email, person.language, False)
            for person in contact.people.all()
            if person.email and not (person.left_on and person.left_on <= on)
        ]
    return list({invitee.email.lower(): invitee for invitee in reversed(found)}.values())[::-1]


def without_invitation(contact: Contact, *, on: date) -> list[str]:
    """Return the names of the participants whom the invitation cannot reach."""
    reached = {invitee.email.lower() for invitee in invitees(contact, on=on)}
    if contact.kind == ContactKind.EMAIL:
        return []
    return [person.name for person in contact.people.all() if person.email.lower() not in reached]


def is_invited(contact: Contact, *, at: datetime) -> bool:
    """Return whether a change is told by e-mail: a planned contact that has not ended."""
    return contact.state == ContactState.PLANNED and ends_at(contact) > at


def is_told_of_cancellation(contact: Contact, *, at: datetime) -> bool:
    """Return whether somebody gets a cancellation, or finds it in a calendar of theirs, when a contact is cancelled then."""
    return is_invited(contact, at=at) and bool(invitees(contact, on=moments.local_date(at)))


def told_of_cancellation(contact: Contact) -> bool:
    """Return whether somebody was told that a contact is cancelled, as its history says when that was. One query, or two."""
    events: Any = contact.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    kept = events.objects.filter(pgh_obj_id=contact.pk).order_by("-pgh_id")
    when = None
    for moment, state in kept.values_list("pgh_created_at", "state"):
        if state != ContactState.CANCELLED:
            break
        when = moment
    if when is None or ends_at(contact) <= when:
        return False
    return bool(invitees(contact, on=moments.local_date(when)))


def organizer(contact: Contact) -> User | None:
    """Return who invites: whoever planned the contact, else the first of our side."""
    if contact.created_by is not None and contact.created_by.is_active:
        return contact.created_by
    return next((user for user in contact.team.all() if user.is_active), None)


def calendar_file(
    contact: Contact,
    *,
    language: str,
    at: datetime,
    method: str = "PUBLISH",
    ours: bool = False,
    attendees: Sequence[Invitee] | None = None,
) -> bytes:
    """Return the contact as an iCalendar file in a language.

    `method` is REQUEST for an invitation, CANCEL for a contact that does not take place, PUBLISH for a download,
    DECLINECOUNTER where another time that somebody proposed is refused (RFC 5546, 3.2.8).
    Times are in UTC, so that no reader has to know Luxembourg's summer time. `ours` adds the address of the notes.
    `attendees` are those whom a cancellation or a refusal concerns; None is everybody invited.
    """
    concerned = invitees(contact, on=moments.local_date(at)) if attendees is None else attendees
    with translation.override(language):
        calendar = calendars.calendar(method)
        calendar.add_component(_event(contact, concerned, at=at, method=method, ours=ours))
        written: bytes = calendar.to_ical()
        return written


def _event(contact: Contact, concerned: Sequence[Invitee], *, at: datetime, method: str, ours: bool) -> Event:
    event = Event()
    event.add("uid", f"{contact.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", contact.sequence)
    event.add("dtstamp", calendars.in_utc(at))
    event.add("created", calendars.in_utc(contact.created_at))
    event.add("last-modified", calendars.in_utc(at))
    event.add("dtstart", calendars.in_utc(contact.starts_at))
    event.add("dtend", calendars.in_utc(ends_at(contact)))
    event.add("summary", f"{contact.subject} · {contact.company}")
    event.add("description", _description(contact, ours=ours))
    if contact.state == ContactState.CANCELLED:
        event.add("status", "CANCELLED")
    elif method != "CANCEL":  # RFC 5546, 3.2.5: no status where single attendees only are uninvited
        event.add("status", "CONFIRMED")
    event.add("categories", [contact.get_kind_display()])
    if where := contact.place or contact.link:
        event.add("location", where)
    if contact.link:
        event.add("url", vUri(contact.link))
        feature = "VIDEO" if contact.kind == ContactKind.VIDEO else "AUDIO"
        joined = calendars.conference(contact.link, _("Join the call"), feature=feature)
        event.add("conference", joined)
    _add_people(event, contact, concerned)
    return event


def _description(contact: Contact, *, ours: bool) -> str:
    lines = [f"{contact.get_kind_display()} · {contact.company}"]
    if contact.place:
        lines.append(_("Place: %(place)s") % {"place": contact.place})
    if contact.link:
        lines.append(_("Video link: %(link)s") % {"link": contact.link})
    if ours:
        page = settings.SITE_URL + reverse("companies:contact", args=[contact.pk])
        lines.append(_("Notes: %(page)s") % {"page": page})
    return "\n".join(lines)


def _add_people(event: Event, contact: Contact, concerned: Sequence[Invitee]) -> None:
    host = organizer(contact)
    if host is not None:
        event.add("organizer", calendars.person(host.name, host.email), encode=False)
    for invitee in concerned:
        hosts = host is not None and invitee.key == f"user:{host.pk}"
        attendee = calendars.person(
            invitee.name, invitee.email, CUTYPE="INDIVIDUAL", ROLE="CHAIR" if hosts else "REQ-PARTICIPANT",
            PARTSTAT="ACCEPTED" if hosts else "NEEDS-ACTION", RSVP="FALSE" if hosts else "TRUE",
        )  # fmt: skip
        event.add("attendee", attendee, encode=False)
