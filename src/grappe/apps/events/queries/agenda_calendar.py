"""What does a calendar see of somebody's business meetings? Stable entries that move and vanish with the timetable."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText, vUri

from grappe.apps.events.models import Participant, TimetableMeeting
from grappe.apps.events.queries.agenda import Agenda, Line, partner_in, published_places
from grappe.apps.events.queries.links import link_of


def as_calendar(agenda: Agenda, *, at: datetime) -> bytes:
    """Return all meetings of a participant as an iCalendar file (RFC 5545), in the registration's language.

    A meeting keeps its UID through all timetables; SEQUENCE rises with each timetable published and when it is called
    off, so that a calendar that has the file already moves its entries, and strikes those that do not take place.
    """
    registration = agenda.participant.registration
    with translation.override(registration.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Grappe//Business meetings//EN")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        names = {"who": registration.organisation or registration.name, "event": registration.event}
        calendar["x-wr-calname"] = vText(_("Business meetings of %(who)s: %(event)s") % names)
        there = {line.request.pk for line in agenda.meetings if line.request is not None}
        for line in agenda.meetings:
            calendar.add_component(_meeting(agenda, line, at))
        for row in _called_off(agenda.participant, there):
            calendar.add_component(_cancelled(agenda, row, at))
        written: bytes = calendar.to_ical()
        return written


def _called_off(participant: Participant, there: set[int]) -> list[TimetableMeeting]:
    """Return the meetings that stood in a published timetable and do not take place now, where they stood last."""
    last = {row.request_id: row for row in published_places(participant)}
    return [row for request_id, row in last.items() if request_id not in there]


def _entry(agenda: Agenda, request_id: int, partner: Participant, at: datetime, *, off: bool) -> Event:
    number = agenda.timetable.number if agenda.timetable is not None else 0
    event = Event()
    event.add("uid", f"business-meeting-{request_id}@{urlsplit(settings.SITE_URL).hostname}")
    # Twice the number of the timetable: what is called off between two of them still counts as later.
    event.add("sequence", 2 * number + off)
    event.add("dtstamp", _utc(at))
    event.add("last-modified", _utc(at))
    name = partner.registration.organisation or partner.registration.name
    event.add("summary", _("Meeting: %(partner)s") % {"partner": name})
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _meeting(agenda: Agenda, line: Line, at: datetime) -> Event:
    assert line.request is not None and line.partner is not None and line.table is not None
    event = _entry(agenda, line.request.pk, line.partner, at, off=False)
    event.add("dtstart", _utc(line.starts_at))
    event.add("dtend", _utc(line.ends_at))
    where = _("Table %(table)s") % {"table": line.table}
    place = agenda.participant.registration.event.place
    event.add("location", f"{where}, {place}" if place else where)
    if line.table.video_link:
        event.add("url", vUri(line.table.video_link))
    who = line.partner.registration
    lines = [", ".join(filter(None, (who.name, who.function, who.organisation))), where]
    lines += [line.table.video_link] if line.table.video_link else []
    if line.partner.offers:
        lines.append(_("They offer: %(text)s") % {"text": " · ".join(line.partner.offers.splitlines())})
    if line.partner.seeks:
        lines.append(_("They seek: %(text)s") % {"text": " · ".join(line.partner.seeks.splitlines())})
    lines.append(link_of(agenda.participant.registration, "events:own_agenda"))
    event.add("description", "\n".join(lines))
    return event


def _cancelled(agenda: Agenda, row: TimetableMeeting, at: datetime) -> Event:
    assert row.slot is not None
    event = _entry(agenda, row.request_id, partner_in(row.request, agenda.participant), at, off=True)
    event.add("dtstart", _utc(row.slot.starts_at))
    event.add("dtend", _utc(row.slot.ends_at))
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
