"""To which topics do new sentences belong? The engine `signals` is given what the tables hold and says what changes.

Its state is read from the sentences as they are now (centres, samples, what waits), so that an edited or erased text
leaves nothing behind, and what analysts merged, split, named and hid counts from the next sentence on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import pghistory
from django.db import connection, transaction
from django.db.models import Max, Min

from grappe.apps.trends.enums import TopicState
from grappe.apps.trends.models import Sentence, Topic
from grappe.apps.trends.operations.texts import lock_topics
from grappe.apps.trends.queries.vectors import samples, sums_by_topic, vectors_of
from grappe.engines import signals
from grappe.engines.kernel.meaning import DIMENSIONS
from grappe.ui.moments import local_date

Place = tuple[int, int]  # text, place of the sentence in it
SETTINGS = signals.Settings()


@transaction.atomic
def place_new(*, at: datetime) -> int:
    """Give every sentence that was not read yet to a topic, or let it wait; return how many topics are new."""
    lock_topics()
    new = _rows(Sentence.objects.filter(placed=False))
    if not new:
        return 0
    state, waiting = state_of(local_date(at))
    book = _Book([*waiting, *new])
    for after, changes in signals.advance_through(state, _days(new, book), SETTINGS):
        book.apply(changes)
        state = after or state
    born = _topics_written(state, book, at)
    book.write()
    Sentence.objects.filter(pk__in=[row.id for row in new]).update(placed=True)
    return born


def state_of(on: date) -> tuple[signals.State, list[Any]]:
    """Return the engine's state as the tables hold it, and the sentences that wait in it."""
    sums, sampled = sums_by_topic(), samples(SETTINGS.sample)
    days = {
        row["topic"]: (row["first"], row["last"])
        for row in Sentence.objects.exclude(topic=None)
        .values("topic")
        .annotate(first=Min("text__on"), last=Max("text__on"))
    }
    topics = [
        _topic(row, *sums[row.pk], sampled[row.pk], days[row.pk])
        for row in Topic.objects.filter(into=None, pk__in=list(sums)).defer("labels", "names", "centre")
    ]
    since = on - timedelta(days=SETTINGS.horizon)
    waiting = _rows(Sentence.objects.filter(topic=None, placed=True, text__on__gte=since))
    held = vectors_of([row.id for row in waiting]).astype(np.float16)
    rows = tuple(signals.Waiting(row.text_id, row.place, row.text__on) for row in waiting)
    last = Topic.objects.aggregate(last=Max("pk"))["last"] or 0
    return signals.State(
        tuple(topics), rows, held, last + 1, max((row.text__on for row in waiting), default=None)
    ), waiting


def _topic(
    row: Topic, weight: int, total: np.ndarray, sample: Sequence[tuple[int, int]], days: tuple[date, date]
) -> signals.Topic:
    return signals.Topic(
        id=row.pk, total=total, weight=weight, born=days[0], last=days[1], parents=tuple(row.parents),
        confirmed=row.kept, hidden=row.state == TopicState.HIDDEN, apart=frozenset(row.apart),
        sample=tuple((mark, place) for place, (mark, _pk) in enumerate(sample)),
        sample_vectors=vectors_of([pk for _mark, pk in sample]), looked=row.looked,
    )  # fmt: skip


def _rows(found: Any) -> list[Any]:
    """Return sentences in the order of time."""
    values = found.order_by("text__on", "text_id", "place")
    return list(values.values_list("id", "text_id", "place", "words", "language", "text__on", named=True))


def _days(new: Sequence[Any], book: _Book) -> Iterator[tuple[date, list[signals.Sentence], np.ndarray]]:
    for on, rows in groupby(new, key=lambda row: row.text__on):
        of_day = [
            signals.Sentence(row.text_id, row.place, row.words, row.language, row.text__on) for row in rows
        ]
        yield on, of_day, book.vectors([(each.note, each.index) for each in of_day])  # type: ignore[misc]  # ours are numbers


