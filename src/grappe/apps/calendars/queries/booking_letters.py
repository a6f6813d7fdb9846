"""What does a letter to whoever booked say, in their language and time zone, and when would it say nothing true any more?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_time
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from icalendar import Event, vUri

from grappe.apps.calendars.enums import BookingLetterKind, BookingState
from grappe.apps.calendars.models import Booking, BookingLetter
from grappe.apps.calendars.queries.booking import booking_link
from grappe.apps.calendars.queries.told import host as our_host
from grappe.engines.kernel import Text
from grappe.ui import calendars, moments
from grappe.ui.letters import Parts, Written, put_together
from grappe.ui.moments import LOCALES

if TYPE_CHECKING:
    from django.utils.functional import Promise

_CONFIRMED, _MOVED, _CANCELLED, _REMINDER = BookingLetterKind
# Kind -> subject, opening.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    _CONFIRMED: (_lazy("Booked: %(title)s, %(when)s"), _lazy("Your appointment is booked.")),
    _MOVED: (_lazy("Moved: %(title)s, %(when)s"), _lazy("Your appointment was moved. This is how it stands now:")),
    _CANCELLED: (_lazy("Called off: %(title)s, %(when)s"), _lazy("This appointment was called off:")),
    _REMINDER: (_lazy("Reminder: %(title)s, %(when)s"), _lazy("Your appointment is soon:")),
}  # fmt: skip


def when(booking: Booking, *, language: str) -> str:
    """Return from when to when, by the clocks of whoever booked; the zone is named."""
    zone = ZoneInfo(booking.zone)
    first, last = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    locale = LOCALES.get(language, "en_GB")
    day = moments.full_date_in(first, language)
    hours = f"{format_time(first, 'HH:mm', locale=locale)}–{format_time(last, 'HH:mm', locale=locale)}"
    return f"{day}, {hours} ({booking.zone.replace('_', ' ')})"


def overtaken(letter: BookingLetter, *, at: datetime) -> str:
    """Return in words why a letter would say nothing true any more."""
    booking = letter.booking
    cancelled = booking.state == BookingState.CANCELLED
    if (letter.kind == _CANCELLED) != cancelled:
        return _("It is another one now.")
    if not cancelled and booking.ends_at <= at:
        return _("It is over.")
    if letter.about != f"sequence {booking.sequence}" and not cancelled:
        return _("It is another one now.")
    return ""


def written(letter: BookingLetter, *, at: datetime) -> Written:
    """Return what a letter says as things stand now."""
    booking = letter.booking
    with translation.override(booking.language):
        title = Text.of(booking.type.names).in_language(booking.language)
        subject, opening = WORDS[letter.kind]
        gone = letter.kind == _CANCELLED
        facts = [
            (_("When"), when(booking, language=booking.language)),
            (_("With"), f"{booking.host.name}, {booking.host.email}"),
            (_("Where"), booking.type.place),
            (_("Video link"), "" if gone else booking.link),
        ]
        parts = Parts(
            greeting=_("Hello %(name)s,") % {"name": booking.name}, opening=str(opening), title=title,
            action=_("Move it, call it off"), link="" if gone else booking_link(booking),
            why=_("You get this mail because this appointment was booked with your address. It serves the appointment only."),
            facts=[(label, value) for label, value in facts if value],
        )  # fmt: skip
        told = str(subject) % {"title": title, "when": when(booking, language=booking.language)}
        if letter.kind == _REMINDER:
            return put_together(parts, subject=told, language=booking.language)
        method = "CANCEL" if gone else "REQUEST"
        return put_together(
            parts, subject=told, language=booking.language, method=method, calendar=file_of(booking, method=method, at=at)
        )  # fmt: skip


def file_of(booking: Booking, *, method: str, at: datetime) -> bytes:
    """Return a booking as a calendar file, with nothing in it but what whoever booked knows."""
    calendar = calendars.calendar(method)
    event = Event()
    event.add("uid", f"{booking.uid}@{our_host()}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", calendars.in_utc(at))
    event.add("dtstart", calendars.in_utc(booking.starts_at))
    event.add("dtend", calendars.in_utc(booking.ends_at))
    event.add("summary", Text.of(booking.type.names).in_language(booking.language))
    event.add("status", "CANCELLED" if booking.state == BookingState.CANCELLED else "CONFIRMED")
    if where := booking.type.place or booking.link:
        event.add("location", where)
    if booking.link:
        event.add("url", vUri(booking.link))
    event.add("organizer", calendars.person(booking.host.name, booking.host.email), encode=False)
    # They chose the time themselves: they come.
    event.add(
        "attendee",
        calendars.person(booking.name, booking.email, ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE"),
        encode=False,
    )  # fmt: skip
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
