"""What do these notes tell on a day? From notes to topics with their labels, themes, counts and trends.

Days are read one after the other as they would have come in, so that a whole file and the same notes day by day give
the same topics. An application that keeps the state does the same with its parts: `advance`, `trends`, `labels`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np

from grappe.engines.kernel.meaning import DIMENSIONS
from grappe.engines.signals import counting, space
from grappe.engines.signals.counting import Mention
from grappe.engines.signals.daily import advance_through, moved
from grappe.engines.signals.labels import Label, labels
from grappe.engines.signals.model import Assignment, Changes, Key, Note, Sentence, Settings, State, Topic
from grappe.engines.signals.sentences import sentences_of
from grappe.engines.signals.themes import Theme, Themes
from grappe.engines.signals.trends import Trend, trends

_TOGETHER = 4_096  # sentences encoded at a time
_NAMED_BY = 400  # sentences of a topic, the latest, that name it
Place = tuple[Key, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A topic as it is shown: its name, how it goes, and every sentence behind it."""

    topic: Topic
    label: Label
    theme: str | None
    trend: Trend
    mentions: tuple[Mention, ...]
    evidence: tuple[Sentence, ...]
    by_month: Mapping[str, int]
    by_cluster_and_month: Mapping[tuple[str, str], int]


class Ledger:
    """All sentences read so far: where each belongs now. Vectors are kept in half precision."""

    def __init__(self) -> None:
        self.sentences: dict[Place, Sentence] = {}
        self.assigned: dict[Place, Assignment] = {}
        self._rows: dict[Place, int] = {}
        self._blocks: list[np.ndarray] = []
        self._of_topic: dict[int, set[Place]] = defaultdict(set)

    def keep(self, sentences: Sequence[Sentence], vectors: np.ndarray) -> None:
        """Remember a day's sentences."""
        for sentence in sentences:
            self.sentences[sentence.note, sentence.index] = sentence
            self._rows[sentence.note, sentence.index] = len(self._rows)
        self._blocks.append(vectors.astype(np.float16))

    def apply(self, changes: Changes) -> None:
        """Write a day's changes: what is new, what was divided, what went into another topic."""
        for row in changes.assigned:
            self._put(row)
        for split in changes.split:
            places = sorted(self._of_topic[split.topic], key=lambda place: self.sentences[place].order)
            rows = [self.assigned[place] for place in places]
            for row in moved(split, rows, self.vectors(places)):
                self._put(row)
        for merge in changes.merged:
            for place in list(self._of_topic[merge.topic]):
                self._put(replace(self.assigned[place], topic=merge.into))

    def _put(self, row: Assignment) -> None:
        place = (row.note, row.index)
        if before := self.assigned.get(place):
            self._of_topic[before.topic].discard(place)
        self.assigned[place] = row
        self._of_topic[row.topic].add(place)

    def vectors(self, places: Sequence[Place]) -> np.ndarray:
        """Return the vectors of sentences."""
        if len(self._blocks) > 1:
            self._blocks = [np.concatenate(self._blocks)]
        rows = [self._rows[place] for place in places]
        return self._blocks[0][rows].astype(np.float32) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def near(self, topics: Sequence[Topic], near: float) -> dict[int, set[Key]]:
        """Return the notes with a sentence near each topic's centre, whatever topic it was assigned to."""
        found: dict[int, set[Key]] = {topic.id: set() for topic in topics}
        if not topics or not self._blocks:
            return found
        places = list(self._rows)
        centres = np.stack([topic.centroid for topic in topics])
        start = 0
        for block in self._blocks:
            for topic, row in counting.near_centres(centres, block, near):
                found[topics[topic].id].add(places[start + row][0])
            start += len(block)
        return found

    def by_topic(self) -> dict[int, list[Sentence]]:
        """Return the sentences of each topic, in order of time."""
        found = {
            key: [self.sentences[place] for place in places]
            for key, places in self._of_topic.items()
            if places
        }
        return {key: sorted(rows, key=lambda row: row.order) for key, rows in sorted(found.items())}


