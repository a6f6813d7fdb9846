"""How are the texts of all apps taken over? Only what is new or was edited is read again; what is gone goes with its words.

Sentences are encoded before anything is written, block by block: a run that breaks off is gone on with by the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from pgvector import HalfVector

from grappe.apps.trends.models import Sentence, SentenceVector, SourceText
from grappe.apps.trends.queries.sources import SOURCES
from grappe.engines import signals
from grappe.ui.field_texts import FieldText
from grappe.ui.moments import local_date

BLOCK = 100  # texts
_LOCK = 7_140_714  # of all that moves sentences between topics
_FACTS = ("company_id", "clusters", "on", "language", "confidential", "digest", "taken_at")
_RUNS = 7_140_715  # of whole runs
Say = Callable[[str, int, int], None]


@dataclass
class Taken:
    """How many texts are new, changed and gone, and how many sentences were read."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class _Todo:
    text: FieldText
    pk: int | None  # None: not taken over yet
    words: bool  # its words are to be read, not only what is known of it


@dataclass
class _Plan:
    todo: list[_Todo] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def lock_topics() -> None:
    """Keep all else that moves sentences waiting until this transaction ends: runs and analysts do so one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep another run waiting until this one is over, over all its transactions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_RUNS])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_RUNS])


def digest(text: FieldText) -> str:
    """Return what tells whether a text's words were edited."""
    return hashlib.sha256(f"{text.language}\n{text.text}".encode()).hexdigest()


def take_over(*, at: datetime, say: Say = lambda step, done, total: None) -> Taken:
    """Bring texts and their sentences up to date with what the apps hold; return what changed."""
    plan, taken = _planned(at), Taken()
    with transaction.atomic():
        lock_topics()
        taken.removed = SourceText.objects.filter(pk__in=plan.gone).delete()[1].get(SourceText._meta.label, 0)
    for done in range(0, len(plan.todo), BLOCK):
        block = plan.todo[done : done + BLOCK]
        say("", done, len(plan.todo))
        sentences = [list(signals.sentences_of(_note(one.text))) if one.words else [] for one in block]
        vectors = signals.vectors_of([each for of_text in sentences for each in of_text])
        with transaction.atomic():
            lock_topics()
            rows = _facts_written(block, at)
            taken.sentences += _sentences_written(rows, block, sentences, iter(vectors))
        taken.added += sum(one.pk is None for one in block)
        taken.changed += sum(one.pk is not None for one in block)
    return taken


def _planned(at: datetime) -> _Plan:
    """Return what is to be done: what is dated after today is not yet said."""
    today, plan = local_date(at), _Plan()
    known = {(row.kind, row.source_id): row for row in SourceText.objects.defer("taken_at").iterator(2_000)}
    for source in SOURCES:
        for text in source.texts():
            if text.on > today:
                continue
            row = known.pop((text.kind, text.source_id), None)
            words = row is None or row.digest != digest(text)
            if row is None or words or _known(row) != _told(text):
                plan.todo.append(_Todo(text, row.pk if row else None, words))
    plan.gone = [row.pk for row in known.values()]
    return plan


def _known(row: SourceText) -> tuple[object, ...]:
    return row.company_id, tuple(row.clusters), row.on, row.language, row.confidential


def _told(text: FieldText) -> tuple[object, ...]:
    return text.company_id, text.clusters, text.on, text.language, text.confidential


def _note(text: FieldText) -> signals.Note:
    return signals.Note(0, text.on, text.text)


def _facts_written(block: Sequence[_Todo], at: datetime) -> list[SourceText]:
    rows = [
        SourceText(
            pk=one.pk, kind=one.text.kind, source_id=one.text.source_id, company_id=one.text.company_id,
            clusters=list(one.text.clusters), on=one.text.on, language=one.text.language,
            confidential=one.text.confidential, digest=digest(one.text), taken_at=at,
        )
        for one in block
    ]  # fmt: skip
    SourceText.objects.bulk_create([row for row in rows if row.pk is None])
    SourceText.objects.bulk_update(
        [row for row, one in zip(rows, block, strict=True) if one.pk is not None], _FACTS
    )
    read_anew = [one.pk for one in block if one.pk is not None and one.words]
    Sentence.objects.filter(text__in=read_anew).delete()
    return rows


def _sentences_written(
    rows: Sequence[SourceText],
    block: Sequence[_Todo],
    sentences: Sequence[Sequence[signals.Sentence]],
    vectors: Iterator[np.ndarray],
) -> int:
    made = [
        Sentence(
            text=row, place=each.index, words=each.text, language=each.language, mark=signals.mark(row.pk, each.index)
        )
        for row, _one, of_text in zip(rows, block, sentences, strict=True)
        for each in of_text
    ]  # fmt: skip
    Sentence.objects.bulk_create(made)
    SentenceVector.objects.bulk_create(
        [SentenceVector(sentence=each, vector=HalfVector(next(vectors))) for each in made]
    )
    return len(made)
