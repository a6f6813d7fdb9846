"""What stands in the calendar at somebody's secret address, and whose is it?

Whoever has the address reads it, so it says less than the pages: no notes, no people of companies, and of what not
everybody reads only that it is. Written anew for each request with the rights its owner has at that moment.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from icalendar import Event as Entry
from icalendar import vDuration, vText, vUri

from grappe.apps.calendars.models import Feed
from grappe.apps.calendars.permissions import can_have_calendar
from grappe.apps.companies import queries as companies
from grappe.apps.events import queries as events
from grappe.apps.events.enums import EventState
from grappe.engines.kernel import Text
from grappe.ui import calendars

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Contact
    from grappe.apps.events.models import Event

SALT = "grappe.calendars.feed"
STAYS, REACHES = timedelta(days=60), timedelta(days=400)  # how far back and ahead the calendar goes
MOST = 1_000
FRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of the calendar, as it is told to whoever has the address."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    page: str
    cancelled: bool = False


def feed_of(user: User) -> Feed | None:
    """Return somebody's own calendar, None where there is none."""
    return Feed.objects.filter(user=user).first()


def feed_address(feed: Feed) -> str:
    """Return the secret address of a calendar; it stays the same until it is renewed."""
    token = Signer(salt=SALT).sign_object([feed.pk, feed.salt])
    return settings.SITE_URL + reverse("calendars:feed", args=[token])


def feed_by_token(token: str) -> Feed | None:
    """Return the calendar of a secret address.

    None when it is forged, was renewed or taken away since, or when its owner's account is no longer active.
    """
    try:
        pk, salt = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    feed = Feed.objects.select_related("user").filter(pk=pk).first()
    if feed is None or not constant_time_compare(feed.salt, str(salt)):
        return None
    return feed if can_have_calendar(feed.user) else None


def slots(user: User, *, at: datetime) -> list[Slot]:
    """Return what somebody has planned, from two months ago to a year ahead, earliest first, in their language."""
    since, until = at - STAYS, at + REACHES
    with translation.override(user.language):
        found = [
            _of_contact(contact)
            for contact in companies.contacts_of_member(for_user=user, since=since, until=until, limit=MOST)
        ]
        found += [
            _of_event(event, user.language)
            for event in events.events_of_member(for_user=user, since=since, until=until, limit=MOST)
        ]
    return sorted(found, key=lambda slot: (slot.starts_at, slot.uid))


def digest(found: list[Slot], language: str) -> str:
    """Return what changes whenever the calendar does (RFC 9110, ETag)."""
    said = [language, *(repr(slot) for slot in found)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def as_calendar(user: User, found: list[Slot], *, at: datetime) -> bytes:
    """Return entries as an iCalendar file (RFC 5545) for somebody's own calendar to subscribe to."""
    with translation.override(user.language):
        calendar = calendars.calendar("PUBLISH")
        name = _("Grappe: %(name)s") % {"name": user.name}
        calendar.add("x-wr-calname", name)
        calendar["name"] = vText(name)  # RFC 7986
        calendar["refresh-interval"] = vDuration(FRESH, params={"value": "DURATION"})
        calendar.add("x-published-ttl", FRESH)
        for slot in found:
            calendar.add_component(_entry(slot, at))
        written: bytes = calendar.to_ical()
    return written


def _host() -> str | None:
    return urlsplit(settings.SITE_URL).hostname


def _of_contact(contact: Contact) -> Slot:
    told = contact.told_subject if contact.confidential else f"{contact.subject} · {contact.company}"
    return Slot(
        uid=f"{contact.uid}@{_host()}",  # that of the invitation: whoever has both sees one entry
        sequence=contact.sequence,
        starts_at=contact.starts_at,
        ends_at=companies.ends_at(contact),
        title=told,
        place="" if contact.confidential else contact.place or contact.link,
        page=settings.SITE_URL + reverse("companies:contact", args=[contact.pk]),
    )


def _of_event(event: Event, language: str) -> Slot:
    return Slot(
        uid=f"{event.uid}@{_host()}",
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=Text.of(event.titles).in_language(language),
        place=event.place,
        page=settings.SITE_URL + reverse("events:detail", args=[event.pk]),
        cancelled=event.state == EventState.CANCELLED,
    )


def _entry(slot: Slot, at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", slot.uid)
    entry.add("sequence", slot.sequence)
    entry.add("dtstamp", calendars.in_utc(at))
    entry.add("dtstart", calendars.in_utc(slot.starts_at))
    entry.add("dtend", calendars.in_utc(slot.ends_at))
    entry.add("summary", slot.title)
    entry.add("status", "CANCELLED" if slot.cancelled else "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry.add("url", vUri(slot.page))
    if slot.place:
        entry.add("location", slot.place)
    return entry
