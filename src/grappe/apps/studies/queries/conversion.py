"""What does each cell become in a table, once somebody has said what its column is? Exact, or told and not imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grappe.apps.studies.enums import ColumnKind
from grappe.apps.studies.queries import cells as reading
from grappe.apps.studies.queries.problems import SENTENCES, Cells, told
from grappe.apps.studies.queries.sheets import BLANK, ERROR, FORMULA, UNVALUED, Cell, Row, address

TOTAL = re.compile(
    r"^\s*(?:(?:grand|sub|sous)[\s-]?)?(?:totals?|totaux|sum|somme|summe|gesamt(?:summe|ergebnis)?|insgesamt|ensemble|zusammen)\b",
    re.IGNORECASE,
)
SPLIT, ONE = "split", "one"
Value = str | None


@dataclass(frozen=True)
class Converted:
    """The columns and rows of the table (rows only where asked for), and what is to be told."""

    columns: list[dict[str, Any]]
    rows: list[list[Value]]
    count: int
    problems: list[dict[str, Any]]
    has_total: bool


@dataclass
class Reader:
    """Reads one column's cells as somebody said they are, and keeps what does not fit, by address."""

    column: Mapping[str, Any]
    found: dict[str, Cells] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.column["units"]) if self.splits else 1

    @property
    def splits(self) -> bool:
        return self.column["mixed"] == SPLIT and len(self.column["units"]) > 1

    def note(self, code: str, where: str, value: object) -> None:
        self.found.setdefault(code, Cells()).add(where, value)

    def read(self, cell: Cell, where: str) -> list[Value]:
        """Return what the cell becomes: one value, or one for each unit of a column that is parted by units."""
        blank: list[Value] = [None] * self.width
        if cell.state == UNVALUED:
            self.note("unvalued", where, "")
            return blank
        if cell.state == ERROR:
            self.note("error", where, cell.value)
            return blank
        if cell.value is None:
            return blank
        if cell.state == FORMULA:
            self.note("formula", where, _shown(cell))
        if isinstance(cell.value, str) and "\ufffd" in cell.value:
            self.note("broken", where, cell.value)
            return blank
        kind = self.column["kind"]
        if kind == ColumnKind.TEXT:
            return [_shown(cell)]
        if isinstance(cell.value, str) and reading.is_nothing(cell.value):
            self.note("nothing", where, cell.value)
            return blank
        return [self._day(cell, where)] if kind == ColumnKind.DATE else self._number(cell, where)

    def _day(self, cell: Cell, where: str) -> Value:
        if isinstance(cell.value, date):
            return cell.value.isoformat()
        text = str(cell.value)
        found = reading.day_of(text, month_first=self.column["dates"] == "mdy")
        if found is None or isinstance(cell.value, Decimal):
            self.note("undated", where, _shown(cell))
            return None
        if self.column["dates"] == "dmy" and text[:4].count("/") and found.day <= 12:
            self.note("days", where, text)
        return found.isoformat()

    def _number(self, cell: Cell, where: str) -> list[Value]:
        if isinstance(cell.value, Decimal):
            return self._in_unit(cell.value, cell.unit, cell, where)
        found = reading.written(cell.value) if isinstance(cell.value, str) else None
        blank: list[Value] = [None] * self.width
        if found is None:
            self.note("unreadable", where, _shown(cell))
            return blank
        mark = self.column["decimal"] or ("" if found.mark == "?" else found.mark or ".")
        if not mark:
            self.note("undecided", where, cell.value)
            return blank
        number = found.value(mark)
        if number is None:
            other = found.value("," if mark == "." else ".")
            self.note("unreadable" if other is None else "disagree", where, cell.value)
            return blank
        return self._in_unit(number, found.unit, cell, where)

    def _in_unit(self, number: Decimal, unit: str, cell: Cell, where: str) -> list[Value]:
        """Put a number where its unit belongs; a number without one is in the column's."""
        column, units = self.column, self.column["units"]
        written = reading.plain(number)
        if self.splits:
            own = unit or column["unit"]
            place = units.index(own) if own in units else -1
            if place < 0:
                self.note("mixed", where, _shown(cell))
            return [written if position == place else None for position in range(self.width)]
        fits = unit in ("", column["unit"]) or (len(units) < 2 and unit in units)
        if fits and not (len(units) > 1 and not column["mixed"]):
            return [written]
        if column["mixed"] == ONE and column["unit"] in units:
            self.note("left_blank", where, _shown(cell))
            return [None]
        if not fits:
            self.note("mixed", where, _shown(cell))
        return [written]

    def problems(self) -> list[dict[str, Any]]:
        name, position = self.column["name"], self.column["at"]
        return [
            told(code, self.found[code], column=name, position=position)
            for code in SENTENCES
            if code in self.found
        ]


