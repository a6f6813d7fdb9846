"""What do rules ask of one term, and which cells of its columns answer alike?

`judge` is called once for each cell (or each combination of cells, where a value is computed from several
columns) and each condition. So the table of companies gets the very answers that one company gets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from grappe.engines.eligibility.catalogue import Catalogue
from grappe.engines.eligibility.derived import resolve
from grappe.engines.eligibility.facts import GRANTS, Company
from grappe.engines.eligibility.figures import FIGURES, Figures
from grappe.engines.eligibility.judge import MET, REFUSED, judge
from grappe.engines.eligibility.model import Condition, Term
from grappe.engines.eligibility.sizes import LIMITS
from grappe.engines.eligibility.sweep.columns import Codes, Column, cells
from grappe.engines.eligibility.sweep.packed import PACKED, unpack
from grappe.engines.eligibility.sweep.sources import Source, sources_of
from grappe.engines.eligibility.values import Value

_MOST_KEPT = 100_000  # answers kept for one term; texts may be anything
_MOST_COUNTED = 1 << 22  # combinations of cells up to which a table of all of them is made
_AGES = ("age_years", "age_months")
_SIZE_CUTS = dict(zip(FIGURES, ([row[i] for row in LIMITS] for i in (1, 2, 3)), strict=True))


class Planes(NamedTuple):
    """The two planes of one leaf, each as the exclusive or of `column >= bound` over some bounds."""

    leaf: int
    met: tuple[int, ...]
    refused: tuple[int, ...]


class Ruler(NamedTuple):
    """A column, the bounds that cut it (0: every row), and the planes of its leaves, by numbers of bounds."""

    array: np.ndarray
    bounds: list[Any]
    planes: list[Planes]


class Asks:
    """The conditions on one term, none of which names another fact."""

    def __init__(
        self, term: Term, leaves: Sequence[tuple[int, Condition]], catalogue: Catalogue, on: date
    ) -> None:
        self.term = term
        self.leaves = tuple(leaves)
        self.derived = catalogue.derivation(term)
        self.sources = sources_of(term, self.derived)
        self._situation = catalogue.situation(Company(), on)
        self._kept: dict[Any, bytes] = {}
        self._planes: dict[Any, Any] = {}

    def value(self, sources: Sequence[Source], values: Sequence[Any]) -> Value | None:
        """Return the value of the term for a company of which just these facts are known."""
        facts, figures, grants = {}, {}, None
        listed: dict[str, Any] = {}
        for source, value in zip(sources, values, strict=True):
            if value is None:
                continue
            if source.year is not None:
                figures[source.year] = Figures(**{source.name: value})
            elif source.name == GRANTS:
                grants = value
            elif source.name in PACKED:
                listed[source.name] = unpack(source.name, value)
            else:
                facts[source.name] = value
        company = Company(facts=facts, shown=facts, figures=figures, grants=grants, **listed)
        return resolve(replace(self._situation, company=company), self.term, self.derived)[0]

    def levels(self, sources: Sequence[Source], values: Sequence[Any]) -> bytes:
        """Return REFUSED, OPEN or MET for each leaf."""
        key = (tuple(sources), tuple(map(type, values)), tuple(values))
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            value = self.value(sources, values)
            kept = self._kept[key] = bytes(judge(condition, value) for _, condition in self.leaves)
        return kept

    def cuts(self, source: Source) -> Iterator[Any]:
        """Yield every number or date at which an answer may change along a source."""
        for _, condition in self.leaves:
            value = condition.value
            yield from value if isinstance(value, frozenset | tuple) else [value]
        derived = self.derived or self.term.field
        if derived == "company_size":
            yield from _SIZE_CUTS.get(source.name, ())
        if derived in _AGES and source.name == "founded":
            for _, condition in self.leaves:
                value = condition.value
                for age in value if isinstance(value, frozenset | tuple) else [value]:
                    if type(age) in (int, float):
                        yield from self._birthdays(float(age))  # type: ignore[arg-type]

    def _birthdays(self, age: float) -> Iterator[date]:
        """Yield the first day of foundation on which a company is at most, and is less than, so old.

        An age never grows with a later foundation.
        """
        for equal in (True, False):
            low, high = 1, date.max.toordinal()
            while low < high:
                middle = (low + high) // 2
                found = self.value((Source("founded"),), (date.fromordinal(middle),))
                younger = found <= age if equal else found < age  # type: ignore[operator]
                low, high = (low, middle) if younger else (middle + 1, high)
            yield date.fromordinal(low)

    def ruler(self, columns: Mapping[Source, Column], cuts: Mapping[Any, Any], rows: int) -> Ruler:
        """Return the column that answers for this term, with the planes of its leaves.

        `cuts` has, by source and kind, the bounds of its cells and a value of each.
        """
        present = tuple(source for source in self.sources if source in columns)
        if len(present) == 1:
            column = columns[present[0]]
            if not isinstance(column, Codes):
                bounds, values = cuts[present[0], column.kind]
                planes = self._planes.get((present, column.kind))
                if planes is None:
                    table = [self.levels(present, (value,)) for value in values]
                    planes = self._planes[present, column.kind] = _planes(table, self.leaves)
                return Ruler(column.array, [0, *bounds], planes)
        return self._combined(present, [columns[source] for source in present], cuts, rows)

    def _combined(
        self, present: tuple[Source, ...], columns: Sequence[Column], cuts: Mapping[Any, Any], rows: int
    ) -> Ruler:
        """Return a column of classes: rows of one class get the same answers to everything."""
        code: np.ndarray = np.zeros(rows, np.int64)
        values: list[list[Value | None]] = []
        size = 1
        for source, column in zip(present, columns, strict=True):
            bounds, reps = ([], column.values) if isinstance(column, Codes) else cuts[source, column.kind]
            found = cells(column, bounds)
            code = found if not values else code.astype(np.int64) * len(reps) + found
            values.append(reps)
            size *= len(reps)
        if size > _MOST_COUNTED:
            numbers, code = np.unique(code, return_inverse=True)
        else:
            numbers = (
                np.arange(size) if len(values) < 2 else np.flatnonzero(np.bincount(code, minlength=size))
            )
        table = [self.levels(present, row) for row in _rows(numbers, values)]
        different = sorted(set(table))
        number_of = {row: i for i, row in enumerate(different)}
        wide: Any = np.uint8 if len(different) < 256 else np.uint16 if len(different) < 65536 else np.uint32
        classes = np.fromiter((number_of[row] for row in table), wide, len(table))
        if size > _MOST_COUNTED:
            lookup = classes
        else:
            lookup = np.zeros(size, wide)
            lookup[numbers] = classes
        key = tuple(different)
        planes = self._planes.get(key)
        if planes is None:
            if len(self._planes) > 64:
                self._planes.clear()
            planes = self._planes[key] = _planes(different, self.leaves)
        return Ruler(lookup.take(code), list(range(len(different))), planes)


def _rows(numbers: np.ndarray, values: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the values behind each number of a combination of cells."""
    for number in numbers.tolist():
        row = []
        for reps in reversed(values):
            number, digit = divmod(number, len(reps))
            row.append(reps[digit])
        yield tuple(reversed(row))


def _planes(table: Sequence[bytes], leaves: Sequence[tuple[int, Condition]]) -> list[Planes]:
    """Return for each leaf at which bounds its two planes change, from the answers of each cell in order."""
    levels = np.frombuffer(b"".join(table), np.uint8).reshape(len(table), len(leaves))
    return [
        Planes(leaf, _changes(levels[:, i] == MET), _changes(levels[:, i] == REFUSED))
        for i, (leaf, _) in enumerate(leaves)
    ]


def _changes(inside: np.ndarray) -> tuple[int, ...]:
    changed = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return (*((0,) if inside[0] else ()), *changed.tolist())
