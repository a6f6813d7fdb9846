"""Which records of a table, or of two, are one? From columns of texts to links with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from grappe.engines.linkage import blocking, reasons, weighing
from grappe.engines.linkage.comparing import Comparer
from grappe.engines.linkage.model import Link, Profile, Weights

AT_ONCE = 200_000  # pairs compared together: bounds the memory
BY_LOT = 100_000  # pairs drawn by lot, for u
SAMPLE = 600_000  # pairs that are learned from
FEWEST = 400  # rows: a smaller table teaches nothing, the profile's own weights stand
LEAST = 0.5  # of probability: below it a pair is not told
Progress = Callable[[str, int, int], None]
Texts = Sequence[str | None]


class Linker:
    """Looks for records that are one in a table of columns; or, with `against`, in two tables.

    `columns`: texts by name of column, all of one length; "" and None are unknown. Rows of `against` follow those of
    `columns` in the numbering of links. `only`: which rows are new or changed; pairs without one are not looked at.
    `population`: among how many the rows were chosen, where they were chosen for being alike: they make nothing common.
    """

    def __init__(
        self,
        profile: Profile,
        columns: Mapping[str, Texts],
        against: Mapping[str, Texts] | None = None,
        *,
        weights: Weights | None = None,
        only: npt.NDArray[np.bool_] | None = None,
        progress: Progress | None = None,
        population: int = 0,
    ) -> None:
        self.profile, self.columns = profile, columns
        self.first = _length(columns)
        others = _length(against) if against is not None else 0
        self.rows = self.first + others
        self.sides = np.arange(self.rows) >= self.first if against is not None else None
        self.only, self.progress = only, progress or (lambda step, done, total: None)
        wanted = {name for field in profile.fields for name in field.columns}
        if against is not None:
            mine, theirs = [None] * self.first, [None] * others
            self.columns = {n: [*(columns.get(n) or mine), *(against.get(n) or theirs)] for n in wanted}
        self.progress("reading", 0, self.rows)
        self.comparer = Comparer(profile, self.columns, self.rows, population)
        self._given = weights
        self.weights = weights or weighing.starting(profile, max(self.first, population), others)

    def candidates(self) -> npt.NDArray[np.int64]:
        """Return the pairs to be looked at, as `a * rows + b`, each once, in order."""
        found: npt.NDArray[np.int64] = np.array([], np.int64)
        for key in blocking.keys_of(self.comparer):
            parts = [found]
            for pairs in blocking.pairs_of(key, self.rows, self.sides):
                if self.only is not None:
                    pairs = pairs[self.only[pairs // self.rows] | self.only[pairs % self.rows]]
                parts.append(pairs)
            found = _once(np.concatenate(parts))
            self.progress("blocking", len(found), 0)
        return found

    def learn(self, candidates: npt.NDArray[np.int64]) -> Weights:
        """Learn the weights from the table itself; a table too small leaves them as they are."""
        if self._given is not None or self.rows < FEWEST or not len(candidates):
            return self.weights
        lot = np.random.default_rng(8)
        placed = np.argsort(self.comparer.standing)  # so that another order of the rows draws the same
        one, two = placed[lot.integers(0, self.rows, BY_LOT)], placed[lot.integers(0, self.rows, BY_LOT)]
        apart = one != two if self.sides is None else self.sides[one] != self.sides[two]
        levels, _bits = self.comparer.compare(one[apart], two[apart])
        weights = weighing.with_chance(self.profile, self.weights, levels)
        taken = candidates
        if len(candidates) > SAMPLE:
            taken = np.sort(candidates[np.argpartition(self._lots(candidates), SAMPLE)[:SAMPLE]])
        self.progress("learning", 0, len(taken))
        hope = partial(weighing.hopeful, self.profile, weights)
        parts = [self.comparer.compare(a, b, hope) for a, b in self._split(taken)]
        levels = np.concatenate([levels for levels, _ in parts])
        bits = np.concatenate([bits for _, bits in parts])
        most = float(min(self.first, self.rows - self.first)) if self.sides is not None else 0.0
        self.weights = weighing.learned(
            self.profile, weights, levels, bits, len(candidates) / len(taken), most
        )
        return self.weights

    def _lots(self, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
        """Return the lot of each pair, the same in whatever order the rows stand."""
        one, two = self.comparer.standing[pairs // self.rows], self.comparer.standing[pairs % self.rows]
        both = (np.minimum(one, two) * self.rows + np.maximum(one, two)).astype(np.uint64)
        both *= np.uint64(0x9E3779B97F4A7C15)  # wraps around: spreads neighbours far
        return (both ^ (both >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)

    def links(self, least: float = LEAST) -> Iterator[Link]:
        """Yield the pairs that are one with at least this probability, in the order of their rows."""
        candidates = self.candidates()
        self.learn(candidates)
        done, hope = 0, partial(weighing.hopeful, self.profile, self.weights)
        for a, b in self._split(candidates):
            levels, bits = self.comparer.compare(a, b, hope)
            told = weighing.evidence(self.profile, self.weights, levels, bits)
            probable = weighing.probability(self.profile, self.weights, told)
            done += len(a)
            self.progress("comparing", done, len(candidates))
            for place in np.flatnonzero(probable >= least):
                yield Link(
                    int(a[place]), int(b[place]), float(probable[place]), tuple(levels[place].tolist())
                )

    def explained(self, link: Link) -> Link:
        """Return a link with its reasons, the weightiest first."""
        a, b = np.array([link.a]), np.array([link.b])
        levels, bits = self.comparer.compare(a, b)
        told = weighing.counted(self.profile, self.weights, levels, bits)[0]
        found = reasons.of(self.profile, self._record(link.a), self._record(link.b), levels[0], told)
        return replace(link, reasons=tuple(found))

    def _record(self, place: int) -> dict[str, str]:
        return {name: texts[place] or "" for name, texts in self.columns.items()}

    def _split(
        self, pairs: npt.NDArray[np.int64]
    ) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        for start in range(0, len(pairs), AT_ONCE):
            part = pairs[start : start + AT_ONCE]
            yield part // self.rows, part % self.rows


def compare(
    profile: Profile, record: Mapping[str, str], others: Sequence[Mapping[str, str]], population: int = 20_000
) -> list[Link]:
    """Return how probable each of a few records is to be `record`, with reasons; `a` is always 0, `b` counts from 0.

    `population`: among how many records these few were chosen. Nothing is learned of so few.
    """
    if not others:
        return []
    names = sorted({name for field in profile.fields for name in field.columns})
    columns = {name: [record.get(name, ""), *(other.get(name, "") for other in others)] for name in names}
    weights = weighing.starting(profile, 1, population)
    linker = Linker(profile, columns, weights=weights, population=population)
    a, b = np.zeros(len(others), np.int64), np.arange(1, len(others) + 1)
    levels, bits = linker.comparer.compare(a, b)
    told = weighing.evidence(profile, weights, levels, bits)
    probable = weighing.probability(profile, weights, told)
    found = []
    for place in range(len(others)):
        link = Link(0, place + 1, float(probable[place]), tuple(levels[place].tolist()))
        found.append(replace(linker.explained(link), b=place))
    return found


def _once(pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return each pair once, in order. (numpy's own `unique` hashes, which takes ten times as long here.)"""
    pairs.sort()
    return pairs[np.r_[True, pairs[1:] != pairs[:-1]]] if len(pairs) else pairs


def _length(columns: Mapping[str, Texts]) -> int:
    lengths = {len(texts) for texts in columns.values()}
    if len(lengths) > 1:
        raise ValueError("the columns are of different lengths")
    return lengths.pop() if lengths else 0
