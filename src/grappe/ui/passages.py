"""How does PostgreSQL keep the passages of a text in three languages, and find them by words and by meaning?

Whatever has texts (a solution, a programme) inherits a narrow table from `Passage`: one row for the head and one
for each passage, in each language, with its full-text words and its vector. The words are there at once; the
vectors are a job, because encoding is slow.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from pgvector import HalfVector
from pgvector.django import HalfVectorField
from psycopg import sql

from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import glossary, words
from grappe.engines.matching.evidence import Asked
from grappe.engines.matching.meaning import passages
from grappe.engines.matching.words import compound_parts, fold

HEAD = "head"
LANGUAGES = ("en", "fr", "de")
# What a hit is worth by the label of its word: D text, C and B promise, A title (tuned as the engine is).
RANKS = "{0.2, 0.7, 0.7, 0.8}"


class Passage(models.Model):
    """The head (title and promise) or one passage of a text, with its words and its meaning."""

    language = models.CharField(max_length=2)
    part = models.CharField(max_length=20)
    passage = models.TextField(default="")
    words = SearchVectorField(null=True)
    vector = HalfVectorField(dimensions=512, null=True)  # null: not encoded yet
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["words"], name="%(app_label)s_%(class)s_words")
        ]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is said of a thing in one language."""

    title: str
    promise: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """How near the head and the nearest passage are to a need (cosines), and that passage."""

    language: str
    head: float | None = None
    passage: float | None = None
    words: str = ""


@dataclass(slots=True)
class Evidence:
    """What was found for one thing: full-text ranks by term in each language, and the nearest passage."""

    ranks: dict[str, dict[int, float]] = field(default_factory=dict)
    near: Near | None = None


def rows_of(texts: Texts) -> Iterator[tuple[str, str, str, str]]:
    """Return what is kept of a text: part, passage, and the words of label A (title) and B or D."""
    head = f"{texts.title}. {texts.promise}".strip(". ")
    yield HEAD, head, texts.title, texts.promise
    for number, passage in enumerate(passages(texts.text)):
        yield f"p{number}", passage, "", passage


def store(model: type[Passage], owner_field: str, owner_id: int, by_language: Mapping[str, Texts]) -> int:
    """Bring the passages of one thing up to date inside the caller's transaction; return how many changed.

    A passage that has not changed keeps its vector; a new or changed one waits to be encoded.
    """
    known = {
        (p.language, p.part): p
        for p in model._default_manager.filter(**{owner_field: owner_id}).defer("vector")
    }
    changed = 0
    for language, texts in by_language.items():
        for part, passage, strong, plain in rows_of(texts):
            digest = hashlib.sha256(f"1\n{strong}\n{plain}\n{passage}".encode()).hexdigest()
            before = known.pop((language, part), None)
            if before is not None and before.digest == digest:
                continue
            row = before or model(**{f"{owner_field}_id": owner_id}, language=language, part=part)
            row.passage, row.digest, row.vector = passage, digest, None
            row.words = None
            row.save()
            _index(model, row.pk, language, strong, plain, part)
            changed += 1
    if known:
        model._default_manager.filter(pk__in=[passage.pk for passage in known.values()]).delete()
    return changed + len(known)


def _index(model: type[Passage], pk: int, language: str, strong: str, plain: str, part: str) -> None:
    """Write the full-text words of one row; the parts of German compounds are added to its words."""
    label = "B" if part == HEAD else "D"
    configuration = f"grappe_{language}"
    if language == "de":
        strong, plain = _with_parts(strong), _with_parts(plain)
    statement = sql.SQL(
        "UPDATE {table} SET words = setweight(to_tsvector(%s::regconfig, %s), 'A')"
        " || setweight(to_tsvector(%s::regconfig, %s), {label}) WHERE id = %s"
    ).format(table=sql.Identifier(model._meta.db_table), label=sql.Literal(label))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), [configuration, strong, configuration, plain, pk])


def _with_parts(text: str) -> str:
    known = glossary.german_parts()
    parts = [part for word in words.written_words(text) for part in compound_parts(fold(word), known)]
    return f"{text} {' '.join(parts)}"


