"""How does a table leave as a file: CSV, or a workbook with what its columns are of?"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import ColumnKind
from grappe.apps.studies.models import Source
from grappe.apps.studies.queries.figures import label_of, shown_column, spoken_text
from grappe.ui.workbook import safe, sheet_title

if TYPE_CHECKING:
    from grappe.apps.studies.models import Table


def as_csv(table: Table, language: str) -> str:
    """Return a table as CSV: figures exact with a decimal point, days as ISO, texts that no spreadsheet computes."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([safe(label_of(column, language)) for column in table.columns])
    for row in table.rows:
        writer.writerow([plain_cell(*each, language) for each in zip(row, table.columns, strict=True)])
    return target.getvalue()


def write_xlsx(table: Table, language: str, target: IO[bytes]) -> None:
    """Write a table as a workbook: numbers as numbers, days as days; a second sheet says what each column is of."""
    from openpyxl import Workbook  # 0.3 s to import: only when a workbook is wanted

    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(str(table)))
    sheet.freeze_panes = "A2"
    _write(sheet, [[label_of(column, language) for column in table.columns]])
    pairs = (zip(row, table.columns, strict=True) for row in table.rows)
    _write(sheet, ([_typed(value, column, language) for value, column in row] for row in pairs))
    _write(book.create_sheet(sheet_title(_("Columns"))), column_notes(table, language))
    book.save(target)


def _write(sheet: Any, rows: Any) -> None:
    from openpyxl.cell import WriteOnlyCell

    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value if not isinstance(value, str) else "x")
            if isinstance(value, str):  # past openpyxl's guess, which takes "=…" for a formula
                cell._value, cell.data_type = value, "s"
            cells.append(cell)
        sheet.append(cells)


def plain_cell(value: str | None, column: Mapping[str, Any], language: str) -> str:
    """Return a cell as CSV has it; what an extract leaves out has its sign, so that it is not taken for a blank."""
    if value is None or value == "":
        return str(column.get("blank", ""))
    return safe(spoken_text(value, column, language)) if column["kind"] == ColumnKind.TEXT else value


def _typed(value: str | None, column: Mapping[str, Any], language: str) -> Any:
    kind = column["kind"]
    if value is None:
        return column.get("blank")
    if kind == ColumnKind.TEXT:
        return spoken_text(value, column, language)
    if kind == ColumnKind.NUMBER:
        return Decimal(value)
    return date.fromisoformat(value) if kind == ColumnKind.DATE else value


def column_notes(table: Table, language: str) -> list[list[str]]:
    """Return what a table's columns are of, as rows: headings first, then each column, then the table's own notes."""
    sources = {each.pk: each for each in Source.objects.filter(study=table.study_id)}
    rows = [[_("Column"), _("Unit"), _("Period"), _("Territory"), _("Source")]]
    for column in table.columns:
        shown = shown_column(column, language, sources)
        rows.append([shown.label, shown.unit, shown.period, shown.territory, cited(shown.source)])
    drawn = formats.date_format(table.drawn_at, "DATE_FORMAT")
    rows += [[], [_("Title"), str(table)], [_("As of"), drawn], [_("Fingerprint (SHA-256)"), table.digest]]
    notes = table.notes.get(language) or next(iter(table.notes.values()), "")
    return [*rows, [_("Notes"), notes]] if notes else rows


def cited(source: Source | None) -> str:
    """Return a source in short: author, year, title."""
    if source is None:
        return ""
    return " ".join(part for part in (source.author, str(source.year or ""), source.title) if part)
