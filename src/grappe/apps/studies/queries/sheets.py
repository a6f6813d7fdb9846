"""Which sheets, rows and cells does a file with figures hold? CSV and XLSX, read as a stream in one pass.

Of each cell of a workbook come together: its value, whether a formula made it, and the unit that its number format
writes beside it. What is too large is refused as soon as that is seen: memory stays bounded by the file itself.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from grappe.apps.studies.queries.wording import Fault

MOST_ROWS = 50_000
MOST_COLUMNS = 60
MOST_CELLS = 500_000
MOST_SCANNED = (
    250_000  # rows with blank ones: a sheet that is formatted down to its end is told, not read for minutes
)
LONGEST_CELL = 2_000  # characters
LARGEST_UNPACKED = 500_000_000  # bytes of all parts of a workbook
LARGEST_PART = 60_000_000  # bytes of a part that is read whole: shared texts, styles
DELIMITERS = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Vertical bar")}
ENCODINGS = {
    "utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16", "cp850": "MS-DOS (850)", "mac_roman": "Mac Roman",
}  # fmt: skip
DAMAGED = _("The workbook is damaged: save it again in its program.")
FORMULA, UNVALUED, ERROR = "formula", "unvalued", "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value (text, exact number, day or nothing), the unit of its number format, and what is to be told of it."""

    value: str | Decimal | date | None
    unit: str = ""
    state: str = (
        ""  # FORMULA: the value is a formula's; UNVALUED: a formula without one; ERROR: its value names it
    )


BLANK = Cell(None)
Row = tuple[int, tuple[Cell, ...]]


class FigureFile(Protocol):
    """A file that was opened: what is the same for CSV and XLSX."""

    sheets: tuple[str, ...]
    sheet: str
    encoding: str
    delimiter: str
    expected_rows: int  # as the file says or as lines are counted; for progress only

    def rows(self) -> Iterator[Row]: ...

    def merged(self) -> list[str]: ...


def open_file(
    content: bytes, *, kind: str, sheet: str = "", encoding: str = "", delimiter: str = ""
) -> FigureFile:
    """Open a file of figures (`kind` "xlsx" or "csv"); raises Fault where it cannot be read or has no such sheet."""
    if kind == "xlsx":
        return WorkbookFile(content, sheet)
    return CsvFile(content, encoding, delimiter)