def days_of(notes: Sequence[Note]) -> Iterator[tuple[date, list[Sentence], np.ndarray]]:
    """Yield each day with its sentences and their vectors; many days are encoded together."""
    ordered = sorted(notes, key=lambda note: (note.on, f"{type(note.id).__name__}:{note.id}"))
    waiting: list[Sentence] = []
    for _, of_day in groupby(ordered, key=lambda note: note.on):
        waiting += [sentence for note in of_day for sentence in sentences_of(note)]
        if len(waiting) >= _TOGETHER:
            yield from _cut_by_day(waiting)
            waiting = []
    yield from _cut_by_day(waiting)


def _cut_by_day(sentences: list[Sentence]) -> Iterator[tuple[date, list[Sentence], np.ndarray]]:
    vectors, start = space.vectors_of(sentences), 0
    for on, of_day in groupby(sentences, key=lambda sentence: sentence.on):
        rows = list(of_day)
        yield on, rows, vectors[start : start + len(rows)]
        start += len(rows)


def read(notes: Sequence[Note], settings: Settings | None = None) -> tuple[State, Ledger]:
    """Return the state after all notes, and where each sentence belongs."""
    ledger, state = Ledger(), State()

    def kept() -> Iterator[tuple[date, list[Sentence], np.ndarray]]:
        for on, sentences, vectors in days_of(notes):
            ledger.keep(sentences, vectors)
            yield on, sentences, vectors

    for after, changes in advance_through(state, kept(), settings):
        ledger.apply(changes)
        state = after or state
    return state, ledger


def report(
    notes: Sequence[Note],
    on: date | None = None,
    themes: Sequence[Theme] = (),
    language: str = "en",
    settings: Settings | None = None,
) -> list[Told]:
    """Return the topics of notes as on a day (of the last note, when none is said): strongest burst first."""
    on = on or max((note.on for note in notes), default=date.min)
    known = [note for note in notes if note.on <= on]
    if not known:
        return []
    state, ledger = read(known, settings)
    by_id = {note.id: note for note in known}
    grouped = ledger.by_topic()
    shown = {key: topic for key, topic in state.living().items() if key in grouped and not topic.hidden}
    mentions = {key: mentions_of(key, grouped[key], by_id) for key in shown}
    voices = [(note.on, Mention(0, note.id, note.on, note.company).voice) for note in known]
    counted = ledger.near(list(shown.values()), (settings or Settings()).near)
    found = trends(
        [
            Mention(key, each, by_id[each].on, by_id[each].company, by_id[each].cluster)
            for key, keys in counted.items()
            for each in sorted(keys or {m.note for m in mentions[key]}, key=str)
        ],
        voices,
        on,
    )
    loose = [row for place, row in ledger.sentences.items() if place not in ledger.assigned]
    named = labels({key: grouped[key][-_NAMED_BY:] for key in shown}, language, loose[-20 * _NAMED_BY :])
    themed = Themes(themes)
    told = [
        Told(
            topic=topic,
            label=named[key],
            theme=themed.nearest(topic.centroid),
            trend=found[key],
            mentions=mentions[key],
            evidence=tuple(grouped[key]),
            by_month=counting.by_month(mentions[key], on),
            by_cluster_and_month=counting.by_cluster_and_month(mentions[key]),
        )
        for key, topic in shown.items()
    ]
    return sorted(told, key=lambda one: (-one.trend.burst, -len(one.mentions), one.topic.id))


def mentions_of(topic: int, sentences: Sequence[Sentence], notes: Mapping[Key, Note]) -> tuple[Mention, ...]:
    """Return which notes speak of a topic, each once, in order of time."""
    found: dict[Key, Mention] = {}
    for sentence in sentences:
        note = notes[sentence.note]
        found.setdefault(note.id, Mention(topic, note.id, note.on, note.company, note.cluster))
    return tuple(found.values())
