"""How much of the index is read for one question? As much as gives enough to rank; of a word that stands everywhere a part.

A look into the index reads all that fits before it gives anything. Where the planner expects more than ENOUGH, only a part
is read: what has a day in the last years or months, and a slice of what has none; where that gives too little, more.
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
MOST_BY_WORDS = 300  # of those that have the words anywhere
ENOUGH = 15_000  # entries that a look into names reads
ENOUGH_WORDS = 40_000  # entries that have a word: going through a part costs twice as much for each
COMMON = 10_000  # a word that so many are expected to have is there
FEWER = 3_000  # where all of them are sorted by day
FULL = 100  # found in a part, it need not be larger


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose search it is and what it is narrowed to: each group of facets, any of it, none of `without`;
    access as the words of a reader.
    """

    reader: frozenset[str]
    facets: tuple[tuple[str, ...], ...] = ()
    after: date | None = None
    before: date | None = None
    without: tuple[tuple[str, ...], ...] = ()

    @property
    def narrow(self) -> bool:
        return bool(self.facets or self.after or self.before or self.without)

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
    sealed: bool = False  # not for all who see its company
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
    """A part of the entries: the last years or months, a slice of what has no day, and at a guess which share of all that is."""

    years: int
    months: int
    slice: int
    share: float

    def query(self, last: date) -> Query:
        """Return what is in this part: up to the year, or the month, after the last day. Few words: see migration 0004."""
        if self.years:
            words = [f"#y:{year}" for year in range(last.year + 2 - self.years, last.year + 2)]
        else:
            month = last.year * 12 + last.month
            words = [f"#m:{m // 12:04d}{m % 12 + 1:02d}" for m in range(month + 1 - self.months, month + 1)]
        return lexemes([*words, f"%{self.slice}"])


PARTS = (Part(4, 0, 4, 0.4), Part(2, 0, 32, 0.12), Part(0, 7, 256, 0.03), Part(0, 3, 256, 0.01))


@dataclass(frozen=True, slots=True)
class Look:
    """One look into the index. `how` says what its rows are; `rank` is the query by which its rows are weighed.

    `groups`: the words that must stand together; the rarest says how much is read, while more have them all than are expected,
    since words go together. `unless_full`: not taken where one of these looks has found so many already. `only_if`: nor where
    nothing has these words, which is known at once, while the beginning of a word is looked up in all words that begin so.
    `whole`: few fit, whatever the planner expects. `latest`: the latest of what fits, not the first that are come by. `few`:
    fewer of them are looked at.
    """

    how: str
    query: Query
    rank: Query | None = None
    groups: tuple[Query, ...] = ()
    unless_full: tuple[int, ...] = ()
    only_if: Query | None = None
    whole: bool = False
    latest: bool = False
    part: Part | None = None
    few: bool = False

    @property
    def most(self) -> int:
        """How many of its rows are looked at."""
        return MOST_BY_WORDS if self.few else MOST


# What is filled in is made here; all that anybody types is a parameter. They begin with SELECT, so that pghistory sees
# that nothing is written and adds no context to them.
# Planned as if all were read, so that a limit does not tempt the planner to walk the table; read no further than it.
MARKS = "e.words @@ $$'#archived'$$::tsquery AS past, e.words @@ $$'=R'$$::tsquery AS sealed"
_LOOK = """SELECT e.id, e.kind, e.titles, e.day, e.beside, {marks}, {place} AS place, {rank} FROM (
    WITH hit AS MATERIALIZED (
        SELECT e.id, e.kind, e.titles, e.day, e.beside, e.words FROM search_entry e WHERE e.words @@ {query}{days})
    SELECT * FROM hit{order} LIMIT %s) AS e"""
