"""What does each cell of a workbook's sheet hold: value, formula, error, unit of its number format? In one pass.

openpyxl gives either the formulas or their values; both passes over a large sheet take twice as long. Its parser of
rows is used directly, so that both are seen at once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from grappe.apps.studies.queries.sheets import (
    BLANK,
    ERROR,
    FORMULA,
    MOST_COLUMNS,
    UNVALUED,
    Cell,
    Row,
    clean,
    day_or_text,
)

_SHOWN = Context(
    prec=15
)  # a spreadsheet calculates with 15 digits: 0.30000000000000004 is 0.3 to whoever wrote it
_FIRST_CUSTOM = 164


class _Parser(WorkSheetParser):
    """Also says of each cell whether a formula made its value, and whether there is one."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        cell["formula"] = element.find(FORMULA_TAG) is not None
        if cell["formula"] and cell["value"] is None:
            cell["empty_text"] = element.find(VALUE_TAG) is not None and element.get("t") == "str"
        return cell


class Book:
    """An opened workbook: its visible sheets, and the cells of each.

    Opened by the steps that openpyxl's `load_workbook` takes, without its sheets: those read a whole part just to find
    out how large it is, where the part does not say so.
    """

    def __init__(self, content: bytes) -> None:
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self.archive, self.book, self.words = reader.archive, reader.wb, reader.shared_strings
        self.parts = {
            sheet.name: rel.target
            for sheet, rel in reader.parser.find_sheets()
            if sheet.state == "visible" and "chartsheet" not in rel.Type and rel.target in reader.valid_files
        }

    def expected_rows(self, sheet: str) -> int:
        """Return how many rows the sheet says it has, 0 where it does not say."""
        with self.archive.open(self.parts[sheet]) as part:
            found = re.search(rb'<dimension ref="[A-Z]+\d+:[A-Z]+(\d{1,7})"', part.read(4096))
        return int(found[1]) if found else 0

    def rows(self, sheet: str, merged: list[str]) -> Iterator[Row]:
        """Yield row number and cells; puts the merged ranges into `merged` at the end. Raises what openpyxl raises."""
        units: dict[int, str] = {}
        with self.archive.open(self.parts[sheet]) as source:
            parser = _Parser(
                source, self.words, data_only=True, epoch=self.book.epoch,
                date_formats=self.book._date_formats, timedelta_formats=self.book._timedelta_formats,
            )  # fmt: skip
            for number, found in parser.parse():
                found = [cell for cell in found if cell["value"] is not None or cell["formula"]]
                width = max((cell["column"] for cell in found), default=0)
                cells = [BLANK] * min(width, MOST_COLUMNS + 1)
                for cell in found:
                    if cell["column"] <= len(cells):
                        cells[cell["column"] - 1] = _cell(cell, self.book, units)
                yield number, tuple(cells)
            merged += [str(each.ref) for each in parser.merged_cells.mergeCell] if parser.merged_cells else []


def _cell(cell: dict[str, Any], book: Any, units: dict[int, str]) -> Cell:
    value, kind = cell["value"], cell["data_type"]
    state = FORMULA if cell["formula"] else ""
    if value is None:
        return BLANK if cell.get("empty_text") else Cell(None, state=UNVALUED)
    if kind == "e":
        return Cell(str(value), state=ERROR)
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", state=state)
    if isinstance(value, int | float):
        style = int(cell["style_id"] or 0)
        if style not in units:
            units[style] = unit_of_format(_format(book, style))
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        number = _SHOWN.plus(number)
        return Cell(number * 100 if units[style] == "%" else number, units[style], state)
    if isinstance(value, str):
        text = clean(value)
        return Cell(text, state=state) if text else BLANK
    return Cell(day_or_text(value), state=state)


def _format(book: Any, style: int) -> str:
    number = book._cell_styles[style].numFmtId
    if number >= _FIRST_CUSTOM:
        return str(book._number_formats[number - _FIRST_CUSTOM])
    return str(BUILTIN_FORMATS.get(number, ""))


def unit_of_format(text: str) -> str:
    """Return the unit that a number format writes beside a number: `0.0%`, `#,##0 "t"`, `#,##0 [$€-407]`; else ""."""
    first = text.split(";")[0]
    quoted = [part.strip() for part in re.findall(r'"([^"]*)"', first) if part.strip()]
    currency = re.search(r"\[\$([^\]-]+)", first)
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", first)
    if "%" in bare:
        return "%"
    if currency:
        return {"EUR": "€"}.get(currency[1].strip(), currency[1].strip())
    sign = next((sign for sign in "€$£¥" if sign in first), "")
    return sign or (quoted[0][:20] if quoted else "")
