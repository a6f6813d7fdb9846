"""How much of the index is read for one question? As much as gives enough to rank; of a word that stands everywhere a part.

A look into the index reads all that fits before it gives anything. Where the planner expects more than ENOUGH, only a part
is read: what has a day in the last months, and some of the 64 slices of what has none; where that gives too little, more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection

from grappe.apps.search.queries.tsquery import Query, joined, lexemes

MOST = 500  # candidates of one sort that are looked at
ENOUGH = 10_000  # entries that one look reads


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose search it is and what it is narrowed to: each group of facets, any of it; access as the words of a reader."""

    reader: frozenset[str]
    facets: tuple[tuple[str, ...], ...] = ()
    after: date | None = None
    before: date | None = None

    @property
    def narrow(self) -> bool:
        return bool(self.facets or self.after or self.before)

    def days(self) -> tuple[str, list[Any]]:
        """Return the bounds of the days as SQL on `e` and its values."""
        found = ""
        values: list[Any] = []
        if self.after:
            found, values = found + " AND e.day >= %s", [*values, self.after]
        if self.before:
            found, values = found + " AND e.day <= %s", [*values, self.before]
        return found, values


@dataclass(slots=True)
class Candidate:
    """One entry that could be meant, and what speaks for it."""

    id: int
    kind: str
    titles: dict[str, str]
    day: date | None
    beside: str
    past: bool = False  # archived, or who has left
    called: bool = False  # by its name
    slipped: bool = False  # by a name spelt otherwise
    rank: float = 0.0  # by words
    near: float = 0.0  # by meaning


@dataclass(slots=True)
class Found:
    """Candidates by id, and whether there were more than were looked at."""

    rows: dict[int, Candidate] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the entries: months up to the last, slices of what has no day, and at a guess which share of all that is."""

    months: int
    slices: int
    share: float

    def query(self, last: date) -> Query:
        first = last.year * 12 + last.month - self.months
        words = [f"#m:{m // 12:04d}{m % 12 + 1:02d}" for m in range(first, last.year * 12 + last.month)]
        words += [f"%{place:02d}" for place in range(self.slices)]
        return lexemes(words)


AHEAD = 12  # months to come that count as the last ones
PARTS = (
    Part(48 + AHEAD, 24, 0.4),
    Part(12 + AHEAD, 6, 0.1),
    Part(3 + AHEAD, 2, 0.03),
    Part(1 + AHEAD, 1, 0.01),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look into the index. `how` says what its rows are; `rank` is the query by which its rows are weighed.

    `unless_full`: not taken where the look before it has found so many already.
    """

    how: str
    query: Query
    rank: Query | None = None
    unless_full: bool = False
    part: Part | None = None


# What is filled in is made here; all that anybody types is a parameter. They begin with SELECT, so that pghistory sees
# that nothing is written and adds no context to them.
# Planned as if all were read, so that a limit does not tempt the planner to walk the table; read no further than it.
PAST = "e.words @@ $$'#archived'$$::tsquery"
_LOOK = """SELECT e.id, e.kind, e.titles, e.day, e.beside, {past} AS past, {place} AS place, {rank} FROM (
    WITH hit AS MATERIALIZED (
        SELECT e.id, e.kind, e.titles, e.day, e.beside, e.words FROM search_entry e WHERE e.words @@ {query}{days})
    SELECT * FROM hit LIMIT %s) AS e"""
_RANK = "ts_rank('{{0.1,0.25,0.4,1.0}}', e.words, {query}, 33)"  # doubled: `format` makes them one
_NAMED = "look_{place} AS MATERIALIZED ({sql})"
_EVERY = "SELECT * FROM look_{place}"
_ALL = "SELECT * FROM (WITH {named} {every}) AS found"
_UNLESS_FULL = " AND (SELECT count(*) FROM look_{before}) < %s"
_ONE = "SELECT e.id FROM search_entry e WHERE e.words @@ {query}{days}"


def expected(queries: Sequence[Query], scope: Scope) -> list[int]:
    """Return how many entries the planner expects for each query; nothing is counted. One query."""
    days, values = scope.days()
    named = ", ".join(
        f"look_{place} AS MATERIALIZED ({_ONE.format(query=query.sql, days=days)})"
        for place, query in enumerate(queries)
    )
    every = " UNION ALL ".join(_EVERY.format(place=place) for place in range(len(queries)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) WITH {named} {every}", [v for q in queries for v in [*q.values, *values]]
        )
        plan = cursor.fetchone()[0]
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    rows = {part.get("Subplan Name"): part["Plan Rows"] for part in plan["Plans"]}
    return [rows.get(f"CTE look_{place}", 0) for place in range(len(queries))]


def gather(looks: Sequence[Look], scope: Scope, *, today: date) -> Found:
    """Take looks, each of a part as large as it needs, and return what they find together."""
    counts = expected([look.query for look in looks], scope)
    waiting = [replace(look, part=_part(many)) for look, many in zip(looks, counts, strict=True)]
    last = min(_months_on(today, AHEAD), scope.before or date.max)
    found = Found()
    while waiting:
        filled = _taken(waiting, scope, last, found)
        found.more |= any(many >= MOST for many in filled)
        short = [look for look, many in zip(waiting, filled, strict=True) if look.part and many < MOST]
        waiting = [replace(look, part=_wider(look.part), unless_full=False) for look in short]
    return found


def _part(many: int) -> Part | None:
    """The largest part of which not more than enough is expected; all where all is not more than enough."""
    if many <= ENOUGH:
        return None
    return next((part for part in PARTS if many * part.share <= ENOUGH), PARTS[-1])


def _wider(part: Part | None) -> Part | None:
    place = PARTS.index(part) if part else 0
    return PARTS[place - 1] if place else None


def _months_on(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 28)


def _taken(looks: Sequence[Look], scope: Scope, last: date, found: Found) -> list[int]:
    """Take looks in one query, add what they find, and return how many each has found."""
    statements = [_statement(look, place, scope, last) for place, look in enumerate(looks)]
    named = ", ".join(_NAMED.format(place=place, sql=sql) for place, (sql, _values) in enumerate(statements))
    every = " UNION ALL ".join(_EVERY.format(place=place) for place in range(len(looks)))
    filled = [0] * len(looks)
    with connection.cursor() as cursor:
        cursor.execute(
            _ALL.format(named=named, every=every), [v for _sql, values in statements for v in values]
        )
        for pk, kind, titles, day, beside, past, place, rank in cursor.fetchall():
            row = found.rows.setdefault(pk, Candidate(pk, kind, read(titles), day, beside, past))
            row.called |= looks[place].how == "name"
            row.slipped |= looks[place].how == "slip"
            row.rank = max(row.rank, rank)
            filled[place] += 1
    return filled


def _statement(look: Look, place: int, scope: Scope, last: date) -> tuple[str, list[Any]]:
    days, values = scope.days()
    if look.unless_full:
        days, values = days + _UNLESS_FULL.format(before=place - 1), [*values, MOST]
    query = joined([look.query, look.part.query(last)], "&&") if look.part else look.query
    rank = look.rank or Query()
    said = _RANK.format(query=rank.sql) if rank else "0"
    sql = _LOOK.format(past=PAST, place=place, rank=said, query=query.sql, days=days)
    return sql, [*rank.values, *query.values, *values, MOST]


def read(titles: Any) -> dict[str, str]:
    """Return a JSON column as it was meant, whether the driver has read it or not."""
    return json.loads(titles) if isinstance(titles, str) else titles