def encode_waiting(model: type[Passage], at_most: int = 256) -> int:
    """Encode passages that have no vector yet; return how many. Called by a job, never by a page."""
    waiting = list(
        model._default_manager.filter(vector=None)
        .order_by("id")
        .select_for_update(skip_locked=True)
        .defer("words")[:at_most]
    )
    for row, vector in zip(waiting, encode([row.passage for row in waiting]), strict=True):
        row.vector = HalfVector(vector)
    model._default_manager.bulk_update(waiting, ["vector"], batch_size=200)
    return len(waiting)


def find(
    model: type[Passage], owner_field: str, asked: Sequence[Asked], vector: np.ndarray, language: str
) -> dict[int, Evidence]:
    """Return what speaks for each thing of a catalogue, by its id, in two queries.

    Every thing with an encoded passage is compared by meaning: a catalogue has hundreds of things, not millions.
    """
    found: dict[int, Evidence] = defaultdict(Evidence)
    column = f"{owner_field}_id"
    for owner, code, term, rank in _by_words(model._meta.db_table, column, asked):
        found[owner].ranks.setdefault(code, {})[term] = rank
    near: dict[int, dict[bool, tuple[str, float, str]]] = defaultdict(dict)
    for owner, is_head, code, distance, passage in _by_meaning(
        model._meta.db_table, column, vector, language
    ):
        near[owner][is_head] = (code, 1 - distance, passage)
    for owner, parts in near.items():
        found[owner].near = _near(parts.get(True), parts.get(False))
    return dict(found)


def _near(head: tuple[str, float, str] | None, passage: tuple[str, float, str] | None) -> Near | None:
    shown = passage or head
    if shown is None:
        return None
    return Near(
        language=(head or shown)[0],
        head=head[1] if head else None,
        passage=passage[1] if passage else None,
        words=shown[2],
    )


def _by_words(table: str, column: str, asked: Sequence[Asked]) -> list[tuple[int, str, int, float]]:
    rows = [(a.number, a.language, word) for a in asked for word in a.written]
    if not rows:
        return []
    # It begins with SELECT, so that pghistory sees that nothing is written and adds no context to it.
    statement = sql.SQL(
        """
        SELECT p.{column}, p.language, q.term, max(ts_rank({ranks}::float4[], p.words, q.query))
        FROM (
            SELECT term, language, string_agg('(' || query::text || ')', ' | ')::tsquery AS query
            FROM (
                SELECT term, language, phraseto_tsquery(('grappe_' || language)::regconfig, word) AS query
                FROM unnest(%s::int[], %s::text[], %s::text[]) AS asked(term, language, word)
            ) AS alternative
            WHERE numnode(query) > 0 GROUP BY term, language
        ) AS q
        JOIN {table} p ON p.language = q.language AND p.words @@ q.query
        GROUP BY p.{column}, p.language, q.term
        ORDER BY 1, 2, 3
        """
    ).format(column=sql.Identifier(column), table=sql.Identifier(table), ranks=sql.Literal(RANKS))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), [list(column) for column in zip(*rows, strict=True)])
        return list(cursor.fetchall())


def _by_meaning(
    table: str, column: str, vector: np.ndarray, language: str
) -> list[tuple[int, bool, str, float, str]]:
    """Return the nearest head and the nearest passage of each thing, in `language` where it has them."""
    if not vector.any():
        return []
    statement = sql.SQL(
        """
        SELECT DISTINCT ON (p.{column}, p.part = 'head')
               p.{column}, p.part = 'head', p.language, p.vector <=> %s::halfvec, p.passage
        FROM {table} p
        WHERE p.vector IS NOT NULL
        ORDER BY p.{column}, p.part = 'head', p.language <> %s, p.vector <=> %s::halfvec, p.id
        """
    ).format(column=sql.Identifier(column), table=sql.Identifier(table))
    text = HalfVector(vector).to_text()
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), [text, language, text])
        return list(cursor.fetchall())
