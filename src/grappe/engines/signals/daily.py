"""What does one more day's notes change? The cost is that day's, and what was assigned stays assigned.

`advance` takes a state and a day's sentences with their vectors and gives the next state and the changes. A sentence
once assigned stays with its topic; a topic keeps its id. Only a merge or a split, which say so, move sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from grappe.engines.signals import clustering, lineage
from grappe.engines.signals.model import (
    Assignment,
    Changes,
    Corrections,
    Merge,
    Sentence,
    Settings,
    Split,
    State,
    Topic,
    Waiting,
)

_AGAIN = 1.5  # a topic is looked at again when it has grown by half
Told = Sentence | Waiting


def advance(
    state: State,
    on: date,
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    corrections: Corrections | None = None,
    settings: Settings | None = None,
) -> tuple[State, Changes]:
    """Return the state after one more day, and what the day changed; the order of the sentences does not matter."""
    work = Work(state, settings or Settings())
    changes = work.day(on, sentences, vectors, corrections or Corrections())
    return work.state(), changes


def advance_through(
    state: State,
    days: Iterable[tuple[date, Sequence[Sentence], np.ndarray]],
    settings: Settings | None = None,
) -> Iterator[tuple[State | None, Changes]]:
    """Yield the changes of each of many days; the state comes with the last pair, (state, no changes)."""
    work = Work(state, settings or Settings())
    for on, sentences, vectors in days:
        yield None, work.day(on, sentences, vectors, Corrections())
    yield work.state(), Changes()


def moved(split: Split, assignments: Sequence[Assignment], vectors: np.ndarray) -> list[Assignment]:
    """Return the new rows of a split topic's sentences (their vectors in the same order)."""
    if not len(assignments):
        return []
    keeps, leaves = vectors @ split.keeps, vectors @ split.leaves
    return [
        replace(
            row, topic=split.topic if stay >= go else split.born, similarity=round(float(max(stay, go)), 4)
        )
        for row, stay, go in zip(assignments, keeps, leaves, strict=True)
    ]


@dataclass(slots=True)
class _Day:
    """What is collected while a day is read."""

    assigned: list[Assignment] = field(default_factory=list)
    born: list[int] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    split: list[Split] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)