_RANK = "ts_rank('{{0.1,0.25,0.4,1.0}}', e.words, {query}, 33)"  # doubled: `format` makes them one
_NAMED = "look_{place} AS MATERIALIZED ({sql})"
_EVERY = "SELECT * FROM look_{place}"
_ALL = "SELECT * FROM (WITH {named} {every}) AS found"
LATEST = " ORDER BY day DESC NULLS LAST, id"
_UNLESS_FULL = " AND (SELECT count(*) FROM look_{place}) < %s"
_ONLY_IF = """ AND EXISTS (
    WITH other AS MATERIALIZED (SELECT FROM search_entry o WHERE o.words @@ {query}) SELECT FROM other)"""
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
    unsure = [query for look in looks if not look.whole for query in (look.query, *look.groups)]
    needed = [look.only_if for look in looks if look.only_if]
    counts: dict[Query | None, int] = (
        dict(zip([*unsure, *needed], expected([*unsure, *needed], scope), strict=True)) if unsure else {}
    )
    waiting = [
        replace(
            look,
            part=_part(counts, look),
            only_if=look.only_if if counts.get(look.only_if, 0) < COMMON else None,
        )
        for look in looks
    ]
    last = min(today, scope.before or today)
    found = Found()
    while waiting:
        filled = _taken(waiting, scope, last, found)
        found.more |= any(many >= look.most for look, many in zip(waiting, filled, strict=True))
        short = [
            replace(look, part=_wider(look.part, filled[place]), unless_full=())
            for place, look in enumerate(waiting)
            if look.part is not None
            and filled[place] < FULL
            and all(filled[each] < waiting[each].most for each in look.unless_full)
        ]
        waiting = short
    return found


def _part(counts: dict[Query | None, int], look: Look) -> Part | None:
    """The smallest part in which as many as are looked at are expected (twice as many of names); all where that costs less.

    The index goes through a part, or through all that have the rarest of the words, whichever is less; then what fits is kept
    in mind before the first is given.
    """
    many = counts.get(look.query, 0)
    read = min((counts[group] for group in look.groups), default=many)
    if read <= (FEWER if look.latest else ENOUGH_WORDS if look.groups else ENOUGH):
        return None
    wanted = look.most if look.groups else 2 * look.most
    return next((part for part in reversed(PARTS) if many * part.share >= wanted), PARTS[0])


def _wider(part: Part, found: int) -> Part | None:
    """The part that gives enough if the rest is as this one was; all where nothing was in it."""
    wanted = 2 * part.share * FULL / found if found else 1.0
    return next((each for each in reversed(PARTS) if each.share > part.share and each.share >= wanted), None)


def _taken(looks: Sequence[Look], scope: Scope, last: date, found: Found) -> list[int]:
    """Take looks in one query, add what they find, and return how many each has found."""
    statements = [_statement(looks, place, scope, last) for place in range(len(looks))]
    named = ", ".join(_NAMED.format(place=place, sql=sql) for place, (sql, _values) in enumerate(statements))
    every = " UNION ALL ".join(_EVERY.format(place=place) for place in range(len(looks)))
    filled = [0] * len(looks)
    with connection.cursor() as cursor:
        cursor.execute(
            _ALL.format(named=named, every=every), [v for _sql, values in statements for v in values]
        )
        for pk, kind, titles, day, beside, past, sealed, place, rank in cursor.fetchall():
            row = found.rows.setdefault(pk, Candidate(pk, kind, read(titles), day, beside, past, sealed))
            row.called |= looks[place].how == "name"
            row.slipped |= looks[place].how == "slip"
            row.rank = max(row.rank, rank)
            filled[place] += 1
    return filled


def _statement(looks: Sequence[Look], place: int, scope: Scope, last: date) -> tuple[str, list[Any]]:
    look = looks[place]
    days, values = scope.days()
    for before in look.unless_full:
        days, values = days + _UNLESS_FULL.format(place=before), [*values, looks[before].most]
    if look.only_if:
        days, values = days + _ONLY_IF.format(query=look.only_if.sql), [*values, *look.only_if.values]
    query = joined([look.query, look.part.query(last)], "&&") if look.part else look.query
    rank = look.rank or Query()
    said = _RANK.format(query=rank.sql) if rank else "0"
    order = LATEST if look.latest else ""
    sql = _LOOK.format(marks=MARKS, place=place, rank=said, query=query.sql, days=days, order=order)
    return sql, [*rank.values, *query.values, *values, look.most]


def read(titles: Any) -> dict[str, str]:
    """Return a JSON column as it was meant, whether the driver has read it or not."""
    return json.loads(titles) if isinstance(titles, str) else titles