class _Book:
    """Where the sentences go that a run touches: those of the run, and those of older topics that are divided or merged."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._ids: dict[Place, int] = {}
        self._vectors: dict[Place, np.ndarray] = {}
        self._of_topic: dict[int, set[Place]] = defaultdict(set)
        self._now: dict[Place, signals.Assignment] = {}
        self._read: set[int] = set()
        self._moved: set[Place] = set()
        self._know(list(rows))

    def _know(self, rows: Sequence[Any]) -> None:
        for row, vector in zip(rows, vectors_of([row.id for row in rows]), strict=True):
            self._ids[row.text_id, row.place] = row.id
            self._vectors[row.text_id, row.place] = vector

    def vectors(self, places: Sequence[Place]) -> np.ndarray:
        """Return the vectors of sentences that are known here."""
        if not places:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._vectors[place] for place in places])

    def apply(self, changes: signals.Changes) -> None:
        """Note a day's changes: what is new, what was divided, what went into another topic."""
        for row in changes.assigned:
            self._put(row)
        for split in changes.split:
            places = sorted(self._members(split.topic))
            rows = [self._now[place] for place in places]
            for row in signals.moved(split, rows, self.vectors(places)):
                self._put(row)
        for merge in changes.merged:
            for place in list(self._members(merge.topic)):
                self._put(replace(self._now[place], topic=merge.into))

    def _members(self, topic: int) -> set[Place]:
        """Return a topic's sentences; those it had before the run are read when they are first asked for."""
        if topic not in self._read:
            self._read.add(topic)
            rows: list[Any] = list(
                Sentence.objects.filter(topic=topic).values_list(
                    "id", "text_id", "place", "similarity", named=True
                )
            )
            self._know([row for row in rows if (row.text_id, row.place) not in self._ids])
            for row in rows:
                place = (row.text_id, row.place)
                if place not in self._now:
                    self._now[place] = signals.Assignment(*place, topic, row.similarity)
                    self._of_topic[topic].add(place)
        return self._of_topic[topic]

    def _put(self, row: signals.Assignment) -> None:
        place: Place = (row.note, row.index)  # type: ignore[assignment]  # ours are numbers
        before = self._now.get(place)
        if before is not None:
            self._of_topic[before.topic].discard(place)
        self._now[place] = row
        self._of_topic[row.topic].add(place)
        if before is None or before.topic != row.topic:
            self._moved.add(place)

    def write(self) -> None:
        """Write where the sentences are now."""
        moved = sorted(self._moved)
        columns = (
            [self._ids[place] for place in moved],
            [self._now[place].topic for place in moved],
            [self._now[place].similarity for place in moved],
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE trends_sentence SET topic_id = said.topic, similarity = said.similarity"
                " FROM unnest(%s::bigint[], %s::bigint[], %s::float8[]) AS said(id, topic, similarity)"
                " WHERE trends_sentence.id = said.id",
                columns,
            )


def _topics_written(state: signals.State, book: _Book, at: datetime) -> int:
    """Write what the engine says of the topics; return how many are new and live."""
    known = Topic.objects.in_bulk([topic.id for topic in state.topics])
    new, changed = [], []
    for topic in state.topics:
        facts = {
            "born": topic.born,
            "parents": list(topic.parents),
            "apart": sorted(topic.apart),
            "looked": topic.looked,
        }
        row = known.get(topic.id)
        if row is None:
            hidden = TopicState.HIDDEN if topic.hidden else TopicState.SUGGESTED
            new.append(Topic(id=topic.id, state=hidden, found_at=at, **facts))
        elif any(getattr(row, name) != value for name, value in facts.items()) or topic.into is not None:
            for name, value in facts.items():
                setattr(row, name, value)
            changed.append(row)
    with pghistory.context(job="topics"):
        Topic.objects.bulk_create(new)
        rows = {row.pk: row for row in [*new, *changed]}
        for topic in state.topics:
            if topic.into is not None:
                rows[topic.id].into_id = topic.into
                rows[topic.id].version += 1
        gone = [rows[topic.id] for topic in state.topics if topic.into is not None and topic.id not in known]
        Topic.objects.bulk_update(
            [*changed, *gone], ["born", "parents", "apart", "looked", "into", "version"]
        )
    return sum(row.into_id is None for row in new)
