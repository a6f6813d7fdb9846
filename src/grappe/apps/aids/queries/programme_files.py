"""What stands in somebody else's file of programmes? Its rows by number, in a form that is known, or what is wrong."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from grappe.apps.aids.queries.catalogue import read_fields, read_yaml
from grappe.engines.eligibility import Fault, Programme, parse_programme
from grappe.engines.eligibility.imports import Format, Imported, Refused, Tally, format_of
from grappe.ui.errors import BadInput

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 20_000
_MONTH = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])(?:-([0-3]\d))?(?!\d)")
Row = tuple[int, Any]


@dataclass(slots=True)
class Reading:
    """A whole file read: its programmes in our form, the refused rows, and how much became rules."""

    form: Format
    about: dict[str, Any]  # catalogue.yaml of its form
    fields: dict[str, Any]  # fields.yaml of its form
    programmes: dict[str, Imported] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    keep: set[str] = field(default_factory=set)  # slugs of refused rows: what was there before stays
    tally: Tally = field(default_factory=Tally)


def folder_of(form: Format) -> Path:
    """Return the folder with the fields and the attribution of the catalogue that a form of file becomes."""
    return Path(settings.CATALOGUE).parent / form.id


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a JSON list or of JSON Lines with their numbers; a line that is no JSON comes as its fault.

    Raises BadInput for a file that is neither.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise BadInput(_("%(file)s cannot be read.") % {"file": path.name}) from fault
    if len(raw) > LARGEST_FILE:
        raise BadInput(_("The file is larger than 20 MB."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput(_("The file is not text in UTF-8.")) from fault
    rows = _listed(text) if text.lstrip().startswith("[") else _lines(text)
    if not rows:
        raise BadInput(_("The file is empty."))
    if len(rows) > MOST_ROWS:
        raise BadInput(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
    return rows


def _listed(text: str) -> list[Row]:
    try:
        return list(enumerate(json.loads(text), start=1))
    except (ValueError, RecursionError) as fault:
        raise BadInput(_("The file is not JSON: %(fault)s") % {"fault": fault}) from fault


def _lines(text: str) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append((number, json.loads(line)))
        except (ValueError, RecursionError) as fault:
            rows.append((number, fault))
    return rows


def form_of(rows: list[Row]) -> Format:
    """Return the form that the first readable row is written in. Raises BadInput where none is known."""
    form = next((found for _number, row in rows if (found := format_of(row)) is not None), None)
    if form is None:
        raise BadInput(
            _(
                "The file is of no form that is known: French programmes (JSON Lines) or calls of the Union (JSON)."
            )
        )
    return form


def state_of(name: str) -> date | None:
    """Return the last day of the month that a file's name tells (`calls_2026-08.json`), or its day; else None."""
    found = _MONTH.search(name)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    last = monthrange(year, month)[1]
    return date(year, month, min(int(found[3]), last) if found[3] and int(found[3]) else last)


def read_programmes(
    path: Path, *, name: str = "", progress: Callable[[int, int], None] | None = None
) -> Reading:
    """Return a file read whole. `name` is what the file was called; `progress` hears rows done and rows in all.

    A bad row is refused with its number, field and reason; the others are read. Raises BadInput for a bad file.
    """
    rows = rows_of(path)
    form = form_of(rows)
    folder = folder_of(form)
    reading = Reading(form, read_yaml(folder / "catalogue.yaml"), read_yaml(folder / "fields.yaml"))
    known = read_fields(folder)
    as_of = state_of(name or path.name)
    first: dict[str, int] = {}
    for done, (number, row) in enumerate(rows, start=1):
        _read(reading, number, row, as_of, lambda document: parse_programme(document, known), first)
        if progress and done % 20 == 0:
            progress(done, len(rows))
    reading.tally.refused = len(reading.refused)
    if progress:
        progress(len(rows), len(rows))
    return reading


def _read(
    reading: Reading,
    number: int,
    row: Any,
    as_of: date | None,
    parse: Callable[[Any], Programme],
    first: dict[str, int],
) -> None:
    name = str(row.get(reading.form.name) or "") if isinstance(row, dict) else ""

    def refuse(place: str, reason: str) -> None:
        reading.refused.append(Refused(number, name[:200], place, reason))

    if isinstance(row, Exception):
        refuse("", _("This line is not JSON: %(fault)s") % {"fault": row})
        return
    if format_of(row) is not reading.form:
        refuse("", _("This row is not of the form of the others."))
        return
    try:
        imported = reading.form.read(row, as_of)
        parse(dict(imported.document))
    except Fault as fault:
        refuse(fault.place, fault.message)
        if name:
            reading.keep.add(reading.form.slug(name))
        return
    if imported.slug in first:
        refuse(
            reading.form.name,
            _("This programme stands in row %(row)d already.") % {"row": first[imported.slug]},
        )
        return
    first[imported.slug] = number
    reading.programmes[imported.slug] = imported
    reading.tally.add(imported)
