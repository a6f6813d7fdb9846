"""What does an answer to an invitation say that came as a calendar file (RFC 5546, REPLY and COUNTER)? Values in, values out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Event

from grappe.apps.companies.enums import Answer
from grappe.engines.agenda import Span
from grappe.ui.calendars import attendees, aware, calendar_in, line, mail_address, master, moment_of, span_of

MOST_BYTES = 256 * 1024
LONGEST_WORDS = 1_000
ANSWERS = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
    "DELEGATED": Answer.DELEGATED,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as its program wrote it."""

    uid: uuid.UUID
    answer: Answer
    attendee: str  # e-mail in lower case, as the file says; the mail itself may come from another
    name: str
    sequence: int
    stamp: datetime | None
    proposed: Span | None
    words: str


def said(ics: str | bytes) -> Said | None:
    """Return what an answer says; None for a file that is none, or not to one of our invitations."""
    calendar = calendar_in(ics) if len(ics) <= MOST_BYTES else None
    event = master(calendar) if calendar is not None else None
    if calendar is None or event is None:
        return None
    method, uid = line(calendar.get("method")).upper(), our_uid(line(event.get("uid")))
    who = attendees(event)
    if method not in ("REPLY", "COUNTER") or uid is None or not who:
        return None
    parts = getattr(who[0], "params", {})
    proposed = span_of(event) if method == "COUNTER" else None
    if method == "COUNTER":
        answer = Answer.COUNTER if proposed is not None and proposed.start < proposed.end else None
    else:
        answer = ANSWERS.get(str(parts.get("PARTSTAT", "")).upper())
    if answer is None:
        return None
    return Said(
        uid, answer, mail_address(who[0]), line(parts.get("CN"))[:200], _sequence(event), _stamp(event), proposed,
        str(event.get("comment") or "").replace("\x00", "").strip()[:LONGEST_WORDS],
    )  # fmt: skip


def our_uid(text: str) -> uuid.UUID | None:
    """Return which contact a UID names, None for one that is not ours."""
    name, _at, host = text.partition("@")
    if host.lower() != (urlsplit(settings.SITE_URL).hostname or ""):
        return None
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def _sequence(event: Event) -> int:
    try:
        return min(max(int(event.get("sequence", 0)), 0), 2**31 - 1)
    except (TypeError, ValueError):
        return 0


def _stamp(event: Event) -> datetime | None:
    found = moment_of(event, "dtstamp")
    return aware(found).astimezone(UTC) if found is not None else None
