"""What is a figure, computed in plain Python? The reference to which every database is held."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from grappe.engines.indicators.contract import ALL, Membership, Record, Standing
from grappe.engines.indicators.tree import (
    Being,
    Companies,
    CompanyCount,
    Condition,
    Figure,
    Having,
    Joined,
    Measure,
    Of,
    Op,
    Rows,
    Scalar,
    Share,
    When,
)


class Cell(NamedTuple):
    """Of which part a figure is: the year, what it is taken apart by, and which part."""

    year: int
    dimension: str = ALL
    key: str = ""


class Result(NamedTuple):
    """A figure, how many records stand behind it, and how many different companies."""

    value: float
    records: int
    companies: int


Spread = Mapping[Cell, Sequence[int]]  # places of records
Sets = Mapping[Cell, frozenset[int]]  # companies


@dataclass(frozen=True)
class World:
    """All records and standings, and the years and the day up to which is counted."""

    records: Sequence[Record]
    standings: Sequence[Standing]
    memberships: Sequence[Membership]
    years: tuple[int, ...]
    until: date


def compute(tree: Figure, world: World) -> dict[Cell, Result]:
    """Return the figure of every year and part that has any record (or company) behind it."""
    return _Reading(world).figure(tree)


def records_behind(tree: Figure, world: World) -> dict[Cell, frozenset[int]]:
    """Return the places, among the world's records, of those behind each figure."""
    return {cell: frozenset(places) for cell, places in _Reading(world).members(tree).items() if places}


def days_of(record: Record) -> int | None:
    """Return how many days lie between a record's day and its last day; None where it has not ended."""
    return (record.ended_on - record.on).days if record.ended_on else None


def meets(condition: Condition, value: Scalar | Decimal | date | None) -> bool:
    """Return whether a value meets a condition; what is not known meets none but `known: false`."""
    if condition.op == Op.KNOWN:
        return (value is not None) == condition.values[0]
    if value is None:
        return False
    if isinstance(value, Decimal):
        value = float(value)  # as every database reads it: by Decimal, 0.1 is less than a literal 0.1
    return bool(_COMPARISONS[condition.op](value, condition.values))


_COMPARISONS: dict[Op, Callable[[Any, tuple[Any, ...]], bool]] = {
    Op.EQUAL: lambda value, wanted: value == wanted[0],
    Op.NOT_EQUAL: lambda value, wanted: value != wanted[0],
    Op.AT_LEAST: lambda value, wanted: value >= wanted[0],
    Op.AT_MOST: lambda value, wanted: value <= wanted[0],
    Op.MORE: lambda value, wanted: value > wanted[0],
    Op.LESS: lambda value, wanted: value < wanted[0],
    Op.IN: lambda value, wanted: value in wanted,
    Op.NOT_IN: lambda value, wanted: value not in wanted,
}


