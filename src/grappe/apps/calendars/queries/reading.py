"""What does an entry of somebody's own calendar say, and which times does it take? Values in, values out.

It is other people's text: what cannot be read says nothing, and what repeats too often is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from icalendar import Calendar, Event

from grappe.engines.agenda import Span
from grappe.ui.calendars import (
    attendees,
    aware,
    calendar_in,
    line,
    mail_address,
    master,
    moment_of,
    span_of,
)

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
    sequence: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that an entry takes."""

    span: Span
    title: str
    repeats: bool


def said(data: str) -> Said | None:
    """Return what an entry says, None where it cannot be read."""
    calendar = calendar_in(data)
    event = master(calendar) if calendar is not None else None
    if event is None:
        return None
    span = span_of(event)
    if span is None:
        return None
    odd = "rrule" in event or "rdate" in event or not isinstance(moment_of(event, "dtstart"), datetime)
    facts = {
        "when": when(span) + (" *" if odd else ""),
        "subject": line(event.get("summary")),
        "place": line(event.get("location")),
        "link": line(event.get("url")),
        "people": "",
    }
    return Said(
        line(event.get("uid")), facts, frozenset({"when"}) if odd else frozenset(), answers(event),
        mail_address(event.get("organizer")), _sequence(event),
    )  # fmt: skip


def _sequence(event: Event) -> int:
    try:
        return max(int(event.get("sequence", 0)), 0)
    except (TypeError, ValueError):
        return 0


def answers(event: Event) -> tuple[tuple[str, str], ...]:
    """Return who is asked to come by e-mail address, and what they answered (PARTSTAT)."""
    return tuple(
        (address, str(each.params.get("PARTSTAT", "NEEDS-ACTION")).upper())
        for each in attendees(event)
        if (address := mail_address(each))
    )


def when(span: Span) -> str:
    """Return a time as text that is the same for the same moments."""
    return "/".join(
        each.astimezone(UTC).replace(microsecond=0).isoformat() for each in (span.start, span.end)
    )


def span_in(text: str) -> Span:
    """Return the time that `when` wrote."""
    first, last = text.removesuffix(" *").split("/")
    return Span(datetime.fromisoformat(first), datetime.fromisoformat(last))


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
