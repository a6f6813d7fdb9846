"""Is a table of companies what it should be, and if not, in which row and column is the fault?

Each different text, and the least and the greatest number of a column, is read by the reader of one company's
document: so a table is refused, and read, for the same reasons and in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from grappe.engines.eligibility.catalogue import Catalogue
from grappe.engines.eligibility.facts import GRANTS, TOP_TYPES, company_of
from grappe.engines.eligibility.figures import YEAR_FIGURES
from grappe.engines.eligibility.reading import Fault, day, number, said
from grappe.engines.eligibility.sweep.frames import TYPES, columns_of

_MOST_KEPT = 200_000  # different texts of one column that are remembered
ID_COLUMNS = ("id", "name")  # what a company is called in the answer: never compared
_YEAR = re.compile(rf"({'|'.join(YEAR_FIGURES)})_(\d{{4}})")
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_WANTED = {
    "boolean": "true or false", "date": "dates", "nace": "NACE codes as text", "country": "country codes as text",
    "number": "numbers", "money": "numbers", "percent": "numbers", "integer": "numbers",
    "grants": "lists of a date and gge_eur each",
}  # fmt: skip


class _Known(NamedTuple):
    """A column that the reader of a company knows: the type of its fact, and the document of one value."""

    type: str
    year: str = ""
    figure: str = ""


class Checked(NamedTuple):
    """A block in the form that is compared, and remarks about what was left aside."""

    frame: pl.DataFrame
    remarks: tuple[str, ...]


def known_columns(schema: Mapping[str, Any], catalogue: Catalogue) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the columns of a table that can be read, and the names that nobody knows.

    Raises Fault naming a column whose type cannot hold the fact.
    """
    fields, names = catalogue.fields, catalogue.field_names()
    known: dict[str, Any] = {}
    unknown = []
    for column, kind in schema.items():
        if column in ID_COLUMNS:
            continue
        year = _YEAR.fullmatch(column)
        if column in TOP_TYPES:
            known[column] = _Known(TOP_TYPES[column])
        elif column == GRANTS:
            known[column] = _Known("grants")
        elif column in names:
            known[column] = _Known(fields[column].type if column in fields else "")
        elif year:
            known[column] = _Known("money", year[2], year[1])
        else:
            unknown.append(column)
            continue
        if kind != pl.Null and not _suits(kind, known[column].type):
            raise Fault(
                f"column {column}", f"must hold {_WANTED.get(known[column].type, 'text')}, not {_said(kind)}"
            )
    return known, tuple(unknown)


def _suits(kind: Any, type: str) -> bool:
    if type in ("number", "money", "percent", "integer"):
        return bool(kind.is_numeric())
    if type == "boolean":
        return bool(kind == pl.Boolean)
    if type == "date":
        return kind in (pl.Date, pl.String) or isinstance(kind, pl.Datetime)
    if type == "grants":
        inner = kind.inner if isinstance(kind, pl.List) else None
        names = {field.name for field in inner.fields} if isinstance(inner, pl.Struct) else set()
        return {"date", "gge_eur"} <= names
    text = kind in _TEXTS
    if type in ("nace", "country"):
        return text
    listed = isinstance(kind, pl.List) and (kind.inner in _TEXTS or kind.inner == pl.Null)
    return text or listed or (type == "" and (kind.is_numeric() or kind in (pl.Boolean, pl.Date)))


def _said(kind: Any) -> str:
    if kind.is_numeric():
        return "numbers"
    for found, words in ((pl.Boolean, "true and false"), (pl.Date, "dates"), (pl.String, "text")):
        if kind == found:
            return words
    return "lists" if isinstance(kind, pl.List) else str(kind)


