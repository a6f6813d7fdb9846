"""What is each column of a file, as far as its heading and cells tell? Guessed in one pass; a person has the last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grappe.apps.studies.enums import ColumnKind
from grappe.apps.studies.queries import cells as reading
from grappe.apps.studies.queries.headings import YEARS, heading_of
from grappe.apps.studies.queries.problems import Cells, told
from grappe.apps.studies.queries.sheets import BLANK, ERROR, UNVALUED, Cell, Row, letters

PREVIEW = 8
HEAD = 30  # rows among which the one with the headings is looked for
MOST_UNITS = 4  # more different words behind numbers are no units
SURE = 0.8  # share of the filled cells that make a column one of numbers or days


@dataclass
class Seen:
    """What was seen in one column."""

    filled: int = 0
    numbers: int = 0
    days: int = 0
    years: int = 0
    first_year: int = 9999
    last_year: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    units: dict[str, int] = field(default_factory=dict)
    only_month_first: int = 0
    only_day_first: int = 0

    def take(self, cell: Cell) -> None:
        value = cell.value
        if value is None or cell.state in (ERROR, UNVALUED):
            return
        if isinstance(value, str) and reading.is_nothing(value):
            return
        self.filled += 1
        if isinstance(value, date):
            self.days += 1
        elif isinstance(value, Decimal):
            self._number(value, cell.unit)
        else:
            self._text(value)

    def _text(self, text: str) -> None:
        usual, other = reading.day_of(text), reading.day_of(text, month_first=True)
        if usual or other:
            self.days += 1
            self.only_day_first += other is None
            self.only_month_first += usual is None
            return
        found = reading.written(text)
        number = None if found is None else (found.value(".") or found.value(","))
        if found is not None and number is not None:
            self.marks[found.mark] += 1
            self._number(number, found.unit)

    def _number(self, number: Decimal, unit: str) -> None:
        self.numbers += 1
        if unit:
            self.units[unit] = self.units.get(unit, 0) + 1
        if not unit and number == int(number) and 1800 <= number <= 2100:
            self.years += 1
            self.first_year, self.last_year = (
                min(self.first_year, int(number)),
                max(self.last_year, int(number)),
            )

    def are_years(self, name: str, position: int) -> bool:
        """Whether the column says which year a row is about: its figures are names, not amounts."""
        # "Total" may stand below the years
        all_years = self.years > 0 and (
            self.years == self.filled or self.years == self.filled - 1 == self.numbers
        )
        return all_years and (bool(YEARS.match(name.strip())) or position == 0)

    def kind(self, name: str, position: int) -> str:
        if self.are_years(name, position) or not self.filled:
            return ColumnKind.TEXT
        if self.numbers >= SURE * self.filled and len(self.units) <= MOST_UNITS:
            return ColumnKind.NUMBER
        return ColumnKind.DATE if self.days >= SURE * self.filled else ColumnKind.TEXT

    def mark(self) -> str:
        """Return the decimal mark that most cells prove; "" where none does."""
        points, commas = self.marks["."], self.marks[","]
        return "" if not points and not commas else "." if points >= commas else ","


@dataclass(frozen=True)
class Looked:
    """What was found: the row with the headings, the columns as guessed, the first rows, how many, what is to be told."""

    header_row: int
    columns: list[dict[str, Any]]
    preview: list[list[str]]
    rows: int
    problems: list[dict[str, Any]]


def look(rows: Iterable[Row], *, header_row: int = 0, delimiter: str = "") -> Looked:
    """Look at all rows once; `header_row` 0 is guessed. The result has no columns where there is nothing to look at.

    A file of semicolons is one of a country whose decimal mark is the comma: that settles what no cell proves.
    """
    source = iter(rows)
    head = [row for _n, row in zip(range(HEAD), source, strict=False)]
    if not head:
        return Looked(0, [], [], 0, [])
    header_row = header_row or header_of(head)
    names: tuple[Cell, ...] = ()
    seen: list[Seen] = []
    preview: list[list[str]] = []
    count = 0
    for number, cells in _chain(head, source):
        if number == header_row:
            names = cells
        if number <= header_row:
            continue
        count += 1
        seen += [Seen() for _n in range(len(cells) - len(seen))]
        for one, cell in zip(seen, cells, strict=False):
            one.take(cell)
        if len(preview) < PREVIEW:
            preview.append([shown(cell) for cell in cells])
    seen += [Seen() for _n in range(len(names) - len(seen))]
    columns, problems = _columns(names, seen, header_row, delimiter)
    return Looked(header_row, columns, preview, count, problems)


def _chain(head: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from head
    yield from rest


def header_of(head: Sequence[Row]) -> int:
    """Return the number of the row with the headings: the first that is as wide as most are; titles above are narrower."""
    filled = [sum(cell.value is not None for cell in cells) for _number, cells in head]
    usual = Counter(filled).most_common(1)[0][0]
    wide = max(1, round(SURE * usual))
    return next((number for (number, _cells), n in zip(head, filled, strict=True) if n >= wide), head[0][0])


def shown(cell: Cell) -> str:
    """Return what a cell shows, shortened for a preview."""
    value = cell.value
    if value is None:
        return "=?" if cell.state == UNVALUED else ""
    text = reading.plain(value) if isinstance(value, Decimal) else str(value)
    return f"{text} {cell.unit}".strip()[:80]


def _columns(
    names: tuple[Cell, ...], seen: Sequence[Seen], header_row: int, delimiter: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    proved: Counter[str] = sum((one.marks for one in seen), Counter())
    usual = ""
    if proved["."] or proved[","]:
        usual = "" if proved["."] and proved[","] else "." if proved["."] else ","
    elif delimiter == ";":
        usual = ","
    unnamed, twice, used = Cells(), Cells(), set[str]()
    columns: list[dict[str, Any]] = []
    for position, one in enumerate(seen):
        text = shown(names[position] if position < len(names) else BLANK)
        found = heading_of(text)
        name = found.name
        if not name:
            unnamed.add(letters(position))
            name = letters(position)
        if name.casefold() in used:
            twice.add(f"{letters(position)}{header_row}", name)
            name = next(new for n in range(2, 99) if (new := f"{name} ({n})").casefold() not in used)
        used.add(name.casefold())
        columns.append(_column(position, name, text, found, one, usual))
    _period_of_years(columns, seen)
    problems = [told(code, cells) for code, cells in (("unnamed", unnamed), ("twice", twice)) if cells.count]
    return columns, problems


def _column(position: int, name: str, text: str, found: Any, seen: Seen, usual: str) -> dict[str, Any]:
    kind = seen.kind(name, position)
    is_number = kind == ColumnKind.NUMBER
    units = list(dict.fromkeys([*([found.unit] if found.unit else []), *seen.units])) if is_number else []
    unit = found.unit or (units[0] if units else "")
    return {
        "at": position,
        "heading": text,
        "name": (name if is_number or not found.unit else text) or name,
        "labels": {},
        "kind": kind,
        "unit": unit if is_number else "",
        "period": found.period if is_number else "",
        "territory": "",
        "source": None,
        "keep": bool(text) or seen.filled > 0,
        "decimal": (seen.mark() or usual) if is_number else "",
        "dates": "mdy" if seen.only_month_first and not seen.only_day_first else "dmy",
        "units": units,
        "mixed": "",
    }


def _period_of_years(columns: list[dict[str, Any]], seen: Sequence[Seen]) -> None:
    """Where a column says the years, they are the period of the figures beside it that name none."""
    for column, one in zip(columns, seen, strict=True):
        if column["kind"] == ColumnKind.TEXT and one.are_years(column["name"], column["at"]):
            first, last = one.first_year, one.last_year
            period = str(first) if first == last else f"{first}–{last}"
            for other in columns:
                if other["kind"] == ColumnKind.NUMBER and not other["period"]:
                    other["period"] = period
            return
