"""Which entries could be meant? A bounded number of each sort, found with who may read them inside the index.

Every statement is one look into the one index over words, facets and access; none of them ranks more than MOST rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction
from pgvector import HalfVector

from grappe.apps.search.queries.asked import Asked, Term

MOST = 500  # candidates of one sort that are looked at
FEW = 8  # with fewer found, a slip of the pen is looked for
NEAREST = 60
EXACTLY = 4_000  # entries that a filter leaves, up to which each is compared by meaning
LANGUAGES = ("fr", "de", "en")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose search it is and what it is narrowed to: each group of facets, any of it; access as the words of a reader."""

    reader: frozenset[str]
    facets: tuple[tuple[str, ...], ...] = ()
    after: date | None = None
    before: date | None = None
    recent: tuple[str, ...] = ()  # facets of the last years, looked at first where there is too much

    @property
    def narrow(self) -> bool:
        return bool(self.facets or self.after or self.before)


@dataclass(slots=True)
class Candidate:
    """One entry that could be meant, and what speaks for it."""

    id: int
    kind: str
    titles: dict[str, str]
    day: date | None
    beside: str
    called: bool = False  # by its name
    slipped: bool = False  # by a name spelt otherwise
    rank: float = 0.0  # by words
    near: float = 0.0  # by meaning


@dataclass(slots=True)
class Found:
    """Candidates by id, and whether there were more than were looked at."""

    rows: dict[int, Candidate] = field(default_factory=dict)
    more: bool = False


class _Query:
    """A tsquery as SQL with its values."""

    def __init__(self, sql: str = "", values: Sequence[Any] = ()) -> None:
        self.sql, self.values = sql, list(values)

    def __bool__(self) -> bool:
        return bool(self.sql)


def _lexemes(words: Iterable[str], beginning: bool = False) -> _Query:
    """Any of some words of ours: quoted, so that nothing typed is read as an operator."""
    quoted = [
        "'" + word.replace("\\", "").replace("'", "") + "'" + (":*" if beginning else "") for word in words
    ]
    return _Query("%s::tsquery", [" | ".join(quoted)]) if quoted else _Query()


def _joined(parts: Iterable[_Query], operator: str) -> _Query:
    kept = [part for part in parts if part]
    if not kept:
        return _Query()
    return _Query(
        "(" + f" {operator} ".join(part.sql for part in kept) + ")", [v for part in kept for v in part.values]
    )


def _spoken(term: Term) -> _Query:
    """A term as each language bends it; several words side by side when they are quoted."""
    read = "phraseto_tsquery" if term.exact else "plainto_tsquery"
    parts = [_Query(f"{read}('grappe_{code}', %s)", [term.text]) for code in (*LANGUAGES, "lb")]
    return _joined(parts, "||")


def _number(tokens: Sequence[str]) -> _Query:
    """A part of a number, however it was cut in pieces."""
    whole = "".join(tokens)
    return (
        _lexemes(["$" + whole], True)
        if len(whole) > 2 and any(each.isdigit() for each in whole)
        else _Query()
    )


def _name(tokens: Sequence[str], beginning: bool) -> _Query:
    """Names with all of these words, also where two are written as one; the last may be the beginning of a word."""
    last = len(tokens) - 1

    def one(place: int) -> _Query:
        if beginning and place == last:
            if len(tokens[place]) < 3 and last == 0:
                return _lexemes(["^" + tokens[place]])
            return _joined([_lexemes(["/" + tokens[place]], True), _number(tokens[place:])], "||")
        return _joined([_lexemes(["/" + tokens[place]]), _number(tokens[place : place + 1])], "||")

    apart = _joined([one(place) for place in range(len(tokens))], "&&")
    glued = [
        _joined(
            [
                _lexemes(["/" + tokens[i] + tokens[i + 1]]),
                *(one(p) for p in range(len(tokens)) if p not in (i, i + 1)),
            ],
            "&&",
        )
        for i in range(last)
    ]
    return _joined([apart, *glued, _number(tokens) if last else _Query()], "||")


def slips(word: str) -> list[str]:
    """Return a word with each letter left out in turn, and whole, as the index keeps names (`search_slips`)."""
    if not 4 <= len(word) <= 30 or any(each.isdigit() for each in word):
        return []
    return ["~" + word, *dict.fromkeys("~" + word[:i] + word[i + 1 :] for i in range(len(word)))]


