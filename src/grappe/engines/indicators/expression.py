"""How is a figure asked of a database? The same tree as ONE Ibis expression over the tables of ADR 14.

Ibis writes it in the SQL of PostgreSQL, DuckDB or Spark. Only its core is needed for that: no data frame, no Arrow. It is
imported when first asked for, as it takes a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from importlib import import_module
from typing import Any

from grappe.engines.indicators.contract import ALL, DIMENSIONS
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
    Share,
    When,
)

Table = Any  # an Ibis table; Ibis is imported late
CELL = ("year", "dimension", "key")
COLUMNS = (*CELL, "value", "records", "companies")  # of `figures`
DIALECTS = {
    "postgresql": ("postgres", "postgres"),
    "duckdb": ("duckdb", "duckdb"),
    "spark": ("pyspark", "spark"),
}
RECORDS, STANDINGS, MEMBERSHIPS = "reporting_record", "reporting_standing", "reporting_standingcluster"
RECORD_TYPES = {
    "id": "int64", "kind": "string", "source_id": "string", "company_id": "int64", "on": "date", "ended_on": "date",
    "value": "decimal(16, 4)", "amount": "decimal(16, 2)", "state": "string", "theme": "string", "person_id": "int64",
    "group_key": "string", "confidential": "boolean",
}  # fmt: skip
STANDING_TYPES = {
    "company_id": "int64", "year": "int64", "size": "string", "commune": "string", "nace": "string",
    "manager_id": "int64", "looked_after": "boolean",
}  # fmt: skip
MEMBERSHIP_TYPES = {"company_id": "int64", "year": "int64", "cluster": "string"}

TYPES = {RECORDS: RECORD_TYPES, STANDINGS: STANDING_TYPES, MEMBERSHIPS: MEMBERSHIP_TYPES}


@dataclass(frozen=True, slots=True)
class Asked:
    """For which years, up to which day, and taken apart by what."""

    years: tuple[int, ...]
    until: date
    dimensions: tuple[str, ...] = DIMENSIONS


@lru_cache(maxsize=256)  # Ibis takes a third of a second for one
def figures_sql(tree: Figure, asked: Asked, *, dialect: str) -> str:
    """Return the SQL whose rows are year, dimension, key, value, records and companies of each figure."""
    writer = _Writing(asked)
    return _sql(writer.figure(tree).select(*COLUMNS), dialect)


def members_sql(tree: Figure, asked: Asked, *, dialect: str, dimension: str = ALL, key: str = "") -> str:
    """Return the SQL whose rows are the ids of the records behind the figure of one part, each once.

    Raises ValueError where a figure counts companies by what they are, and so no record stands behind it.
    """
    writer = _Writing(Asked(asked.years, asked.until, () if dimension == ALL else (dimension,)))
    found = writer.members(tree)
    if found is None:
        raise ValueError("no record stands behind companies that are counted by what they are")
    found = found.filter((found.dimension == dimension) & (found.key == key))
    return _sql(found.select("id").distinct(), dialect)


@lru_cache(maxsize=256)
def units_sql(tree: Of | CompanyCount, asked: Asked, *, dialect: str) -> str:
    """Return the SQL whose rows are year, dimension, key, unit, company and amount: what each figure adds up.

    A unit is a record, or a company where companies are counted; its amount is 1 where nothing is added up.
    """
    return _sql(_Writing(asked).units(tree), dialect)


def _sql(expression: Table, dialect: str) -> str:
    module, name = DIALECTS[dialect]
    if dialect == "spark":
        _spark_settings()
    compiler = import_module(f"ibis.backends.sql.compilers.{module}").compiler
    return str(compiler.to_sqlglot(expression).sql(dialect=name, pretty=True))


def _spark_settings() -> None:
    """Say that NaN is no null: Ibis asks for this when it writes a float for Spark, and only its Spark backend sets it."""
    import ibis
    from ibis.config import Config

    class Spark(Config):
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:
        ibis.options.pyspark = Spark()


class _Writing:
    """One statement in the making."""

    def __init__(self, asked: Asked) -> None:
        import ibis

        self.ibis, self.asked = ibis, asked
        self.records = ibis.table(RECORD_TYPES, name=RECORDS)
        self.standings = ibis.table(STANDING_TYPES, name=STANDINGS)
        self.memberships = ibis.table(MEMBERSHIP_TYPES, name=MEMBERSHIPS)
        self._written: dict[Rows | Companies | str, Table] = {}  # what stands in a tree twice is written once

    # --- figures ---

    def figure(self, tree: Figure) -> Table:
        match tree:
            case Share():
                return self._share(tree)
            case CompanyCount():
                return self._company_count(tree)
            case Of():
                found = self.members(tree)
                return found.group_by(*CELL).agg(
                    value=self._value(tree, found).cast("float64"),
                    records=found.id.nunique(),
                    companies=found.company_id.nunique(),
                )

    def _value(self, tree: Of, found: Table) -> Any:
        if tree.measure == Measure.COUNT:
            return found.id.nunique()
        if tree.measure == Measure.GROUPS:
            return found.group_key.nunique()
        column = found[tree.column]
        if tree.measure == Measure.SUM:
            return column.sum()
        column = column.cast("float64")
        return column.mean() if tree.measure == Measure.MEAN else column.median()

    def _company_count(self, tree: CompanyCount) -> Table:
        inside = self.companies(tree.companies)
        counted = inside.group_by(*CELL).agg(companies=inside.company_id.nunique())
        members = self.members(tree)
        if members is None:
            found = counted.mutate(records=self.ibis.literal(0, "int64"))
        else:
            behind = members.group_by(*CELL).agg(records=members.id.nunique())
            found = counted.left_join(behind, CELL)
            found = found.select(*CELL, "companies", records=found.records.fill_null(0))
        return found.mutate(value=found.companies.cast("float64"))

    def _share(self, tree: Share) -> Table:
        whole = self.figure(tree.whole)
        part = self.figure(tree.part).select(*CELL, part="value", part_companies="companies")
        found = whole.filter(whole.value != 0).left_join(part, CELL)
        behind = self.ibis.coalesce(found.part_companies.nullif(0), found.companies)
        return found.select(
            *CELL,
            "records",
            value=found.part.fill_null(0.0) / found.value,
            companies=self.ibis.least(behind, found.companies),
        )

    # --- what stands behind a figure ---

    def members(self, tree: Figure) -> Table:
        """Return the records behind each part of a figure; None where it counts companies by their standing only."""
        match tree:
            case Share():
                both = [self.members(tree.part), self.members(tree.whole)]
                found = [one.select(*CELL, "id") for one in both if one is not None]
                return self._union(found) if found else None
            case CompanyCount():
                leaves = [self.selected(rows) for rows in _leaves(tree.companies)]
                if not leaves:
                    return None
                all_ = self._union([one.select(*CELL, "id", "company_id") for one in leaves])
                return all_.semi_join(self.companies(tree.companies), [*CELL, "company_id"])
            case Of():
                found = self.selected(tree.rows)
                if tree.measure == Measure.GROUPS:
                    return found.filter(found.group_key != "")
                return found.filter(found[tree.column].notnull()) if tree.column else found

    def units(self, tree: Of | CompanyCount) -> Table:
        """Return what each figure adds up, once for each part in which it counts."""
        one = self.ibis.literal(1.0, "float64")
        if isinstance(tree, CompanyCount):
            inside = self.companies(tree.companies)
            found = inside.select(*CELL, "company_id", unit=inside.company_id, amount=one)
        else:
            members = self.members(tree)
            amount = members[tree.column].cast("float64") if tree.column else one
            found = members.select(*CELL, "company_id", unit=members.id, amount=amount)
        return found.select(*CELL, "unit", "company_id", "amount").distinct()

    # --- sets of companies ---

    def companies(self, tree: Companies) -> Table:
        def write() -> Table:
            match tree:
                case Having():
                    return self._having(tree)
                case Being():
                    return self._being(tree)
                case Joined():
                    return self._joined(tree)

        return self._once(tree, write)

    def _having(self, tree: Having) -> Table:
        found = self.selected(tree.rows)
        found = found.filter(found.company_id.notnull())
        counted = found.group_by(*CELL, "company_id").agg(times=found.id.nunique())
        return counted.filter(counted.times >= tree.at_least).select(*CELL, "company_id")

    def _being(self, tree: Being) -> Table:
        found = self._narrowed(self.standings, tree.standing)
        found = found.filter(found.year.isin(self.asked.years)).select("company_id", "year")
        whole = found.mutate(dimension=self._text(ALL), key=self._text("")).select(*CELL, "company_id")
        parts = (
            found.inner_join(self._parts(), ["company_id", "year"]) if self._company_dimensions() else None
        )
        return self._union([whole, *([parts.select(*CELL, "company_id")] if parts is not None else [])])

    def _joined(self, tree: Joined) -> Table:
        sets = [self.companies(part) for part in tree.parts]
        if tree.every:
            found = reduce(lambda one, other: one.semi_join(other, [*CELL, "company_id"]), sets)
        else:
            found = self._union(sets).distinct()
        return self._of_standing(found, tree.standing)

    # --- selections of records ---

    def selected(self, rows: Rows) -> Table:
        """Return the records of a selection, one row for each part in which they count."""
        return self._once(rows, lambda: self._selected(rows))

    def _selected(self, rows: Rows) -> Table:
        found = self.records
        found = found.filter(found.kind.isin(rows.kinds))
        found = found.mutate(days=found.ended_on.delta(found.on, unit="day"))
        found = self._narrowed(found, rows.where).cross_join(self._years())
        found = self._of_standing(found.filter(self._in_year(found, rows.when)), rows.standing)
        if rows.shared_by > 1:
            found = self._shared(found, rows.shared_by)
        found = found.select(
            "year", "id", "company_id", "value", "amount", "days", "state", "theme", "group_key"
        )
        return self._spread(found)

    def _shared(self, found: Table, least: int) -> Table:
        found = found.filter(found.group_key != "")
        sharing = found.group_by("year", "group_key").agg(sharing=found.company_id.nunique())
        return found.semi_join(sharing.filter(sharing.sharing >= least), ["year", "group_key"])

    def _spread(self, found: Table) -> Table:
        own = ("value", "amount", "days", "group_key")
        columns = (*CELL, "id", "company_id", *own)
        tables = [found.mutate(dimension=self._text(ALL), key=self._text("")).select(*columns)]
        tables += [
            found.mutate(dimension=self._text(name), key=found[name]).select(*columns)
            for name in ("theme", "state")
            if name in self.asked.dimensions
        ]
        if self._company_dimensions():
            joined = found.inner_join(self._parts(), ["company_id", "year"])
            tables.append(joined.select(*columns))
        return self._union(tables)

    def _company_dimensions(self) -> list[str]:
        return [one for one in self.asked.dimensions if one not in {"theme", "state"}]

    def _parts(self) -> Table:
        """Return in which parts a company counts in a year: its clusters, size, commune and manager."""
        return self._once("parts", self._written_parts)

    def _written_parts(self) -> Table:
        standings, tables = self.standings, []
        keys: dict[str, Callable[[], Any]] = {
            "size": lambda: standings.size,
            "commune": lambda: standings.commune,
            "manager": lambda: standings.manager_id.cast("string").fill_null(""),
        }
        for name in self._company_dimensions():
            source, key = (
                (self.memberships, self.memberships.cluster)
                if name == "cluster"
                else (standings, keys[name]())
            )
            tables.append(source.select("company_id", "year", dimension=self._text(name), key=key))
        return self._union(tables)

    # --- conditions ---

    def _years(self) -> Table:
        years = self.ibis.array([self.ibis.literal(year, "int64") for year in self.asked.years])
        table = years.unnest().name("year").as_table()
        last = self.ibis.least(self.ibis.date(table.year, 12, 31), self.ibis.literal(self.asked.until))
        return table.mutate(first=self.ibis.date(table.year, 1, 1), last=last)

    def _in_year(self, found: Table, when: When) -> Any:
        begun = (found.on <= found.last) & (found["first"] <= found["last"])
        if when == When.BEGUN:
            return (found.on >= found["first"]) & begun
        ended = found.ended_on
        if when == When.ENDED:
            return ended.notnull() & (ended >= found["first"]) & (ended <= found["last"])
        later = ended >= found["first"] if when == When.RUNNING else ended > found["last"]
        return begun & (ended.isnull() | later)

    def _of_standing(self, found: Table, wanted: Sequence[Condition]) -> Table:
        if not wanted:
            return found
        standing = self._narrowed(self.standings, wanted).select("company_id", "year")
        return found.semi_join(standing, ["company_id", "year"])

    def _narrowed(self, found: Table, wanted: Sequence[Condition]) -> Table:
        for condition in wanted:
            found = found.filter(self._meets(found[condition.column], condition))
        return found

    def _meets(self, column: Any, condition: Condition) -> Any:
        values = condition.values
        first = values[0]
        if condition.op == Op.KNOWN:
            return column.notnull() if first else column.isnull()
        if column.type().is_decimal():
            column = column.cast("float64")
        comparisons: dict[Op, Callable[[], Any]] = {
            Op.EQUAL: lambda: column == first,
            Op.NOT_EQUAL: lambda: column != first,
            Op.AT_LEAST: lambda: column >= first,
            Op.AT_MOST: lambda: column <= first,
            Op.MORE: lambda: column > first,
            Op.LESS: lambda: column < first,
            Op.IN: lambda: column.isin(values),
            Op.NOT_IN: lambda: column.notin(values),
        }
        return comparisons[condition.op]()

    def _once(self, what: Rows | Companies | str, write: Callable[[], Table]) -> Table:
        if what not in self._written:
            self._written[what] = write()
        return self._written[what]

    def _text(self, value: str) -> Any:
        return self.ibis.literal(value, "string")

    @staticmethod
    def _union(tables: Sequence[Table]) -> Table:
        return reduce(lambda one, other: one.union(other), tables)


def _leaves(tree: Companies) -> list[Rows]:
    if isinstance(tree, Having):
        return [tree.rows]
    return [rows for part in tree.parts for rows in _leaves(part)] if isinstance(tree, Joined) else []
