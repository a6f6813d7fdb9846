"""How is a calendar file put together, and what does one of others say (RFC 5545, RFC 7986)? What all apps have alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText, vUri

from grappe.engines.agenda import Span


def calendar(method: str) -> Calendar:
    """Return an empty calendar; `method` is REQUEST, CANCEL (RFC 5546) or PUBLISH for a download or feed."""
    made = Calendar()
    made.add("prodid", "-//Grappe//Grappe//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    return made


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC and whole seconds, so that no reader has to know Luxembourg's summer time."""
    return moment.astimezone(UTC).replace(microsecond=0)


def conference(link: str, label: str, *, feature: str = "VIDEO") -> vUri:
    """Return a CONFERENCE property (RFC 7986, 5.11): where one joins by video or telephone."""
    made = vUri(link)
    made.params["VALUE"] = "URI"
    made.params["FEATURE"] = feature
    made.params["LABEL"] = label
    return made


def person(name: str, email: str, **params: str) -> vCalAddress:
    """Return an organizer or attendee; `params` are those of RFC 5545, in upper case (ROLE, PARTSTAT, RSVP)."""
    made = vCalAddress(f"mailto:{email}")
    made.params["CN"] = vText(name)
    made.params.update(params)
    return made


# --- Reading: other people’s text; what cannot be read says nothing ---


def calendar_in(data: str | bytes) -> Calendar | None:
    """Return the calendar of a text, None where it is none."""
    try:
        found = Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError, TypeError):
        return None
    return found if isinstance(found, Calendar) else None


def master(calendar: Calendar) -> Event | None:
    """Return the entry itself, not one of its exceptions."""
    events = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]
    return next((each for each in events if "recurrence-id" not in each), None)


def attendees(event: Event) -> list[Any]:
    """Return the attendees of an entry, of which icalendar gives one alone not in a list."""
    found = event.get("attendee", [])
    return list(found) if isinstance(found, list) else [found]


def mail_address(found: Any) -> str:
    """Return the e-mail address of an attendee or organizer in lower case, empty for one who has none."""
    text = str(found or "").strip().lower()
    return text.removeprefix("mailto:") if text.startswith("mailto:") else ""


def line(text: Any) -> str:
    """Return a text on one line."""
    return " ".join(str(text or "").replace("\x00", "").split())


def span_of(event: Event) -> Span | None:
    """Return from when to when an entry lasts, None where it does not say."""
    first = moment_of(event, "dtstart")
    if first is None:
        return None
    last, lasts = moment_of(event, "dtend"), event.get("duration")
    try:
        if last is None and lasts is not None:
            last = first + lasts.dt
        if last is None:
            last = first if isinstance(first, datetime) else first + timedelta(days=1)
        return Span(aware(first), aware(last))
    except (TypeError, AttributeError, ValueError, OverflowError):
        return None


def aware(moment: date | datetime) -> datetime:
    """Return a moment in UTC; one without a zone, and a day, are meant in Luxembourg."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_default_timezone())
    return moment.astimezone(UTC)


def moment_of(event: Event, name: str) -> Any:
    found = event.get(name)
    return getattr(found, "dt", None)
