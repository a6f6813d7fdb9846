"""What does an entry of somebody's own calendar say, and which times does it take? Values in, values out.

It is other people's text: what cannot be read says nothing, and what repeats too often is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event

from grappe.engines.agenda import Span

MOST_TIMES = 1_500  # that one entry takes
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says of what moves between both calendars; `unfit` names what no contact can be."""

    uid: str
    facts: dict[str, str]
    unfit: frozenset[str]
    answers: tuple[tuple[str, str], ...]  # e-mail in lower case, PARTSTAT
    organizer: str  # e-mail in lower case


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that an entry takes."""

    span: Span
    title: str
    repeats: bool


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


def said(data: str) -> Said | None:
    """Return what an entry says, None where it cannot be read."""
    calendar = calendar_in(data)
    event = master(calendar) if calendar is not None else None
    if event is None:
        return None
    span = span_of(event)
    if span is None:
        return None
    odd = "rrule" in event or "rdate" in event or not isinstance(_moment(event, "dtstart"), datetime)
    facts = {
        "when": when(span) + (" *" if odd else ""),
        "subject": line(event.get("summary")),
        "place": line(event.get("location")),
        "link": line(event.get("url")),
        "people": "",
    }
    return Said(
        line(event.get("uid")), facts, frozenset({"when"}) if odd else frozenset(), answers(event),
        mail_address(event.get("organizer")),
    )  # fmt: skip


def answers(event: Event) -> tuple[tuple[str, str], ...]:
    """Return who is asked to come by e-mail address, and what they answered (PARTSTAT)."""
    return tuple(
        (address, str(each.params.get("PARTSTAT", "NEEDS-ACTION")).upper())
        for each in attendees(event)
        if (address := mail_address(each))
    )


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


def when(span: Span) -> str:
    """Return a time as text that is the same for the same moments."""
    return "/".join(
        each.astimezone(UTC).replace(microsecond=0).isoformat() for each in (span.start, span.end)
    )


def span_in(text: str) -> Span:
    """Return the time that `when` wrote."""
    first, last = text.removesuffix(" *").split("/")
    return Span(datetime.fromisoformat(first), datetime.fromisoformat(last))


def span_of(event: Event) -> Span | None:
    """Return from when to when an entry lasts, None where it does not say."""
    first = _moment(event, "dtstart")
    if first is None:
        return None
    last, lasts = _moment(event, "dtend"), event.get("duration")
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


def _moment(event: Event, name: str) -> Any:
    found = event.get(name)
    return getattr(found, "dt", None)


def taken(data: str, *, since: datetime, until: datetime, email: str) -> list[Taken]:
    """Return the times that an entry takes of somebody, who has this address, in a window.

    None for what is free, called off, or declined by them.
    """
    calendar = calendar_in(data)
    if calendar is None or master(calendar) is None:
        return []
    repeats = any("rrule" in each or "rdate" in each for each in calendar.walk("VEVENT"))
    if any(str(part) in TOO_OFTEN for each in calendar.walk("VEVENT") for part in _frequencies(each)):
        return []
    found = []
    for event in _times(calendar, since, until, repeats):
        span = span_of(event)
        if span is None or span.start >= span.end or span.end <= since or span.start >= until:
            continue
        if _takes(event, email.lower()):
            found.append(Taken(span, line(event.get("summary"))[:200], repeats))
    return found


def _frequencies(event: Any) -> list[Any]:
    rules = event.get("rrule", [])
    rules = rules if isinstance(rules, list) else [rules]
    return [part for rule in rules for part in rule.get("FREQ", [])]


def _times(calendar: Calendar, since: datetime, until: datetime, repeats: bool) -> Iterator[Event]:
    if not repeats:
        yield from (each for each in calendar.walk("VEVENT") if isinstance(each, Event))
        return
    import recurring_ical_events  # heavy, and wanted by the job only

    try:
        times = recurring_ical_events.of(calendar, skip_bad_series=True).after(since)
        ahead = takewhile(lambda each: aware(each["dtstart"].dt) < until, times)
        yield from islice(ahead, MOST_TIMES)
    except (ValueError, TypeError, KeyError, OverflowError, AttributeError):
        return


def _takes(event: Event, email: str) -> bool:
    if line(event.get("transp")).upper() == "TRANSPARENT" or line(event.get("status")).upper() == "CANCELLED":
        return False
    return (email, "DECLINED") not in answers(event)