class Checker:
    """Reads the blocks of one table, one after the other."""

    def __init__(self, catalogue: Catalogue, known: Mapping[str, Any]) -> None:
        """Take the columns that `known_columns` found."""
        self._known = known
        self._fields, self._names = catalogue.fields, catalogue.field_names()
        self._texts: dict[str, dict[Any, Any]] = {}  # by column: text as written, text as compared

    def block(self, frame: pl.DataFrame, first_row: int = 0) -> Checked:
        """Return a block in the form that `Sweep.run` compares. `first_row` rows of the table came before it.

        Raises Fault naming row and column; the first row of a table is row 1.
        """
        remarks: dict[str, None] = {}
        columns: list[pl.Series] = []
        for series in frame.get_columns():
            if series.name in self._known and series.null_count() < len(series):
                columns += self._columns(series, self._known[series.name], first_row, remarks)
        blank = pl.DataFrame({"row": pl.int_range(frame.height, eager=True)})  # keeps the number of rows
        return Checked(blank.with_columns(columns), tuple(remarks))

    def _columns(
        self, series: pl.Series, known: _Known, first: int, remarks: dict[str, None]
    ) -> Sequence[pl.Series]:
        kind = series.dtype
        if kind.is_numeric():
            series = series.cast(pl.Float64)
            for value in _probes(series, known.type == "percent"):
                self._read(series, known, value, first, remarks)
            return [series]
        if known.type == "grants":
            return [_grants(series, first)]
        if isinstance(kind, pl.List):
            return [self._lists(series, known, first, remarks)]
        if isinstance(kind, pl.Datetime):
            return [self._moments(series, first)]
        return self._texts_of(series, known, first, remarks) if kind in _TEXTS else [series]

    def _lists(self, series: pl.Series, known: _Known, first: int, remarks: dict[str, None]) -> pl.Series:
        lists = series.cast(pl.List(pl.String)).list.drop_nulls()
        words = [[word] for word in lists.explode().unique().drop_nulls().to_list()]
        told = self._told(series.name, words, known, remarks, lambda one: lists.list.contains(one[0]), first)
        if not told:
            return lists
        folded = {word: member for (word,), (member,) in told.items()}
        return lists.list.eval(pl.element().replace_strict(folded, return_dtype=pl.String))

    def _texts_of(
        self, series: pl.Series, known: _Known, first: int, remarks: dict[str, None]
    ) -> Sequence[pl.Series]:
        text = series.cast(pl.String)
        words = text.unique().drop_nulls().to_list()
        told = self._told(text.name, words, known, remarks, lambda word: text == word, first)
        if known.type == "":  # nobody described it: a text that looks like a date is one
            rows = {row: told[word] for row, word in enumerate(text.to_list()) if word is not None}
            return list(columns_of(text.name, rows, len(text)).values())
        if known.type == "set":
            lists = {word: sorted(members) for word, members in told.items()}
            return [text.replace_strict(lists, return_dtype=pl.List(pl.String))]
        return [text.replace_strict(told, return_dtype=pl.Date if known.type == "date" else pl.String)]

    def _told(
        self,
        column: str,
        words: Iterable[Any],
        known: _Known,
        remarks: dict[str, None],
        where: Callable[[Any], pl.Series],
        first: int,
    ) -> dict[Any, Any]:
        """Return what each different text of a column (or each list of one) is compared as."""
        kept = self._texts.setdefault(column, {})
        if len(kept) > _MOST_KEPT:
            kept.clear()
        found = {}
        for word in words:
            key = tuple(word) if isinstance(word, list) else word
            if key not in kept:
                try:
                    kept[key] = self._one(column, known, word, remarks)
                except Fault as fault:
                    raise _placed(column, where(word), first, fault) from fault
            found[key] = kept[key]
        return found

    def _read(
        self, series: pl.Series, known: _Known, value: Any, first: int, remarks: dict[str, None]
    ) -> None:
        try:
            self._one(series.name, known, int(value) if value.is_integer() else value, remarks)
        except Fault as fault:
            where = series.is_nan() if value != value else series == value
            raise _placed(series.name, where, first, fault) from fault

    def _one(self, column: str, known: _Known, value: Any, remarks: dict[str, None]) -> Any:
        """Return one value as it is compared, read as a company's document is."""
        if known.year:
            company_of({"figures": {known.year: {known.figure: value}}}, self._fields, self._names)
            return value
        document = {column: value} if column in TOP_TYPES else {"facts": {column: value}}
        company, told = company_of(document, self._fields, self._names)
        remarks.update(dict.fromkeys(f"column {one.removeprefix('facts.')}" for one in told))
        return company.facts[column]

    def _moments(self, series: pl.Series, first: int) -> pl.Series:
        """Return the dates of moments, which must all be midnights."""
        odd = series != series.dt.truncate("1d")
        if odd.any():
            value = series.filter(odd)[0]
            raise _placed(
                series.name, odd, first, Fault("", f"must be a date without a time of day, not {value}")
            )
        return series.dt.date()


def _probes(series: pl.Series, percent: bool) -> Iterator[float]:
    """Yield the values that are refused if any is: not a number, the least, the greatest; and one to remark on."""
    numbers: Any = series.drop_nulls()
    if numbers.is_nan().any():
        yield float("nan")
    yield numbers.min()
    yield numbers.max()
    if percent:
        yield from numbers.filter((numbers > 0) & (numbers < 1)).head(1).to_list()


def _placed(column: str, where: pl.Series, first: int, fault: Fault) -> Fault:
    row = where.fill_null(False).arg_max()
    return Fault(f"row {first + (row or 0) + 1}, column {column}", fault.message)


def _grants(series: pl.Series, first: int) -> pl.Series:
    """Return lists of aid received, each with its day and its gross grant equivalent."""
    rows = []
    for row, aids in enumerate(series.to_list()):
        try:
            rows.append(None if aids is None else [_aid(aid) for aid in aids])
        except Fault as fault:
            raise Fault(f"row {first + row + 1}, column {series.name}", str(fault)) from fault
    return pl.Series(series.name, rows, TYPES["grants"])


def _aid(aid: Mapping[str, Any]) -> dict[str, Any]:
    received = day(aid.get("date"), "date")
    if received is None:
        raise Fault("date", f"is missing in {said(aid)}")
    return {"date": received, "gge_eur": float(number(aid.get("gge_eur"), "gge_eur", 0))}