def readable(reader: frozenset[str]) -> _Query:
    """What somebody may find: all that has no mark, and of what has one their own.

    Marks (`=C` of the company, `=R` of the record) stand on few entries; `=r:all` on nearly every one, and whoever asks
    for that has the index read all of it. Who sees only their own companies asks for these.
    """
    own = sorted(reader)
    if not own:
        return _lexemes(["=nobody"])
    firms = [_lexemes(f"=c:{word}" for word in own)]
    if "every" in reader:
        firms = [_unmarked("=C"), _lexemes(f"=C:{word}" for word in own)]
    records = [_unmarked("=R"), _lexemes(f"=r:{word}" for word in own)]
    return _joined([_joined(firms, "||"), _joined(records, "||")], "&&")


def _unmarked(mark: str) -> _Query:
    query = _lexemes([mark])
    return _Query(f"!!{query.sql}", query.values)


def _bounds(asked: Asked, scope: Scope) -> _Query:
    """What must hold whatever is asked: who may read it, what it is narrowed to, what it is without."""
    parts = [readable(scope.reader)]
    parts += [_lexemes(f"#{word}" for word in group if not word.endswith("*")) if not any(w.endswith("*") for w in group)
              else _joined([_lexemes(["#" + w.rstrip("*")], w.endswith("*")) for w in group], "||")
              for group in scope.facets]  # fmt: skip
    parts += [_Query(f"!!{query.sql}", query.values) for query in map(_anyhow, asked.without)]
    return _joined(parts, "&&")


def _anyhow(term: Term) -> _Query:
    names = [] if term.exact else [_joined([_lexemes(["/" + token]) for token in term.tokens], "&&")]
    return _joined([_spoken(term), *names], "||")


def _text(asked: Asked) -> _Query:
    return _joined([_joined(map(_anyhow, group), "||") for group in asked.every], "&&")


def _slipped(asked: Asked) -> _Query:
    """Each word as it is written, or a name that differs from it by a slip; two words also as one."""
    tokens = [token for group in asked.every for term in group for token in term.tokens]
    each = [_joined([_lexemes(["/" + token]), _lexemes(slips(token))], "||") for token in tokens]
    apart = _joined(each, "&&")
    glued = _lexemes(slips("".join(tokens))) if len(tokens) == 2 else _Query()
    return _joined([apart, glued], "||")


# What is filled in is made here; all that anybody types is a parameter. They begin with SELECT, so that pghistory sees
# that nothing is written and adds no context to them.
# Planned as if all were read, so that a limit does not tempt the planner to walk the table; read no further than it.
_LOOK = """SELECT e.id, e.kind, e.titles, e.day, e.beside, '{how}', {rank} FROM (
    WITH hit AS MATERIALIZED (
        SELECT e.id, e.kind, e.titles, e.day, e.beside, e.words FROM search_entry e WHERE e.words @@ {query}{days})
    SELECT * FROM hit LIMIT %s) AS e"""
_NAMED = "look_{place} AS MATERIALIZED ({sql})"
_EVERY = "SELECT * FROM look_{place}"
_ALL = "SELECT * FROM (WITH {named} {every}) AS found"
_UNLESS_FULL = " AND (SELECT count(*) FROM look_{before}) < %s"
_EXACT = """SELECT e.id, e.kind, e.titles, e.day, e.beside, m.vector <=> %s::halfvec AS far
    FROM search_entry e JOIN search_meaning m ON m.entry_id = e.id
    WHERE e.words @@ {query}{days} AND m.vector IS NOT NULL ORDER BY far LIMIT %s"""
# The bits find a few hundred, the numbers themselves sort them.
_NEAR = """SELECT e.id, e.kind, e.titles, e.day, e.beside, e.vector <=> %s::halfvec AS far FROM (
    SELECT e.id, e.kind, e.titles, e.day, e.beside, m.vector FROM search_meaning m JOIN search_entry e ON e.id = m.entry_id
    WHERE e.words @@ {query}{days} AND m.vector IS NOT NULL
    ORDER BY binary_quantize(m.vector)::bit(512) <~> binary_quantize(%s::halfvec)::bit(512) LIMIT %s) AS e
    ORDER BY far LIMIT %s"""
_ESTIMATE = "EXPLAIN (FORMAT JSON) SELECT FROM search_entry e WHERE e.words @@ {query}{days}"


def _days(scope: Scope) -> tuple[str, list[Any]]:
    found = ""
    values: list[Any] = []
    if scope.after:
        found, values = found + " AND e.day >= %s", [*values, scope.after]
    if scope.before:
        found, values = found + " AND e.day <= %s", [*values, scope.before]
    return found, values


