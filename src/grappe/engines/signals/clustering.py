"""To which topic does each of the day's sentences belong, and which of those that wait found a new one?

A sentence joins the topic whose centre is nearest, if it is near enough. The others wait. Sentences that wait found
a topic when those of several notes are each near to all others on the mean (average linkage), not only to one.
Within a day the order of the notes does not matter: centres move when the day is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from grappe.engines.signals.model import Assignment, Sentence, Settings, Waiting

_BLOCK = 512
_ROUNDS = 3


@dataclass(slots=True)
class Pool:
    """The sentences that wait, with room to grow: a day does not copy what was there before."""

    rows: list[Waiting]
    vectors: np.ndarray  # float16, with spare rows at the end

    def add(self, rows: list[Waiting], vectors: np.ndarray) -> None:
        """Add sentences at the end."""
        if not rows:
            return
        needed = len(self.rows) + len(rows)
        if needed > len(self.vectors):
            grown = np.zeros((max(needed, 2 * len(self.vectors), 256), vectors.shape[1]), dtype=np.float16)
            if len(self.rows):
                grown[: len(self.rows)] = self.vectors[: len(self.rows)]
            self.vectors = grown
        self.vectors[len(self.rows) : needed] = vectors
        self.rows.extend(rows)

    def keep(self, mask: np.ndarray) -> None:
        """Keep only the rows of the mask, in their order."""
        if mask.all():
            return
        kept = np.flatnonzero(mask)
        self.vectors[: len(kept)] = self.vectors[kept]
        self.rows = [self.rows[place] for place in kept]

    def held(self) -> np.ndarray:
        """Return the vectors of the waiting sentences (a view)."""
        return self.vectors[: len(self.rows)]

    def drop_old(self, day: date, settings: Settings) -> int:
        """Drop what has waited too long, and the oldest beyond the most that may wait; return how many."""
        before = len(self.rows)
        limit = day - timedelta(days=settings.horizon)
        mask = np.fromiter((row.on >= limit for row in self.rows), dtype=bool, count=before)
        over = int(mask.sum()) - settings.most_waiting
        if over > 0:
            mask[np.flatnonzero(mask)[:over]] = False
        self.keep(mask)
        return before - len(self.rows)


def nearest(vectors: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each vector the place of the nearest centre and the cosine to it (-1 without any)."""
    if not len(centres) or not len(vectors):
        return np.zeros(len(vectors), dtype=int), np.full(len(vectors), -1.0, dtype=np.float32)
    places, values = [], []
    for start in range(0, len(vectors), _BLOCK):
        # Rounded: the last digits of a product depend on the size of the block.
        near = np.round(vectors[start : start + _BLOCK] @ centres.T, 5)
        places.append(near.argmax(axis=1))
        values.append(near.max(axis=1))
    return np.concatenate(places), np.concatenate(values)


def founded(pool: Pool, new: int, settings: Settings) -> list[np.ndarray]:
    """Return the groups of waiting sentences that found a topic; only the last `new` rows can have started one."""
    total = len(pool.rows)
    if total < settings.smallest or not new:
        return []
    notes = np.unique([f"{type(r.note).__name__}:{r.note}" for r in pool.rows], return_inverse=True)[1]
    held = pool.held().astype(np.float32)
    free = np.ones(total, dtype=bool)
    begun: list[tuple[int, int, np.ndarray]] = []
    for start in range(total - new, total, _BLOCK):
        near = np.round(held[start : start + _BLOCK] @ held.T, 4) >= settings.link
        for row in np.flatnonzero(near.sum(axis=1) >= settings.smallest):
            beside = np.flatnonzero(near[row])
            begun.append((-len(set(notes[beside])), start + int(row), beside))  # the most notes first
    groups = []
    for fewer, place, beside in sorted(begun, key=lambda found: found[:2]):
        if -fewer < settings.smallest or not free[place]:
            continue
        group = cohesive(held, beside[free[beside]], settings)
        if len(set(notes[group])) < settings.smallest:
            continue
        group = grown(held, group, free, settings)
        free[group] = False
        groups.append(group)
    return groups


def cohesive(held: np.ndarray, group: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the group without those that are far from the others on the mean, the farthest out first."""
    group = group[:_BLOCK]
    near = held[group] @ held[group].T
    kept = np.ones(len(group), dtype=bool)
    while kept.sum() >= settings.smallest:
        count = kept.sum()
        mean = (near[:, kept].sum(axis=1) - np.diag(near)) / (count - 1)
        mean[~kept] = np.inf
        worst = int(np.round(mean, 4).argmin())
        if mean[worst] >= settings.cohesion:
            break
        kept[worst] = False
    return group[kept]


def grown(held: np.ndarray, group: np.ndarray, free: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the group with all that wait and are as near to its centre as a topic's sentences are."""
    for _ in range(_ROUNDS):
        centre = held[group].sum(axis=0)
        centre /= float(np.linalg.norm(centre)) or 1.0
        near = free & (np.round(held @ centre, 4) >= settings.join)
        near[group] = True
        after = np.flatnonzero(near)
        if np.array_equal(after, group):
            break
        group = after
    return group


def assigned(sentence: Sentence | Waiting, topic: int, similarity: float) -> Assignment:
    """Return the row that says of which topic a sentence speaks."""
    return Assignment(sentence.note, sentence.index, topic, round(float(similarity), 4))