class _Reading:
    def __init__(self, world: World) -> None:
        self.world = world
        self.standing = {(one.company_id, one.year): one for one in world.standings}
        self.keys: dict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
        for one in world.standings:
            manager = "" if one.manager_id is None else str(one.manager_id)
            self.keys[one.company_id, one.year] |= {
                ("size", one.size), ("commune", one.commune), ("manager", manager),
            }  # fmt: skip
        for member in world.memberships:
            self.keys[member.company_id, member.year].add(("cluster", member.cluster))

    def figure(self, tree: Figure) -> dict[Cell, Result]:
        if isinstance(tree, Share):
            return self._share(tree)
        members = self.members(tree)
        if isinstance(tree, CompanyCount):
            sets = self.companies(tree.companies)
            return {
                cell: Result(float(len(found)), len(members.get(cell, ())), len(found))
                for cell, found in sets.items()
                if found
            }
        return {cell: self._measured(tree, places) for cell, places in members.items() if places}

    def _share(self, tree: Share) -> dict[Cell, Result]:
        parts, found = self.figure(tree.part), {}
        for cell, whole in self.figure(tree.whole).items():
            part = parts.get(cell, Result(0.0, 0, 0))
            if whole.value:
                behind = part.companies or whole.companies
                found[cell] = Result(part.value / whole.value, whole.records, min(behind, whole.companies))
        return found

    def _measured(self, tree: Of, places: Sequence[int]) -> Result:
        records = [self.world.records[place] for place in places]
        companies = len({one.company_id for one in records if one.company_id is not None})
        return Result(self._value(tree, records), len(records), companies)

    def _value(self, tree: Of, records: Sequence[Record]) -> float:
        if tree.measure == Measure.COUNT:
            return float(len(records))
        if tree.measure == Measure.GROUPS:
            return float(len({one.group_key for one in records}))
        values = [value for one in records if (value := self._column(one, tree.column)) is not None]
        if tree.measure == Measure.SUM:
            return float(sum(values))
        return float(statistics.mean(values) if tree.measure == Measure.MEAN else statistics.median(values))

    @staticmethod
    def _column(record: Record, column: str) -> Decimal | None:
        value = days_of(record) if column == "days" else getattr(record, column)
        return None if value is None else Decimal(str(value))

    def members(self, tree: Figure) -> Spread:
        if isinstance(tree, Share):
            return _merged([self.members(tree.part), self.members(tree.whole)])
        if isinstance(tree, Of):
            found = self.selected(tree.rows)
            if tree.measure == Measure.GROUPS:
                return self._only(found, lambda one: bool(one.group_key))
            if tree.column:
                return self._only(found, lambda one: self._column(one, tree.column) is not None)
            return found
        inside = self.companies(tree.companies)
        leaves = _merged([self.selected(rows) for rows in _leaves(tree.companies)])
        return {
            cell: [p for p in places if self.world.records[p].company_id in inside.get(cell, frozenset())]
            for cell, places in leaves.items()
        }

    def _only(self, found: Spread, wanted: Callable[[Record], bool]) -> Spread:
        return {
            cell: [place for place in places if wanted(self.world.records[place])]
            for cell, places in found.items()
        }

    def companies(self, tree: Companies) -> Sets:
        match tree:
            case Having():
                return self._having(tree)
            case Being():
                return self._being(tree)
            case Joined():
                sets = [self.companies(part) for part in tree.parts]
                cells = {cell for one in sets for cell in one}
                join = frozenset.intersection if tree.every else frozenset.union
                return {
                    cell: frozenset(
                        company
                        for company in join(*(one.get(cell, frozenset()) for one in sets))
                        if self._is(company, cell.year, tree.standing)
                    )
                    for cell in cells
                }

    def _having(self, tree: Having) -> Sets:
        found = {}
        for cell, places in self.selected(tree.rows).items():
            times = Counter(self.world.records[place].company_id for place in places)
            found[cell] = frozenset(
                company for company, count in times.items() if company is not None and count >= tree.at_least
            )
        return found

    def _being(self, tree: Being) -> Sets:
        found: dict[Cell, set[int]] = defaultdict(set)
        for (company, year), _one in self.standing.items():
            if year in self.world.years and self._is(company, year, tree.standing):
                for dimension, key in [(ALL, ""), *self.keys[company, year]]:
                    found[Cell(year, dimension, key)].add(company)
        return {cell: frozenset(companies) for cell, companies in found.items()}

    def selected(self, rows: Rows) -> Spread:
        found: dict[Cell, list[int]] = defaultdict(list)
        for year in self.world.years:
            places = [place for place, one in enumerate(self.world.records) if self._wanted(one, rows, year)]
            if rows.shared_by > 1:
                places = self._shared(places, rows.shared_by)
            for place in places:
                for dimension, key in self._keys_of(self.world.records[place], year):
                    found[Cell(year, dimension, key)].append(place)
        return found

    def _shared(self, places: Iterable[int], least: int) -> list[int]:
        records, sharing = self.world.records, defaultdict(set)
        for place in places:
            if records[place].company_id is not None:
                sharing[records[place].group_key].add(records[place].company_id)
        return [p for p in places if records[p].group_key and len(sharing[records[p].group_key]) >= least]

    def _keys_of(self, record: Record, year: int) -> list[tuple[str, str]]:
        own = [(ALL, ""), ("theme", record.theme), ("state", record.state)]
        return own + sorted(self.keys.get((record.company_id or 0, year), ()))

    def _wanted(self, record: Record, rows: Rows, year: int) -> bool:
        return (
            record.kind in rows.kinds
            and _in_year(record, rows.when, year, self.world.until)
            and all(
                meets(one, days_of(record) if one.column == "days" else getattr(record, one.column))
                for one in rows.where
            )
            and self._is(record.company_id or 0, year, rows.standing)
        )

    def _is(self, company: int, year: int, wanted: Sequence[Condition]) -> bool:
        if not wanted:
            return True
        standing = self.standing.get((company, year))
        return standing is not None and all(meets(one, getattr(standing, one.column)) for one in wanted)


def _in_year(record: Record, when: When, year: int, until: date) -> bool:
    first, last = date(year, 1, 1), min(date(year, 12, 31), until)
    begun = record.on <= last
    if when == When.BEGUN:
        return first <= record.on and begun
    if when == When.ENDED:
        return record.ended_on is not None and first <= record.ended_on <= last
    after = first if when == When.RUNNING else last
    gone = record.ended_on is not None and (
        record.ended_on < after if when == When.RUNNING else record.ended_on <= after
    )
    return begun and first <= last and not gone


def _leaves(tree: Companies) -> list[Rows]:
    if isinstance(tree, Having):
        return [tree.rows]
    return [rows for part in tree.parts for rows in _leaves(part)] if isinstance(tree, Joined) else []


def _merged(spreads: Iterable[Spread]) -> Spread:
    found: dict[Cell, dict[int, None]] = defaultdict(dict)
    for spread in spreads:
        for cell, places in spread.items():
            found[cell].update(dict.fromkeys(places))
    return {cell: list(places) for cell, places in found.items()}
