"""How is a table written as a workbook that a spreadsheet opens without harm? Row by row, text as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters of a cell: Excel takes no more
TOLD = 500  # rows between two tellings of how far it is
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of one


def safe(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula (CSV injection, CWE-1236)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def write_workbook(
    target: Path | IO[bytes],
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write one sheet and return how many rows it has; memory stays flat however many.

    Numbers and dates stay numbers and dates; every text is marked as text, so that "=1+1" is never computed
    (CWE-1236). `progress` is told now and then how many rows are done.
    """
    from openpyxl import Workbook  # 0.3 s to import: only when a workbook is wanted
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    try:
        done = _fill(sheet, headers, rows, progress)
    except BaseException:
        # Rows that are refused, or stopped half way: openpyxl keeps them in a file of its own, which nobody else closes.
        sheet.close()
        sheet._writer.cleanup()
        raise
    book.save(target)
    return done


def _fill(
    sheet: Any, headers: Sequence[str], rows: Iterable[Sequence[Any]], progress: Callable[[int], None] | None
) -> int:
    append_row(sheet, headers, bold=True)
    done = 0
    for row in rows:
        append_row(sheet, row)
        done += 1
        if progress is not None and done % TOLD == 0:
            progress(done)
    return done


def append_row(sheet: Any, row: Iterable[Any], *, bold: bool = False) -> None:
    """Write a row below the others of a sheet: numbers and dates as such, every text as text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = [_cell(WriteOnlyCell, sheet, value) for value in row]
    for cell in cells if bold else ():
        if cell is not None:
            cell.font = Font(bold=True)
    sheet.append(cells)


def sheet_title(text: str) -> str:
    """Return a text as a sheet may be called: no more than 31 characters, none of those Excel refuses."""
    bare = "".join(" " if char in "[]:*?/\\" or not char.isprintable() else char for char in text)
    return " ".join(bare.split()).strip("'")[:31] or "Sheet"


def _cell(make: Any, sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool | int | float | date | datetime):
        return make(sheet, value)
    cell = make(sheet, "x")
    # Written past openpyxl's guess, which takes "=…" for a formula and "#N/A" for an error.
    cell._value = "".join(char for char in str(value) if char.isprintable() or char == "\n")[:LONGEST]
    cell.data_type = "s"
    return cell
