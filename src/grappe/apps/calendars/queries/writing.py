"""How is an entry of somebody's own calendar written, and changed without losing what they added themselves (RFC 5545)?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event, vUri

from grappe.ui import calendars
from grappe.ui.calendars import attendees, calendar_in, mail_address, master

if TYPE_CHECKING:
    from grappe.apps.calendars.queries.told import Told

# We invite by mail ourselves: a server that would do it as well is told not to (RFC 6638, 7.1).
OURS = {"SCHEDULE-AGENT": "CLIENT"}


def written(told: Told, *, language: str, at: datetime) -> bytes:
    """Return an appointment as a new entry."""
    calendar = calendars.calendar("PUBLISH")
    del calendar["method"]  # RFC 4791, 4.1: what is stored has no method
    event = Event()
    event.add("uid", told.uid)
    event.add("created", calendars.in_utc(at))
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    with translation.override(language):
        _put(event, told, list(told.facts), at)
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def rewritten(data: str, told: Told, names: Collection[str], *, language: str, at: datetime) -> bytes | None:
    """Return an entry with some fields changed and all else as it stands there; None where it cannot be read."""
    calendar = calendar_in(data)
    event = master(calendar) if calendar is not None else None
    if calendar is None or event is None:
        return None
    with translation.override(language):
        _put(event, told, names, at)
    made: bytes = calendar.to_ical()
    return made


def _put(event: Event, told: Told, names: Collection[str], at: datetime) -> None:
    _set(event, "dtstamp", calendars.in_utc(at))
    _set(event, "last-modified", calendars.in_utc(at))
    _set(event, "sequence", max(told.sequence, int(event.get("sequence", 0))))
    if "when" in names:
        event.pop("duration", None)
        _set(event, "dtstart", calendars.in_utc(told.span.start))
        _set(event, "dtend", calendars.in_utc(told.span.end))
        _ask_again(event, told)
    if "subject" in names:
        _set(event, "summary", told.facts["subject"])
    if "place" in names:
        _set(event, "location", told.facts["place"])
    if "link" in names:
        _set(event, "url", vUri(told.facts["link"]) if told.facts["link"] else "")
    if "people" in names:
        _put_people(event, told)
    if set(names) & {"subject", "place", "people"}:
        _set(event, "description", _description(str(event.get("description", "")), told))


def _set(event: Event, name: str, value: object) -> None:
    event.pop(name, None)
    if value != "":
        event.add(name, value)


def _put_people(event: Event, told: Told) -> None:
    """Name who takes part; whoever has answered keeps the answer."""
    known = {mail_address(each): each for each in attendees(event)}
    event.pop("attendee", None)
    event.pop("organizer", None)
    for person in told.people:
        if person.hosts:
            event.add("organizer", calendars.person(person.name, person.email, **OURS), encode=False)
    for person in told.people:
        new = calendars.person(
            person.name, person.email, CUTYPE="INDIVIDUAL", ROLE="CHAIR" if person.hosts else "REQ-PARTICIPANT",
            PARTSTAT="ACCEPTED" if person.hosts else "NEEDS-ACTION", **OURS,
        )  # fmt: skip
        event.add("attendee", known.get(person.email.lower(), new), encode=False)


def _ask_again(event: Event, told: Told) -> None:
    """What others answered was to the time that it was (RFC 5546, 3.2.2.1)."""
    hosts = {person.email.lower() for person in told.people if person.hosts}
    for each in attendees(event):
        if mail_address(each) not in hosts and "PARTSTAT" in getattr(each, "params", {}):
            each.params["PARTSTAT"] = "NEEDS-ACTION"


def _description(before: str, told: Told) -> str:
    """Return our own lines, which end with the page here, and what its owner wrote below them."""
    _ours, found, theirs = before.partition(told.page)
    names = ", ".join(person.name for person in told.people)
    lines = [*told.lines, *([_("Participants: %(names)s") % {"names": names}] if names else []), told.page]
    own = theirs if found else f"\n\n{before}" if before else ""
    return "\n".join(lines) + own
