"""What do calendars get of an event: somebody's own entry, its change and its end, and the feed of public events?

RFC 5545 and RFC 7986 say how a file is written, RFC 5546 what REQUEST, CANCEL and PUBLISH mean, RFC 6047 how it goes
by mail. One event has one UID, with whom ever it is; what makes an entry newer is the sum of both sequences, the
event's and the registration's, which never fall. Times are in UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event as Entry
from icalendar import vDuration, vText, vUri

from grappe.apps.events.enums import Attendance, EventMode, EventState, RegistrationState, Visibility
from grappe.apps.events.models import Event, Registration
from grappe.apps.events.queries.links import link_of
from grappe.engines.kernel import Text
from grappe.ui import calendars

STAYS = timedelta(days=90)  # how long past events stay in the feed
MOST_IN_FEED = 500
_STATUS = {
    RegistrationState.CONFIRMED: "CONFIRMED",
    RegistrationState.WAITING: "TENTATIVE",
    RegistrationState.UNCONFIRMED: "TENTATIVE",
    RegistrationState.CANCELLED: "CANCELLED",
}


def is_online(registration: Registration) -> bool:
    """Return whether somebody follows from afar."""
    mode = registration.event.mode
    if mode == EventMode.HYBRID:
        return registration.attendance == Attendance.ONLINE
    return mode == EventMode.ONLINE


def video_link_for(registration: Registration) -> str:
    """Return where somebody joins from afar; empty for those in the room, and for those without a seat."""
    event = registration.event
    seated = registration.state == RegistrationState.CONFIRMED and event.state != EventState.CANCELLED
    return event.video_link if seated and is_online(registration) else ""


def own_calendar(registration: Registration, *, at: datetime, method: str = "PUBLISH") -> bytes:
    """Return somebody's own entry as a file in their language.

    `method` is REQUEST for a seat and its changes, CANCEL for its end, PUBLISH for a download.
    """
    with translation.override(registration.language):
        calendar = calendars.calendar(method)
        calendar.add_component(_own_entry(registration, at, method))
        written: bytes = calendar.to_ical()
        return written


def public_events(*, at: datetime) -> list[Event]:
    """Return the public events of the feed: coming ones and those of the last months, called off ones too."""
    found = Event.objects.filter(visibility=Visibility.PUBLIC, ends_at__gte=at - STAYS)
    found = found.exclude(state=EventState.DRAFT).order_by("starts_at", "pk")
    return list(found.select_related("organiser")[:MOST_IN_FEED])


def feed_digest(events: Sequence[Event], language: str) -> str:
    """Return what changes whenever the feed does (RFC 9110, ETag)."""
    content = [language, *(f"{event.pk}:{event.version}:{event.sequence}:{event.state}" for event in events)]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:32]


def public_calendar(events: Sequence[Event], *, language: str, at: datetime) -> bytes:
    """Return public events as a feed in a language; nothing in it is for the registered only."""
    with translation.override(language):
        calendar = calendars.calendar("PUBLISH")
        calendar.add("x-wr-calname", _("Events of the cluster"))
        calendar["name"] = vText(_("Events of the cluster"))  # RFC 7986, 5.1
        calendar["refresh-interval"] = vDuration(timedelta(hours=12), params={"value": "DURATION"})
        calendar.add("x-published-ttl", timedelta(hours=12))
        for event in events:
            entry = _entry(event, language, at, sequence=event.sequence)
            entry.add("status", "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED")
            where = _place(event) if event.mode != EventMode.ONLINE else _("Online")
            _put_where(entry, where, language)
            page = page_of(event)
            _put_description(entry, [_summary(event, language), page], language)
            entry.add("url", vUri(page))
            calendar.add_component(entry)
        written: bytes = calendar.to_ical()
        return written


def page_of(event: Event) -> str:
    """Return the whole address of an event's public page."""
    return f"{settings.SITE_URL}{reverse('events:public', args=[event.slug])}"


def _own_entry(registration: Registration, at: datetime, method: str) -> Entry:
    event, language = registration.event, registration.language
    entry = _entry(event, language, at, sequence=event.sequence + registration.sequence)
    called_off = event.state == EventState.CANCELLED
    if called_off or method == "PUBLISH":
        entry.add("status", "CANCELLED" if called_off else _STATUS[RegistrationState(registration.state)])
    elif method == "REQUEST":  # RFC 5546, 3.2.5: no status where a single attendee only is taken off
        entry.add("status", "CONFIRMED")
    link = video_link_for(registration)
    where = _("Online") if is_online(registration) else _place(event)
    _put_where(entry, where, language)
    who = ", ".join(part for part in (registration.name, registration.organisation) if part)
    lines = [_summary(event, language), _("Registered: %(who)s") % {"who": who}]
    if link:
        lines.append(_("Video link: %(link)s") % {"link": link})
        entry.add("url", vUri(link))
        entry.add("conference", calendars.conference(link, _("Join the event")))
    lines.append(_("Your registration: %(link)s") % {"link": link_of(registration)})
    _put_description(entry, lines, language)
    if method != "PUBLISH":  # RFC 5546, 3.2.1: a published entry has no attendees
        attendee = calendars.person(
            registration.name, registration.email, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT",
            PARTSTAT="ACCEPTED", RSVP="FALSE",
        )  # fmt: skip
        entry.add("attendee", attendee, encode=False)
    return entry


def _entry(event: Event, language: str, at: datetime, *, sequence: int) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", sequence)
    entry.add("dtstamp", calendars.in_utc(at))
    entry.add("created", calendars.in_utc(event.created_at))
    entry.add("dtstart", calendars.in_utc(event.starts_at))
    entry.add("dtend", calendars.in_utc(event.ends_at))
    title = " ".join(Text.of(event.titles).in_language(language).split())
    entry.add("summary", title, parameters={"LANGUAGE": language})
    entry.add("categories", [event.get_kind_display()])
    host = event.organiser
    entry.add("organizer", calendars.person(host.name, host.email), encode=False)
    return entry


def _place(event: Event) -> str:
    return ", ".join(part for part in (event.place, event.address) if part)


def _summary(event: Event, language: str) -> str:
    return Text.of(event.summaries).in_language(language).strip() if event.summaries else ""


def _put_where(entry: Entry, where: str, language: str) -> None:
    if where:
        entry.add("location", where, parameters={"LANGUAGE": language})


def _put_description(entry: Entry, lines: Sequence[str], language: str) -> None:
    text = "\n\n".join(line for line in lines if line)
    if text:
        entry.add("description", text, parameters={"LANGUAGE": language})
