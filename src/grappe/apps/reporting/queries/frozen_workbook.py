"""How does a frozen report leave as a workbook? A sheet for each indicator, one of definitions, one for the checksum."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.queries.frozen import Read
from grappe.apps.reporting.queries.frozen_paper import checking, heads_of
from grappe.apps.reporting.queries.frozen_shown import Cell, Shown, ShownIndicator, notes, shown
from grappe.ui.workbook import append_row, sheet_title

Row = Sequence[Any]


def report_workbook(read: Read, *, language: str) -> bytes:
    """Return a frozen report as XLSX: numbers as numbers, letters of what is to be known of one beside it."""
    from openpyxl import Workbook  # 0.3 s to import: only when a workbook is wanted

    book, target = Workbook(write_only=True), io.BytesIO()
    book.properties.creator = read.content["frozen"]["initiative"]
    with translation.override(language):
        found = shown(read.content, language)
        for one in found.indicators:
            _sheet(book, f"{one.number} {one.name}", _indicator(one), heads=2)
        _sheet(book, _("Definitions"), _definitions(found))
        _sheet(book, _("Checksum"), _about(read, found))
    book.save(target)
    return target.getvalue()


def _sheet(book: Any, name: str, rows: Iterable[Row], *, heads: int = 1) -> None:
    sheet = book.create_sheet(sheet_title(name))
    sheet.column_dimensions["A"].width = 34
    for number, row in enumerate(rows):
        append_row(sheet, row, bold=number < heads)


def _indicator(one: ShownIndicator) -> Iterable[Row]:
    yield [one.name, one.unit_label]
    yield [name for head in heads_of(one)[:-1] for name in _with_flag(head)] + [_("Target")]
    for row in one.years:
        cells = [value for cell, _counts in row.cells for value in _pair(cell)]
        yield [row.year, None, *cells, _number(row.target, one.unit)]
    for parts in one.parts:
        yield []
        yield [parts.label, None, *(name for year in parts.years for name in _with_flag(str(year)))]
        for _key, label, found in parts.rows:
            yield [label, None, *(value for cell in found for value in _pair(cell))]


def _with_flag(head: str) -> tuple[str, str]:
    return head, "" if head == _("Year") else _("Flag")


def _pair(cell: Cell) -> tuple[Any, str]:
    return _number(cell.value, cell.unit), cell.flags


def _number(value: float | None, unit: str) -> float | int | None:
    """Return a figure as a spreadsheet has it; a share in per cent, as its unit says."""
    if value is None:
        return None
    value = round(value * 100, 6) if unit == Unit.PERCENT else value
    return int(value) if float(value).is_integer() else value


def _definitions(found: Shown) -> Iterable[Row]:
    yield [_("Indicator"), _("Definition"), _("Valid"), _("What is counted"), _("Unit")]
    for one in found.indicators:
        for each in one.versions:
            yield [one.name, each.number, each.span, each.words, one.unit_label]


def _about(read: Read, found: Shown) -> Iterable[Row]:
    yield [_("Title"), found.title]
    yield [pgettext("report", "Number"), read.frozen.number]
    yield [_("Period"), found.period]
    yield [_("Frozen at"), date_format(found.frozen_at, "SHORT_DATETIME_FORMAT")]
    yield [pgettext("report", "Published by"), found.initiative]
    yield [_("Licence"), found.licence]
    yield ["SHA-256", read.digest]
    yield [_("How to check it"), checking(read)]
    for each in notes(found):
        yield [_("Note"), each]
    for flag, words in found.legend:
        yield [flag, words]
