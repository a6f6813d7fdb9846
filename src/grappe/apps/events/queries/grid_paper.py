"""What of a timetable goes onto paper and into a workbook: the whole grid, everybody's own sheet, the list?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.events.models import Slot, Timetable
from grappe.apps.events.queries.grid import Cell, Grid, PersonRow, grid_of
from grappe.apps.events.queries.hours import bare, local, slot_label, times
from grappe.engines.kernel import Text
from grappe.ui.paper import as_pdf

_SOURCE = Path(__file__).with_name("grid.typ")
ACROSS = 8  # tables side by side on one sheet: more would be too small to read


def grid_as_pdf(timetable: Timetable, *, language: str) -> bytes:
    """Return the whole grid as PDF/UA-1 on A4 across, in EN, FR or DE; wide halls go on below."""
    with translation.override(language):
        grid = grid_of(timetable)
        parts = [_part(grid, first) for first in range(0, len(grid.tables), ACROSS)]
        return as_pdf(
            _SOURCE.read_bytes(), _shared(timetable, grid, language) | {"kind": "grid", "parts": parts}
        )


def sheets_as_pdf(timetable: Timetable, *, language: str) -> bytes:
    """Return a page for each person with their meetings, by organisation: to be handed out at the door."""
    with translation.override(language):
        grid = grid_of(timetable)
        people = [_person(row, grid) for row in grid.people]
        return as_pdf(
            _SOURCE.read_bytes(), _shared(timetable, grid, language) | {"kind": "sheets", "people": people}
        )


def _shared(timetable: Timetable, grid: Grid, language: str) -> dict[str, Any]:
    event = timetable.plan.event
    number = _("Timetable %(n)s") % {"n": timetable.number}
    return {
        "language": language,
        "title": Text.of(event.titles).in_language(language),
        "author": "Grappe",
        "when": f"{date_format(local(event.starts_at), 'DATE_FORMAT')} · {event.place}".rstrip(" ·"),
        "invented": event.invented,
        "sentence": ngettext(
            "%(placed)s of %(all)s meetings placed", "%(placed)s of %(all)s meetings placed", grid.placed
        ) % {"placed": grid.placed, "all": grid.all},
        "words": {
            "time": _("Time"), "table": _("Table"), "partner": _("You meet"), "footer": number,
            "invented": _("Invented, for demonstration only."), "unplaced": _("Agreed, but without a place"),
        },
    }  # fmt: skip


def _part(grid: Grid, first: int) -> dict[str, Any]:
    tables = grid.tables[first : first + ACROSS]
    return {
        "tables": [_("Table %(n)s") % {"n": str(table)} for table in tables],
        "rows": [
            {
                "time": _when(row.slot, grid),
                "cells": [
                    f"{cell.a} – {cell.b}" if cell else "" for cell in row.cells[first : first + ACROSS]
                ],
            }
            for row in grid.rows
        ],
    }


def _when(slot: Slot, grid: Grid) -> str:
    return slot_label(slot) if grid.several_days else times(slot)


def _person(row: PersonRow, grid: Grid) -> dict[str, Any]:
    pk = row.participant.pk
    mine = [each for each in grid.unplaced if pk in (each.request.asker_id, each.request.asked_id)]
    lines = [
        _line(_when(slot, grid), cell, waits, pk)
        for slot, cell, waits in zip(grid.slots, row.cells, row.waits, strict=True)
    ]
    unplaced = [
        (each.request.asked if each.request.asker_id == pk else each.request.asker).registration.name
        for each in mine
    ]
    return {"name": row.name, "organisation": row.organisation, "lines": lines, "unplaced": unplaced}


def _line(when: str, cell: Cell | None, waits: bool, pk: int) -> dict[str, str]:
    if cell is None:
        note = _("break") if waits else _("free")
        return {"time": when, "table": "", "partner": "", "organisation": "", "note": note}
    request = cell.meeting.request
    other = (request.asked if request.asker_id == pk else request.asker).registration
    return {
        "time": when, "table": str(cell.meeting.table), "partner": other.name,
        "organisation": other.organisation, "note": "",
    }  # fmt: skip


def workbook_headers() -> list[str]:
    """Return what stands above the columns of `workbook_rows`."""
    return [
        _("Session"), _("Begins"), _("Ends"), _("Table"), _("Who"), _("Organisation"), _("meets whom"),
        _("Organisation"), _("Why without a place"),
    ]  # fmt: skip


def workbook_rows(timetable: Timetable, *, language: str) -> Iterator[list[Any]]:
    """Yield a row a meeting, in the order of time and table; those without a place last, with the reason."""
    grid = grid_of(timetable)
    for row in grid.rows:
        for cell in row.cells:
            if cell is not None:
                request, slot = cell.meeting.request, row.slot
                yield [
                    slot.session, bare(slot.starts_at), bare(slot.ends_at), str(cell.meeting.table),
                    *_two(request), "",
                ]  # fmt: skip
    for each in grid.unplaced:
        yield ["", "", "", "", *_two(each.request), Text.of(each.reason).in_language(language)]


def _two(request: Any) -> list[str]:
    sides = (request.asker.registration, request.asked.registration)
    return [word for side in sides for word in (side.name, side.organisation)]
