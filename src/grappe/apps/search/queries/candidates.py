"""Which entries could be meant? A bounded number of each sort, found with who may read them inside the index.

Every statement is one look into the one index over words, facets and access; none of them ranks more than MOST rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
from django.db import connection, transaction
from pgvector import HalfVector

from grappe.apps.search.enums import Kind
from grappe.apps.search.queries.asked import Asked, Term
from grappe.apps.search.queries.looks import MARKS, Candidate, Found, Look, Scope, expected, gather, read
from grappe.apps.search.queries.tsquery import Query, joined, lexemes, negated

FEW = 40  # with fewer found, a slip of the pen is looked for
NEAREST = 60
BY_BITS = 240  # found by one bit a number, then compared by the numbers: the true ten nearest of 200,000 are among them
BY_BITS_OF_MANY = 400  # of over MANY: eight of the ten (240: six), but of those of a cluster, which lie further apart, no more
MANY = 500_000
EXACTLY = 4_000  # entries that a filter leaves, up to which each is compared by meaning
LANGUAGES = ("fr", "de", "en")


def _spoken(term: Term) -> Query:
    """A term as each language bends it; several words side by side when they are quoted."""
    read = "phraseto_tsquery" if term.exact else "plainto_tsquery"
    said = term.text.replace("/", " ").replace("~", " ")  # as `search_said` reads a text
    parts = [Query(f"{read}('grappe_{code}', %s)", [said]) for code in (*LANGUAGES, "lb")]
    return joined(parts, "||")


def _number(tokens: Sequence[str]) -> Query:
    """A part of a number, however it was cut in pieces."""
    whole = "".join(tokens)
    return (
        lexemes(["$" + whole], True) if len(whole) > 2 and any(each.isdigit() for each in whole) else Query()
    )


def _name(tokens: Sequence[str], beginning: bool) -> Query:
    """Names with all of these words, also where two are written as one; the last may be the beginning of a word."""
    last = len(tokens) - 1

    def one(place: int) -> Query:
        if beginning and place == last:
            if len(tokens[place]) < 3:
                # Too many words begin like that: only the beginning of a whole name, else not asked for.
                return Query() if last else lexemes(["^" + tokens[place]])
            return joined([lexemes(["/" + tokens[place]], True), _number(tokens[place:])], "||")
        return joined([lexemes(["/" + tokens[place]]), _number(tokens[place : place + 1])], "||")

    apart = joined([one(place) for place in range(len(tokens))], "&&")
    glued = [
        joined(
            [
                lexemes(["/" + tokens[i] + tokens[i + 1]]),
                *(one(p) for p in range(len(tokens)) if p not in (i, i + 1)),
            ],
            "&&",
        )
        for i in range(last)
    ]
    return joined([apart, *glued, _number(tokens) if last else Query()], "||")


def slips(word: str) -> list[str]:
    """Return a word with each letter left out in turn, and whole, as the index keeps names (`search_slips`)."""
    if not 4 <= len(word) <= 30 or any(each.isdigit() for each in word):
        return []
    return ["~" + word, *dict.fromkeys("~" + word[:i] + word[i + 1 :] for i in range(len(word)))]


def readable(reader: frozenset[str]) -> Query:
    """What somebody may find: all that has no mark, and of what has one their own.

    Marks (`=C` of the company, `=R` of the record) stand on few entries; `=r:all` on all that have no mark, and whoever asks
    for that has the index read all of it. Who sees only their own companies asks for these.
    """
    if not reader:
        return lexemes(["=nobody"])
    firms = sorted(word for word in reader if re.fullmatch(r"adm|[ct]\d+", word))
    if "adm" in reader:
        of_firm = Query()  # a word of every company
    elif "every" in reader:
        of_firm = joined([negated(lexemes(["=C"])), lexemes(f"=C:{word}" for word in firms)], "||")
    else:
        of_firm = lexemes(f"=c:{word}" for word in [*firms, "all"])
    own = sorted(word for word in reader if word not in ("all", "every"))
    of_record = joined([negated(lexemes(["=R"])), lexemes(f"=r:{word}" for word in own)], "||")
    return joined([of_firm, of_record], "&&")


def _bounds(asked: Asked, scope: Scope) -> Query:
    """What must hold whatever is asked: who may read it, what it is narrowed to, what it is without."""
    parts = [readable(scope.reader)]
    parts += [_any_facet(group) for group in scope.facets]
    parts += [negated(_any_facet(group)) for group in scope.without]
    parts += [negated(_anyhow(term)) for term in asked.without]
    return joined(parts, "&&")


def _any_facet(group: Sequence[str]) -> Query:
    """Any of some facets; one that ends in `*` is the beginning of one."""
    return joined([lexemes(["#" + word.rstrip("*")], word.endswith("*")) for word in group], "||")


def _anyhow(term: Term) -> Query:
    names = [] if term.exact else [joined([lexemes(["/" + token]) for token in term.tokens], "&&")]
    return joined([_spoken(term), *names], "||")


def _text(asked: Asked) -> Query:
    return joined([joined(map(_anyhow, group), "||") for group in asked.every], "&&")


def _perhaps_slipped(tokens: Sequence[str]) -> list[Query]:
    """Each word as it is written, or a name that differs from it by a slip."""
    return [joined([lexemes(["/" + token]), lexemes(slips(token))], "||") for token in tokens]


def _slipped(asked: Asked) -> Query:
    """Each word as it is written, or a name that differs from it by a slip; two words also as one."""
    tokens = asked.tokens
    apart = joined(_perhaps_slipped(tokens), "&&")
    glued = lexemes(slips("".join(tokens))) if len(tokens) == 2 else Query()
    return joined([apart, glued], "||")


# They begin with SELECT, so that pghistory sees that nothing is written and adds no context to them.
_EXACT = """SELECT e.id, e.kind, e.titles, e.day, e.beside, {marks}, m.vector <=> %s::halfvec AS far
    FROM search_entry e JOIN search_meaning m ON m.entry_id = e.id
    WHERE e.words @@ {query}{days} AND m.vector IS NOT NULL ORDER BY far LIMIT %s"""
_HOW = """SELECT set_config('hnsw.ef_search', CASE WHEN reltuples > %s THEN %s ELSE %s END::text, true),
    set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.max_scan_tuples', '8000', true)
    FROM pg_class WHERE oid = 'search_meaning'::regclass"""
# The bits find a few hundred, the numbers themselves sort them.
_NEAR = """SELECT e.id, e.kind, e.titles, e.day, e.beside, e.past, e.sealed, e.vector <=> %s::halfvec AS far FROM (
    SELECT e.id, e.kind, e.titles, e.day, e.beside, {marks}, m.vector
    FROM search_meaning m JOIN search_entry e ON e.id = m.entry_id
    WHERE e.words @@ {query}{days} AND m.vector IS NOT NULL
    ORDER BY binary_quantize(m.vector)::bit(512) <~> binary_quantize(%s::halfvec)::bit(512) LIMIT %s) AS e
    ORDER BY far LIMIT %s"""


def by_words(asked: Asked, scope: Scope, *, today: date) -> Found:
    """Return what has all the words, in its name or anywhere; the last one may be the beginning of a name.

    Two queries, up to four more where a part of the index gave too little.
    """
    bounds = _bounds(asked, scope)
    text = _text(asked)
    if not text:
        # The latest have a day, which companies have not: these are looked for on their own.
        firms = joined([lexemes([f"#k:{Kind.COMPANY}"]), bounds], "&&")
        return gather([Look("all", bounds, latest=True), Look("all", firms, latest=True)], scope, today=today)
    # Each weighs the words too: what is found by its name alone, in no slice that was read, must not stand behind for that.
    groups = tuple(joined(map(_anyhow, group), "||") for group in asked.every)
    looks = [Look("text", joined([text, bounds], "&&"), rank=text, groups=groups, few=True)]
    if asked.simple:
        whole = lexemes(['"' + "".join(asked.tokens)])
        looks.append(Look("name", joined([whole, bounds], "&&"), rank=text, whole=True))
        looks.append(Look("name", joined([_name(asked.tokens, False), bounds], "&&"), rank=text))
        begun = joined([_name(asked.tokens, True), bounds], "&&")
        before = _name(asked.tokens[:-1], False)
        # Of several words the last is whole where so many have them all.
        full = (0, 2) if len(asked.tokens) > 1 else (2,)
        looks.append(Look("name", begun, rank=text, unless_full=full, only_if=before or None))
    return gather(looks, scope, today=today)


def by_slips(asked: Asked, scope: Scope, *, today: date) -> Found:
    """Return names that differ from what was typed by a slip of the pen. As many queries."""
    query = _slipped(asked)
    if not query:
        return Found()
    return gather(
        [Look("slip", joined([query, _bounds(asked, scope)], "&&"), whole=True)], scope, today=today
    )


def by_most(asked: Asked, scope: Scope, *, today: date) -> Found:
    """Return names that have all words but one, each perhaps with a slip of the pen; for where nothing has them all."""
    tokens = [token for token in asked.tokens if len(token) > 2]
    if len(tokens) < 2:
        return Found()
    each = _perhaps_slipped(tokens)
    most = [joined(each[:place] + each[place + 1 :], "&&") for place in range(len(each))]
    query = joined([joined(each, "&&"), *most] if len(tokens) < len(asked.tokens) else most, "||")
    look = Look("slip", joined([query, _bounds(asked, scope)], "&&"), whole=True)
    return gather([look], scope, today=today)


def by_meaning(asked: Asked, vector: np.ndarray, scope: Scope) -> list[Candidate]:
    """Return what comes nearest to what was meant, nearest first. Three queries, four where it is narrowed."""
    bounds = _bounds(asked, scope)
    days, values = scope.days()
    text = HalfVector(vector).to_text()
    if (scope.narrow or "every" not in scope.reader) and _few(bounds, scope):
        statement = _EXACT.format(query=bounds.sql, days=days, marks=MARKS)
        arguments = [text, *bounds.values, *values, NEAREST]
    else:
        statement = _NEAR.format(query=bounds.sql, days=days, marks=MARKS)
        arguments = [text, *bounds.values, *values, text, None, NEAREST]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HOW, [MANY, BY_BITS if scope.narrow else BY_BITS_OF_MANY, BY_BITS])
        bits = int(cursor.fetchone()[0])
        cursor.execute(statement, [bits if value is None else value for value in arguments])
        return [
            Candidate(pk, kind, read(titles), day, beside, past, sealed, near=1 - far)
            for pk, kind, titles, day, beside, past, sealed, far in cursor.fetchall()
        ]


def _few(bounds: Query, scope: Scope) -> bool:
    """Whether a filter leaves so few that each can be compared: as the planner estimates it, which counts nothing."""
    return expected([bounds], scope)[0] <= EXACTLY