class Work:
    """A state that can be written to: one day after the other, without copying what stays."""

    def __init__(self, state: State, settings: Settings) -> None:
        self._settings = settings
        self._topics = {topic.id: topic for topic in state.topics}
        self._pool = clustering.Pool(list(state.waiting), state.waiting_vectors.copy())
        self._next, self._day = state.next_id, state.day

    def state(self) -> State:
        """Return the state as a value."""
        held = self._pool.held().copy()
        return State(tuple(self._topics.values()), tuple(self._pool.rows), held, self._next, self._day)

    def day(
        self, on: date, sentences: Sequence[Sentence], vectors: np.ndarray, corrections: Corrections
    ) -> Changes:
        """Read one day's sentences."""
        told = _Day()
        self._day = max(on, self._day or on)
        self._correct(corrections, told)
        order = sorted(range(len(sentences)), key=lambda place: sentences[place].order)
        rows, found = [sentences[place] for place in order], np.asarray(vectors, dtype=np.float32)[order]
        said = np.flatnonzero(np.abs(found).sum(axis=1) > 0) if len(rows) else np.zeros(0, dtype=int)
        rows, found = [rows[place] for place in said], found[said]
        new = self._join(rows, found, told)
        self._found(new, told)
        self._look_again(told)
        self._merge(told)
        # By the day that is read: an archive that comes in later waits for its own days' notes, not for today's.
        forgotten = self._pool.drop_old(on, self._settings)
        return Changes(
            tuple(told.assigned), tuple(told.born), tuple(told.merged), tuple(told.split), forgotten
        )

    def _living(self) -> list[Topic]:
        return [topic for topic in self._topics.values() if topic.living]

    def _join(self, rows: list[Sentence], vectors: np.ndarray, told: _Day) -> int:
        """Give each sentence to the nearest topic or let it wait; return how many wait."""
        living = self._living()
        places, near, joins = self._joining(vectors, living)
        by_topic: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(joins):
            by_topic[living[int(places[row])].id].append(int(row))
        for key, members in by_topic.items():
            self._add(key, [rows[m] for m in members], vectors[members], near[members], told)
        waits = np.flatnonzero(~joins)
        self._pool.add([Waiting(rows[w].note, rows[w].index, rows[w].on) for w in waits], vectors[waits])
        return len(waits)

    def _joining(
        self, vectors: np.ndarray, topics: Sequence[Topic]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return for each vector the place of the topic it would join, its cosine to the centre, and whether it joins."""
        centres = np.stack([topic.centroid for topic in topics]) if topics else np.zeros((0, 1))
        places, near = clustering.nearest(vectors, centres)
        if not topics:
            return places, near, near >= self._settings.join
        close = np.round([topic.closeness for topic in topics], 5)
        return places, near, (near >= self._settings.join) & (near * close[places] >= self._settings.mean)

    def _add(self, key: int, rows: Sequence[Told], vectors: np.ndarray, near: np.ndarray, told: _Day) -> None:
        topic = self._topics[key]
        marks = [lineage.mark(row.note, row.index) for row in rows]
        sample, kept = lineage.sampled(topic, marks, vectors, self._settings.sample)
        days = [row.on for row in rows]
        self._topics[key] = replace(
            topic,
            total=topic.total + vectors.sum(axis=0, dtype=np.float64),
            weight=topic.weight + len(rows),
            born=min([topic.born, *days]),
            last=max([topic.last, *days]),
            sample=sample,
            sample_vectors=kept,
        )
        told.assigned += [clustering.assigned(row, key, value) for row, value in zip(rows, near, strict=True)]
        told.changed.add(key)

    def _found(self, new: int, told: _Day) -> None:
        groups = clustering.founded(self._pool, new, self._settings)
        if not groups:
            return
        held = self._pool.held()
        stays = np.ones(len(held), dtype=bool)
        for group in groups:
            stays[group] = False
            vectors = held[group].astype(np.float32)
            total = vectors.sum(axis=0, dtype=np.float64)
            centre = (total / (float(np.linalg.norm(total)) or 1.0)).astype(np.float32)
            living = self._living()
            centres = np.stack([topic.centroid for topic in living]) if living else np.zeros((0, 1))
            place, near = clustering.nearest(centre[None], centres)
            if near[0] >= self._settings.merge:
                key = living[int(place[0])].id
            else:
                key = self._begin(self._pool.rows[int(group[0])].on, vectors.shape[1])
                told.born.append(key)
            rows = [self._pool.rows[int(place)] for place in group]
            self._add(key, rows, vectors, vectors @ centre, told)
            if near[0] < self._settings.merge:
                for older in lineage.drawn(centre, living, self._settings):
                    self._give(older.id, key, centre, told)
        self._pool.keep(stays)

    def _begin(self, on: date, size: int, parents: tuple[int, ...] = ()) -> int:
        key, self._next = self._next, self._next + 1
        self._topics[key] = Topic(key, np.zeros(size), 0, on, on, parents)
        return key

    def _look_again(self, told: _Day) -> None:
        """Topics that have grown by half: has one fallen in two, and does any waiting sentence belong to it now?"""
        grown = [
            key
            for key in sorted(told.changed)
            if self._topics[key].weight >= _AGAIN * self._topics[key].looked
        ]
        for key in grown:
            topic = self._topics[key] = replace(self._topics[key], looked=self._topics[key].weight)
            if topic.confirmed or topic.weight < 2 * self._settings.smallest:
                continue
            parts = lineage.halves(topic.sample_vectors, self._settings)
            if parts:
                self._split(key, *parts, told)
        if not grown or not self._pool.rows:
            return
        held = self._pool.held().astype(np.float32)
        places, near, joins = self._joining(held, [self._topics[key] for key in grown])
        for at, key in enumerate(grown):
            members = np.flatnonzero(joins & (places == at))
            if len(members):
                rows = [self._pool.rows[int(m)] for m in members]
                self._add(key, rows, held[members], near[members], told)
        self._pool.keep(~joins)

    def _give(self, key: int, born: int, centre: np.ndarray, told: _Day) -> None:
        """Give a newborn topic the sentences of an older one that lie nearer to it."""
        older, newborn = self._topics[key], self._topics[born]
        keeps = older.centroid
        goes = older.sample_vectors @ centre > older.sample_vectors @ keeps
        share = float(goes.mean())
        gone, stays = older.sample_vectors[goes], np.flatnonzero(~goes)
        # The sample stands for all: each kept sentence for so many.
        each = older.weight / len(older.sample)
        sum_gone = gone.sum(axis=0, dtype=np.float64) * each
        count = min(round(share * older.weight), older.weight - 1)
        if count < 1 or not len(stays):
            return
        marks = [older.sample[int(place)][0] for place in np.flatnonzero(goes)]
        sample, kept = lineage.sampled(newborn, marks, gone, self._settings.sample)
        self._topics[born] = replace(
            newborn,
            total=newborn.total + sum_gone,
            weight=newborn.weight + count,
            born=min(newborn.born, older.born),
            parents=(*newborn.parents, key),
            sample=sample,
            sample_vectors=kept,
        )
        self._topics[key] = replace(
            older,
            total=older.total - sum_gone,
            weight=older.weight - count,
            sample=tuple((older.sample[int(old)][0], new) for new, old in enumerate(stays)),
            sample_vectors=older.sample_vectors[stays],
        )
        told.split.append(Split(key, born, keeps, centre))
        told.changed.add(key)

    def _split(
        self, key: int, keeps: np.ndarray, leaves: np.ndarray, told: _Day, apart: bool = False
    ) -> None:
        topic = self._topics[key]
        goes = topic.sample_vectors @ leaves > topic.sample_vectors @ keeps
        share = float(goes.mean()) if len(goes) else 0.5
        born = self._begin(topic.born, len(topic.total), (key,))
        length = float(np.linalg.norm(topic.total)) or 1.0
        for each, centre, mask, part in ((key, keeps, ~goes, 1 - share), (born, leaves, goes, share)):
            kept = np.flatnonzero(mask)
            self._topics[each] = replace(
                topic,
                id=each,
                parents=topic.parents if each == key else (key,),
                confirmed=topic.confirmed and each == key,
                apart=topic.apart | {born if each == key else key} if apart else topic.apart,
                total=np.asarray(centre, dtype=np.float64) * length * part,
                weight=max(round(topic.weight * part), 1),
                sample=tuple((topic.sample[int(old)][0], new) for new, old in enumerate(kept)),
                sample_vectors=topic.sample_vectors[kept],
            )
        told.split.append(Split(key, born, keeps.astype(np.float32), leaves.astype(np.float32)))
        told.born.append(born)
        told.changed |= {key, born}

    def _merge(self, told: _Day) -> None:
        while pairs := lineage.pairs_to_merge(self._living(), told.changed, self._settings):
            for gone, into in pairs:
                self._unite(gone, into, told)

    def _unite(self, gone: int, into: int, told: _Day) -> None:
        one, two = self._topics[into], self._topics[gone]
        marks = [value for value, _ in two.sample]
        sample, kept = lineage.sampled(one, marks, two.sample_vectors, self._settings.sample)
        self._topics[into] = replace(
            one,
            total=one.total + two.total,
            weight=one.weight + two.weight,
            born=min(one.born, two.born),
            last=max(one.last, two.last),
            confirmed=one.confirmed or two.confirmed,
            apart=(one.apart | two.apart) - {one.id, two.id},
            sample=sample,
            sample_vectors=kept,
        )
        self._topics[gone] = replace(two, into=into, sample=(), sample_vectors=two.sample_vectors[:0])
        told.merged.append(Merge(gone, into))
        told.changed.add(into)

    def _correct(self, corrections: Corrections, told: _Day) -> None:
        for key in sorted(corrections.confirm | corrections.hide | corrections.show):
            topic = self._topics[self._now(key)]
            self._topics[topic.id] = replace(
                topic,
                confirmed=topic.confirmed or key in corrections.confirm,
                hidden=(topic.hidden or key in corrections.hide) and key not in corrections.show,
            )
        for merge in corrections.merge:
            gone, into = self._now(merge.topic), self._now(merge.into)
            if gone != into:
                self._unite(gone, into, told)
                # What an analyst put together is not taken apart again.
                self._topics[into] = replace(self._topics[into], confirmed=True)
        for key, keeps, leaves in corrections.split:
            self._split(self._now(key), keeps, leaves, told, apart=True)

    def _now(self, key: int) -> int:
        """Return where a topic lives on; raise KeyError for one that never was."""
        while (into := self._topics[key].into) is not None:
            key = into
        return key
