"""How is a table read from a file that somebody sends, whatever it turns out to be?

CSV (any usual encoding and delimiter) and XLSX. Memory stays bounded: a file is read line by line, a line may
have a megabyte, a workbook's parts are measured before they are unpacked. What cannot be read is refused with
a sentence that says why; nothing is guessed about a broken file.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from grappe.ui.errors import BadInput

LONGEST_LINE = 1_000_000  # bytes; a longer one is no table of companies
LARGEST_FILE = 2_000_000_000  # bytes
LARGEST_WORKBOOK = 600_000_000  # bytes unpacked
DELIMITERS = ",;\t|"
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Formula:
    """A formula whose result is not in the file; importing it as empty would lose it silently."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table's shape: its headers, how it is to be read, and whether that was certain."""

    path: Path
    headers: tuple[str, ...]
    kind: str  # "csv" or "xlsx"
    encoding: str = ""
    delimiter: str = ""

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield `(row number as a person counts it, cells)`; the header is row 1. Blank rows are left out.

        Raises BadInput where a row cannot be read at all (a line without end, a broken workbook).
        """
        source = _csv_rows(self) if self.kind == "csv" else _xlsx_rows(self.path)
        for number, cells in source:
            if number > 1 and any(cell not in (None, "") for cell in cells):
                yield number, cells


def open_table(path: Path) -> Table:
    """Look at a file and return its table; raise BadInput when it holds none.

    Refused: missing, empty, only a header's worth of nothing, a line longer than a megabyte, binary, an archive
    that is no workbook, two columns of the same name.
    """
    if not path.is_file():
        raise BadInput(_("%(file)s: there is no such file.") % {"file": path.name})
    size = path.stat().st_size
    if size == 0:
        raise BadInput(_("%(file)s is empty.") % {"file": path.name})
    if size > LARGEST_FILE:
        raise BadInput(_("%(file)s is larger than 2 GB.") % {"file": path.name})
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        table = Table(path, _headers(_first_row(_xlsx_rows(path), path), path), "xlsx")
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(_("%(file)s is an old .xls workbook: save it as .xlsx or CSV.") % {"file": path.name})
    else:
        encoding = _encoding(path)
        delimiter = _delimiter(path, encoding)
        draft = Table(path, (), "csv", encoding, delimiter)
        table = Table(path, _headers(_first_row(_csv_rows(draft), path), path), "csv", encoding, delimiter)
    return table


def _first_row(rows: Iterator[tuple[int, tuple[Any, ...]]], path: Path) -> tuple[Any, ...]:
    for _number, cells in rows:
        return cells
    raise BadInput(_("%(file)s has no rows.") % {"file": path.name})


def _headers(cells: tuple[Any, ...], path: Path) -> tuple[str, ...]:
    headers = tuple(" ".join(str(cell).split()) if cell is not None else "" for cell in cells)
    while headers and not headers[-1]:
        headers = headers[:-1]
    if not any(headers):
        raise BadInput(_("%(file)s: the first row holds no column names.") % {"file": path.name})
    seen: dict[str, int] = {}
    for position, header in enumerate(headers, start=1):
        key = header.casefold()
        if key and key in seen:
            raise BadInput(
                _(
                    "%(file)s: the column “%(name)s” stands twice (columns %(first)d and %(second)d). Rename one."
                )
                % {"file": path.name, "name": header, "first": seen[key], "second": position}
            )
        seen[key] = position
    return headers


# --- CSV ---


def _encoding(path: Path) -> str:
    """Return the encoding: a byte order mark's, else UTF-8 where the whole file is, else Windows-1252.

    One pass in blocks; it also refuses a line without end and a file with NUL bytes.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, length, line = True, 0, 1
        while block := file.read(1 << 20):
            if b"\0" in block:
                raise BadInput(
                    _("%(file)s is neither CSV nor XLSX (it holds binary data).") % {"file": path.name}
                )
            length, line = _line_lengths(block, length, line, path)
            if is_utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
        if is_utf8:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                is_utf8 = False
    return "utf-8-sig" if is_utf8 else "cp1252"


def _line_lengths(block: bytes, length: int, line: int, path: Path) -> tuple[int, int]:
    """Return the length of the unfinished last line and its number; raise BadInput when one is too long."""
    for piece in block.replace(b"\r", b"\n").split(b"\n")[:-1]:
        if length + len(piece) > LONGEST_LINE:
            break
        length, line = 0, line + 1
    else:
        tail = len(block) - (max(block.rfind(b"\n"), block.rfind(b"\r")) + 1)
        length += tail
    if length > LONGEST_LINE or (
        length and len(block) > LONGEST_LINE and b"\n" not in block and b"\r" not in block
    ):
        raise BadInput(
            _("%(file)s, line %(line)d: longer than a million characters. This is not a table of companies.")
            % {"file": path.name, "line": line}
        )
    return length, line


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = file.readline(LONGEST_LINE)
    outside = "".join(head.split('"')[::2])  # what stands between quotes does not count
    counts = {mark: outside.count(mark) for mark in DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _csv_rows(table: Table) -> Iterator[tuple[int, tuple[str, ...]]]:
    csv.field_size_limit(LONGEST_LINE)
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=table.delimiter)
        number = 0
        try:
            for cells in reader:
                number += 1
                yield number, tuple(cell.strip() for cell in cells)
        except csv.Error as error:
            raise BadInput(
                _("%(file)s, row %(row)d: %(fault)s.")
                % {"file": table.path.name, "row": number + 1, "fault": str(error)}
            ) from error


# --- XLSX ---


def _check_workbook(path: Path, file: IO[bytes]) -> None:
    """Refuse an archive that is no workbook, and one that unpacks to more than memory holds."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadInput(_("%(file)s is a damaged workbook.") % {"file": path.name}) from error
    if "xl/workbook.xml" not in names:
        raise BadInput(_("%(file)s is an archive (ZIP), not an Excel workbook.") % {"file": path.name})
    if unpacked > LARGEST_WORKBOOK:
        raise BadInput(_("%(file)s unpacks to more than 600 MB.") % {"file": path.name})


def _xlsx_rows(path: Path) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the first sheet's rows with the values that the file holds; a formula without one is a Formula."""
    import openpyxl  # 0.3 s to import: only when a workbook comes

    with path.open("rb") as file:
        _check_workbook(path, file)
    try:
        values = openpyxl.load_workbook(path, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(path, read_only=True, data_only=False)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise BadInput(_("%(file)s is a damaged workbook.") % {"file": path.name}) from error
    with closing(values), closing(formulas):
        pairs = zip(values.worksheets[0].iter_rows(), formulas.worksheets[0].iter_rows(), strict=False)
        for number, (shown, written) in enumerate(pairs, start=1):
            yield number, tuple(_cell(value, formula) for value, formula in zip(shown, written, strict=False))


def _cell(shown: Any, written: Any) -> Any:
    if written.value is not None and getattr(written, "data_type", "") == "f" and shown.value is None:
        return Formula(str(written.value))
    value = shown.value
    return value.strip() if isinstance(value, str) else value
