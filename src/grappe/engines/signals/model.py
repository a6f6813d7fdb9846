"""What are notes, sentences, topics and the state between two days? Plain frozen values, easily stored.

A database keeps a `Topic` as a row with a vector, an `Assignment` as a row, and the waiting sentences with their
vectors; `storage` packs the same into bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

Key = str | int


@dataclass(frozen=True, slots=True)
class Note:
    """What was written down on a day: a contact's notes, a need, a free answer, an idea."""

    id: Key
    on: date
    text: str
    company: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a note, in its place; the language is "en", "fr", "de", "lb" or "unknown"."""

    note: Key
    index: int
    text: str
    language: str
    on: date

    @property
    def order(self) -> tuple[date, str, int]:
        """Return the place in the one order in which sentences are read, however they come in."""
        return (self.on, f"{type(self.note).__name__}:{self.note}", self.index)


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What several notes speak of: the sum of its sentences' vectors, and where it came from."""

    id: int
    total: np.ndarray  # float64: the sum of its sentences' vectors
    weight: int  # sentences
    born: date
    last: date
    parents: tuple[int, ...] = ()  # split from
    into: int | None = None  # merged into: it lives on there
    confirmed: bool = False
    hidden: bool = False
    apart: frozenset[int] = frozenset()  # an analyst keeps it apart from these
    sample: tuple[tuple[int, int], ...] = ()  # (hash, place in sample_vectors), lowest hashes first
    sample_vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    looked: int = 0  # its weight when it was last looked at for a split

    @property
    def centroid(self) -> np.ndarray:
        """Return the mean direction, of length 1 (float32): what a vector column keeps."""
        length = float(np.linalg.norm(self.total))
        return (self.total / (length or 1.0)).astype(np.float32)

    @property
    def closeness(self) -> float:
        """Return how near its sentences are to each other: the length of their mean, 1 if all are the same."""
        return float(np.linalg.norm(self.total)) / max(self.weight, 1)

    @property
    def living(self) -> bool:
        return self.into is None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence that belongs to no topic yet; it may still found one with others."""

    note: Key
    index: int
    on: date


@dataclass(frozen=True, slots=True)
class Assignment:
    """A sentence speaks of a topic; similarity is the cosine to its centre on the day it was assigned."""

    note: Key
    index: int
    topic: int
    similarity: float


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A topic gave sentences to a new one, `born`: it fell in two, or the new one lies nearer to some of them.

    Its sentences are looked at again with `moved`: each goes to the nearer of the two centres.
    """

    topic: int
    born: int
    keeps: np.ndarray  # the centre of what stays
    leaves: np.ndarray  # the centre of what goes


@dataclass(frozen=True, slots=True)
class Merge:
    """A topic went into another, where all its sentences count from now on."""

    topic: int
    into: int


@dataclass(frozen=True, slots=True)
class Corrections:
    """What analysts said since the last day. They always win over what the engine finds."""

    confirm: frozenset[int] = frozenset()  # stays: is never merged away nor split by the engine
    hide: frozenset[int] = frozenset()  # goes on collecting, but is not shown
    show: frozenset[int] = frozenset()  # hidden no longer
    merge: tuple[Merge, ...] = ()
    split: tuple[tuple[int, np.ndarray, np.ndarray], ...] = ()  # topic, centre that stays, centre that goes


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as near, many and old; tuned on half of the subjects of benchmarks/signals.py."""

    join: float = 0.38  # cosine to a topic's centre, to belong to it
    link: float = 0.35  # cosine of two sentences that may found a topic together
    cohesion: float = 0.32  # mean cosine of each founding sentence to the others
    near: float = (
        0.42  # cosine to a topic's centre, to count in its trend (whatever topic a sentence was assigned to)
    )
    mean: float = 0.26  # mean cosine to all sentences of a topic, to belong to it
    among: float = 0.30  # mean cosine between the sentences of two topics that are one
    smallest: int = 4  # notes that found a topic
    merge: float = 0.50  # cosine of two topics' centres that are one
    split: float = 0.10  # cosine of the two halves of a topic that are two
    draw: float = (
        0.25  # cosine of an older topic's centre to a new one's, to be looked at for sentences of the new one
    )
    horizon: int = 182  # days a sentence waits for others
    most_waiting: int = 20_000
    sample: int = 64  # sentences of a topic that are kept for a look at its halves


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything that a day's notes are added to."""

    topics: tuple[Topic, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    waiting_vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float16))
    next_id: int = 1
    day: date | None = None

    def living(self) -> dict[int, Topic]:
        """Return the topics that were not merged away, by id."""
        return {topic.id: topic for topic in self.topics if topic.living}

    def resolve(self, topic: int) -> int:
        """Return where a topic lives on: itself, or what it was merged into in the end."""
        into = {found.id: found.into for found in self.topics}
        while (after := into.get(topic)) is not None:
            topic = after
        return topic


@dataclass(frozen=True, slots=True)
class Changes:
    """What one day changed: new rows of assignments, and topics that were born, merged and split."""

    assigned: tuple[Assignment, ...] = ()
    born: tuple[int, ...] = ()
    merged: tuple[Merge, ...] = ()
    split: tuple[Split, ...] = ()
    forgotten: int = 0  # waiting sentences that nothing was found for in time