@dataclass(frozen=True, slots=True)
class _Look:
    """One look into the index: its SQL and values; `how` says what its rows are."""

    how: str
    sql: str
    values: list[Any]


def _look(
    query: _Query,
    bounds: _Query,
    scope: Scope,
    *,
    how: str,
    rank: _Query | None = None,
    unless_full: int | None = None,
) -> _Look:
    """A look of at most MOST rows, for which alone the text search's rank is counted.

    `unless_full`: not taken where the look at this place has found so many already.
    """
    days, values = _days(scope)
    if unless_full is not None:
        days += _UNLESS_FULL.format(before=unless_full)
        values = [*values, MOST]
    both = _joined([query, bounds], "&&")
    ranked = f"ts_rank('{{0.1,0.25,0.4,1.0}}', e.words, {rank.sql}, 33)" if rank else "0"
    sql = _LOOK.format(how=how, rank=ranked, query=both.sql, days=days)
    return _Look(how, sql, [*(rank.values if rank else []), *both.values, *values, MOST])


def by_words(asked: Asked, scope: Scope) -> Found:
    """Return what has all the words, in its name or anywhere; the last one may be the beginning of a name. Two queries."""
    bounds = _bounds(asked, scope)
    text = _text(asked)
    looks = [_look(text, bounds, scope, how="text" if text else "all", rank=text or None)]
    if asked.simple and text:
        tokens = [token for group in asked.every for token in group[0].tokens]
        looks.append(_look(_name(tokens, False), bounds, scope, how="name"))
        looks.append(_look(_name(tokens, True), bounds, scope, how="name", unless_full=1))
    found = _gather(looks)
    if found.more and scope.recent and text:
        lately = _joined([bounds, _lexemes(f"#{word}" for word in scope.recent)], "&&")
        _gather([_look(text, lately, scope, how="text", rank=text)], found)
    return found


def by_slips(asked: Asked, scope: Scope) -> Found:
    """Return names that differ from what was typed by a slip of the pen. One query."""
    query = _slipped(asked)
    if not query:
        return Found()
    return _gather([_look(query, _bounds(asked, scope), scope, how="slip")])


def _gather(looks: Sequence[_Look], found: Found | None = None) -> Found:
    found = Found() if found is None else found
    named = ", ".join(_NAMED.format(place=place, sql=look.sql) for place, look in enumerate(looks))
    every = " UNION ALL ".join(_EVERY.format(place=place) for place in range(len(looks)))
    sql = _ALL.format(named=named, every=every)
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for look in looks for value in look.values])
        for pk, kind, titles, day, beside, how, rank in cursor.fetchall():
            row = found.rows.setdefault(pk, Candidate(pk, kind, _read(titles), day, beside))
            row.called |= how == "name"
            row.slipped |= how == "slip"
            row.rank = max(row.rank, rank)
            counts[how] = counts.get(how, 0) + 1
    found.more |= any(count >= MOST for count in counts.values())
    return found


def _read(titles: Any) -> dict[str, str]:
    return json.loads(titles) if isinstance(titles, str) else titles


def by_meaning(asked: Asked, vector: np.ndarray, scope: Scope) -> list[Candidate]:
    """Return what comes nearest to what was meant, nearest first. Three queries, four where it is narrowed."""
    bounds = _bounds(asked, scope)
    days, values = _days(scope)
    text = HalfVector(vector).to_text()
    if scope.narrow and _few(bounds, scope):
        statement = _EXACT.format(query=bounds.sql, days=days)
        arguments = [text, *bounds.values, *values, NEAREST]
    else:
        # The bits find a few hundred, the numbers themselves sort them.
        statement = _NEAR.format(query=bounds.sql, days=days)
        arguments = [text, *bounds.values, *values, text, 4 * NEAREST, NEAREST]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true),"
            " set_config('hnsw.max_scan_tuples', '8000', true)", [str(4 * NEAREST)],
        )  # fmt: skip
        cursor.execute(statement, arguments)
        return [
            Candidate(pk, kind, _read(titles), day, beside, near=1 - far)
            for pk, kind, titles, day, beside, far in cursor.fetchall()
        ]


def _few(bounds: _Query, scope: Scope) -> bool:
    """Whether a filter leaves so few that each can be compared: as the planner estimates it, which counts nothing."""
    days, values = _days(scope)
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATE.format(query=bounds.sql, days=days), [*bounds.values, *values])
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return bool(plan[0]["Plan"]["Plan Rows"] <= EXACTLY)
