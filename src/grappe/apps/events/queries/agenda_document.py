"""What does a participant carry in their hand? The timetable of their meetings on paper (PDF/UA-1), in their language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from grappe.apps.events.queries.agenda import Agenda, Line
from grappe.engines.kernel import Text
from grappe.ui import moments, paper

_SOURCE = Path(__file__).with_name("agenda.typ")


def as_pdf(agenda: Agenda) -> bytes:
    """Return a participant's timetable as PDF/UA-1 in the registration's language; text goes in as data only."""
    registration = agenda.participant.registration
    with translation.override(registration.language):
        data = _data(agenda)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _data(agenda: Agenda) -> dict[str, Any]:
    registration = agenda.participant.registration
    event = registration.event
    language = registration.language
    return {
        "language": language,
        "title": _("My business meetings"),
        "event": Text.of(event.titles).in_language(language),
        "when": moments.span(event.starts_at, event.ends_at),
        "where": ", ".join(filter(None, (event.place, event.address))),
        "who": ", ".join(filter(None, (registration.name, registration.organisation))),
        "invented": event.invented,
        "lines": [_line(line) for line in agenda.lines],
        "unplaced": [
            {"who": _who(each.partner), "reason": each.reason.in_language(language)}
            for each in agenda.unplaced
        ],
        "words": _words(agenda),
    }


def _line(line: Line) -> dict[str, str]:
    return {
        "kind": line.kind,
        "time": f"{_clock(line.starts_at)}–{_clock(line.ends_at)}",
        "table": str(line.table) if line.kind == "meeting" and line.table is not None else "",
        "who": _who(line.partner) if line.partner is not None else _nobody(line),
        "about": line.partner.about if line.partner is not None and line.kind == "meeting" else "",
        "offers": _listed(line, "offers"),
        "seeks": _listed(line, "seeks"),
        "change": _change(line),
    }


def _listed(line: Line, side: str) -> str:
    if line.kind != "meeting" or line.partner is None:
        return ""
    return " · ".join(getattr(line.partner, side).splitlines())


def _nobody(line: Line) -> str:
    return _("Break") if line.kind == "break" else _("No meeting")


def _change(line: Line) -> str:
    if line.kind == "off":
        return _("Does not take place")
    if line.change == "moved" and line.before is not None:
        return _("Moved; it was at %(time)s, table %(table)s") % {
            "time": _clock(line.before.slot.starts_at),
            "table": line.before.table,
        }
    return _("New") if line.change == "new" else ""


def _who(participant: Any) -> str:
    registration = participant.registration
    return ", ".join(filter(None, (registration.organisation, registration.name, registration.function)))


def _clock(moment: datetime) -> str:
    return time_format(moment.astimezone(timezone.get_current_timezone()), "H:i")


def _words(agenda: Agenda) -> dict[str, str]:
    number = agenda.timetable.number if agenda.timetable is not None else 0
    return {
        "time": _("Time"),
        "colon": "\u00a0: " if agenda.participant.registration.language == "fr" else ": ",
        "table": _("Table"),
        "with": _("With"),
        "offers": _("Offers"),
        "seeks": _("Seeks"),
        "nothing": _("No meeting stands in your timetable."),
        "unplaced": _("Agreed, but without a place"),
        "invented": _("Invented event, for demonstration only."),
        "footer": _("Timetable no. %(number)d. What changes after printing stands on your page.")
        % {"number": number},
    }