def _shown(cell: Cell) -> str:
    if isinstance(cell.value, Decimal):
        return f"{reading.plain(cell.value)} {cell.unit}".strip()
    return cell.value.isoformat() if isinstance(cell.value, date) else str(cell.value)


def convert(
    rows: Iterable[Row],
    columns: Sequence[Mapping[str, Any]],
    *,
    header_row: int,
    drop_last: bool = False,
    keep: bool = True,
    progress: Callable[[int], None] = lambda _done: None,
) -> Converted:
    """Read every row below the headings as the columns say; with `keep` False only look whether that can be done.

    `drop_last` leaves the last row out (a total). Problems that stop the import are among `problems`: then the rows
    are not to be used.
    """
    readers = [Reader(column) for column in columns if column["keep"]]
    kept: list[list[Value]] = []
    totals = _Totals(readers)
    gaps, count, before = Cells(), 0, header_row
    waiting: Row | None = None
    for number, cells in rows:
        if number <= header_row:
            continue
        if number > before + 1:
            gaps.add(str(before + 1) if number == before + 2 else f"{before + 1}–{number - 1}")
        before = number
        if waiting is not None:
            values = _row(readers, waiting)
            totals.add(values)
            kept += [values] if keep else []
            count += 1
            if count % 2_000 == 0:
                progress(count)
        waiting = (number, cells)
    problems: list[dict[str, Any]] = []
    has_total = False
    if waiting is not None and not (drop_last and count):
        values = _row(readers, waiting)
        has_total = totals.sums_up(values)
        kept += [values] if keep else []
        count += 1
        if has_total:
            problems.append(told("totals", str(waiting[0])))
    if gaps.count:
        problems.append(told("blank_rows", gaps))
    problems = [problem for reader in readers for problem in reader.problems()] + problems
    made = [each for reader in readers for each in _made(reader)]
    return Converted(made, kept, count, problems, has_total or drop_last)


def _row(readers: Sequence[Reader], row: Row) -> list[Value]:
    number, cells = row
    values: list[Value] = []
    for reader in readers:
        position = reader.column["at"]
        cell = cells[position] if position < len(cells) else BLANK
        values += reader.read(cell, address(number, position))
    return values


class _Totals:
    """Whether the last row sums up the others: it says so, or each of its numbers is the sum of those above."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        kinds = [reader.column["kind"] for reader in readers for _n in range(reader.width)]
        self.sums: dict[int, Decimal] = {
            n: Decimal(0) for n, kind in enumerate(kinds) if kind == ColumnKind.NUMBER
        }
        self.texts = [n for n, kind in enumerate(kinds) if kind == ColumnKind.TEXT]
        self.rows = 0

    def add(self, values: Sequence[Value]) -> None:
        self.rows += 1
        for n in self.sums:
            if (value := values[n]) is not None:
                self.sums[n] += Decimal(value)

    def sums_up(self, values: Sequence[Value]) -> bool:
        if any(TOTAL.match(values[n] or "") for n in self.texts):
            return True
        numbers = {n: Decimal(value) for n in self.sums if (value := values[n]) is not None}
        equal = all(self.sums[n] == number for n, number in numbers.items())
        return self.rows > 2 and equal and any(numbers.values())


def _made(reader: Reader) -> list[dict[str, Any]]:
    """Return the columns of the table that a column of the file becomes."""
    column = reader.column
    bare = {
        name: column[name] for name in ("name", "labels", "kind", "unit", "period", "territory", "source")
    }
    if not reader.splits:
        return [bare]
    return [
        bare | {"name": f"{column['name']} ({unit})", "unit": unit,
                "labels": {code: f"{text} ({unit})" for code, text in column["labels"].items()}}
        for unit in column["units"]
    ]  # fmt: skip