def within_limits(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows that hold something, without what is blank at their ends; Fault as soon as they are too many.

    Raises Fault for more than 50,000 rows, 60 columns or 500,000 cells, and for a text of more than 2,000 characters.
    """
    filled = cells_seen = 0
    for number, cells in rows:
        width = len(cells)
        while width and cells[width - 1].value in (None, "") and not cells[width - 1].state:
            width -= 1
        if number > MOST_SCANNED:
            raise Fault(
                _("The table goes down to row %(most)s and further, blank rows counted. Remove what is not part of it."),
                most=MOST_SCANNED,
            )  # fmt: skip
        if not width:
            continue
        if width > MOST_COLUMNS:
            raise Fault(
                _("Row %(row)s has %(width)s columns; at most %(most)s are taken. Keep those that the study needs."),
                row=str(number), width=width, most=MOST_COLUMNS,
            )  # fmt: skip
        filled, cells_seen = filled + 1, cells_seen + width
        if filled > MOST_ROWS + 1 or cells_seen > MOST_CELLS + MOST_COLUMNS:
            raise Fault(
                _(
                    "The table is too large for a study: more than %(rows)s rows or %(cells)s cells. Nothing was "
                    "imported. Sum it up first (by year, branch, region) and upload the result."
                ),
                rows=MOST_ROWS, cells=MOST_CELLS,
            )  # fmt: skip
        _check_lengths(number, cells[:width])
        yield number, cells[:width]


def _check_lengths(number: int, cells: tuple[Cell, ...]) -> None:
    for position, cell in enumerate(cells):
        if isinstance(cell.value, str) and len(cell.value) > LONGEST_CELL:
            raise Fault(
                _("Cell %(cell)s holds more than %(most)s characters: that is a text, no figure."),
                cell=address(number, position), most=LONGEST_CELL,
            )  # fmt: skip


def address(row: int, position: int) -> str:
    """Return a cell's address as spreadsheets write it; `position` counts from 0."""
    return f"{letters(position)}{row}"


def letters(position: int) -> str:
    """Return a column's letters, A for 0."""
    name, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name


def clean(text: str) -> str:
    """Return a text without control characters and blanks around it."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


class CsvFile:
    """A text with delimiters: its encoding and delimiter found, or as somebody said."""

    sheets: tuple[str, ...] = ()
    sheet = ""

    def __init__(self, content: bytes, encoding: str = "", delimiter: str = "") -> None:
        self.content = content
        self.encoding = encoding if encoding in ENCODINGS else _encoding(content)
        self.delimiter = delimiter if delimiter in DELIMITERS else _delimiter(self._text())
        self.expected_rows = content.count(b"\n") + 1

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            io.BytesIO(self.content), encoding=self.encoding, errors="replace", newline=""
        )

    def rows(self) -> Iterator[Row]:
        """Yield row number (as lines of the table, from 1) and cells; raises Fault."""
        return within_limits(self._rows())

    def _rows(self) -> Iterator[Row]:
        csv.field_size_limit(1_000_000)
        reader = csv.reader(self._text(), delimiter=self.delimiter)
        number = 0
        try:
            for cells in reader:
                number += 1
                if len(cells) > 10_000:
                    cells = cells[:10_000]
                yield number, tuple(Cell(text) if (text := clean(cell)) else BLANK for cell in cells)
        except (csv.Error, UnicodeError) as error:
            raise Fault(
                _("Row %(row)s cannot be read: quotes or characters are out of order there."),
                row=str(number + 1),
            ) from error

    def merged(self) -> list[str]:
        return []


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(text: io.TextIOWrapper) -> str:
    """Return the delimiter that parts most of the first lines into the same number of columns, two or more."""
    lines = [line for line in (text.readline(100_000) for _n in range(40)) if line.strip()]
    best, most = ",", 0
    for mark in DELIMITERS:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=mark))
        except csv.Error:
            continue
        score = max((count * min(width, 60) for width, count in widths.items() if width > 1), default=0)
        if score and score >= most:  # a file of semicolons has commas too, in its numbers
            best, most = mark, score
    return best


class WorkbookFile:
    """A workbook: its sheets, and the cells of one of them."""

    encoding = delimiter = ""

    def __init__(self, content: bytes, sheet: str = "") -> None:
        self._archive_checked(content)
        from grappe.apps.studies.queries.sheet_cells import (
            Book,
        )  # 0.3 s to import: only when a workbook comes

        try:
            self.book = Book(content)
        except Exception as error:  # openpyxl raises whatever its parsers raise
            raise Fault(DAMAGED) from error
        self.sheets = tuple(self.book.parts)
        if not self.sheets or (sheet and sheet not in self.sheets):
            raise Fault(_("The workbook has no such sheet."))
        self.sheet = sheet or self.sheets[0]
        self.expected_rows = self.book.expected_rows(self.sheet)
        self._merged: list[str] = []

    @staticmethod
    def _archive_checked(content: bytes) -> None:
        """Refuse an archive that is no workbook, and one that unpacks to more than memory should hold."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
                names = {part.filename for part in parts}
                if "xl/workbook.xml" not in names:
                    raise Fault(_("The file is an archive (ZIP), not an Excel workbook."))
                whole = [part.file_size for part in parts if not part.filename.startswith("xl/worksheets/")]
                if sum(part.file_size for part in parts) > LARGEST_UNPACKED or max(whole) > LARGEST_PART:
                    raise Fault(
                        _("The workbook unpacks to far more than a table of figures has (%(size)s MB)."),
                        size=sum(part.file_size for part in parts) // 1_000_000,
                    )
                for part in parts:
                    if part.filename.endswith((".xml", ".rels")) and _has_doctype(archive, part):
                        raise Fault(DAMAGED)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise Fault(DAMAGED) from error

    def rows(self) -> Iterator[Row]:
        """Yield row number and cells of the sheet; raises Fault."""
        return within_limits(self._rows())

    def _rows(self) -> Iterator[Row]:
        self._merged.clear()
        try:
            yield from self.book.rows(self.sheet, self._merged)
        except Exception as error:  # a part that is not what it says, a number that is none, a broken archive
            raise Fault(DAMAGED) from error

    def merged(self) -> list[str]:
        """Return the ranges of merged cells ("A3:A5"), known once the rows were read."""
        return self._merged


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """A workbook's parts declare no types; one that does would have entities unfolded without end."""
    with archive.open(part) as file:
        return b"<!DOCTYPE" in file.read(4096)


def day_or_text(moment: Any) -> date | str:
    """Return a day of a workbook; with an hour, or an hour alone, as text."""
    if isinstance(moment, datetime):
        midnight = moment.hour == moment.minute == moment.second == 0
        return moment.date() if midnight else moment.strftime("%Y-%m-%d %H:%M")
    return moment if isinstance(moment, date) else str(moment)
