"""Under how many of all weightings does an idea stay among the first? Counted, not estimated, up to six criteria.

A weighting gives each criterion 0, 5, 10 … 100 points, 100 in all; with k criteria there are C(20+k-1, k-1) of them, each
counted once: 231 for three, 53,130 for six. From seven criteria on a sample is drawn from the very same weightings, each
equally likely, so that both answer one question; the result says so, with the standard error of each share. (A sample by
Dirichlet(1, …, 1) would answer another: it hardly ever leaves a criterion without weight, as one weighting in many does.)

Totals are whole numbers: every mean is put over one denominator, so that ties are ties and no rounding makes or breaks one.
Where ideas tie on the border of the first n, each counts for the places left over the ideas that tie. Where scores are
unknown a share lies between two ends: one's own unknown at the worst and everybody else's at the best, and the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grappe.engines.gates import weightings
from grappe.engines.gates.model import HIGHEST, LOWEST, Judged

COUNTED_UP_TO = 6  # criteria
SAMPLED = 20_000
_CHUNK = 4096  # weightings at a time: some dozen ideas then fit into the processor's cache
_EXACT = 2**53  # whole numbers below are exact as floats, and those multiply many times faster

Values = NDArray[Any]  # whole numbers: as floats, or as Python's own where those would not be exact
Ranks = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of all weightings, 0 … 1, from `low` to `high` (one number where all scores are known).

    `error` is the standard error of the less certain end; 0 where every weighting was counted.
    """

    low: Fraction
    high: Fraction
    error: float = 0.0

    @property
    def is_exact(self) -> bool:
        """Return whether it is one number that was counted: nothing unknown, nothing sampled."""
        return self.low == self.high and not self.error


@dataclass(frozen=True, slots=True)
class Stable:
    """How firmly one idea stands: how often among the first n, how often first, its best and its worst rank of all.

    In a sample, the best and the worst that were seen.
    """

    idea: str
    among_first: Share
    first: Share
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Stability:
    """The ideas of a gate under all weightings; `sampled` says that `weightings` were drawn from `possible` ones."""

    places: int
    weightings: int
    possible: int
    sampled: bool
    ideas: tuple[Stable, ...]


def stability(
    ideas: Iterable[Judged],
    keys: Sequence[str],
    places: int,
    *,
    seed: int = 0,
    draws: int = SAMPLED,
    counted_up_to: int = COUNTED_UP_TO,
) -> Stability:
    """Return, for each idea, the share of all weightings of the criteria `keys` under which it is in the first `places`.

    With more criteria than `counted_up_to` there are `draws` weightings by chance; the same seed gives the same answer.
    The work grows with the square of the ideas. Raises ValueError where there is no criterion, `places` is below 1, or an
    idea or a criterion stands there twice.
    """
    listed = list(ideas)
    _check(listed, keys, places)
    sampled = len(keys) > counted_up_to
    looked_at = weightings.drawn(len(keys), draws, seed) if sampled else weightings.every(len(keys))
    at_worst, at_best = _counted(_points(listed, keys), looked_at)
    rows = len(looked_at)

    def share(number: int, first: int) -> Share:
        low, high = (Fraction(each[number].within(first), rows) for each in (at_worst, at_best))
        return Share(low, high, max(_error(low, rows), _error(high, rows)) if sampled else 0.0)

    return Stability(
        places=places,
        weightings=rows,
        possible=weightings.possible(len(keys)),
        sampled=sampled,
        ideas=tuple(
            Stable(
                each.idea,
                share(number, places),
                share(number, 1),
                at_best[number].best,
                at_worst[number].worst,
            )
            for number, each in enumerate(listed)
        ),
    )


class _Ranks:
    """In how many weightings there are so many ideas ahead of one idea and so many level with it (itself counted)."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[int, int]] = Counter()

    def add(self, ahead: Ranks, level: Ranks) -> None:
        """Take in some weightings: one number for each."""
        codes, counts = np.unique(ahead.astype(np.int32) << 16 | level, return_counts=True)
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
            self._seen[divmod(code, 1 << 16)] += count

    def within(self, places: int) -> Fraction:
        """Return the weightings under which the idea is in the first places; on the border, parts of one."""
        return sum(
            (count * _part(places - ahead, level) for (ahead, level), count in self._seen.items()),
            Fraction(0),
        )

    @property
    def best(self) -> int:
        return 1 + min(ahead for ahead, _level in self._seen)

    @property
    def worst(self) -> int:
        return 1 + max(ahead for ahead, _level in self._seen)


def _part(left: int, level: int) -> Fraction:
    """Return what each of some ideas that are level gets of the places that are left."""
    return min(Fraction(1), Fraction(max(0, left), level))


def _error(share: Fraction, rows: int) -> float:
    """Return the standard error of a sampled share; never 0, as none in a sample is not none of all (Laplace)."""
    near = (share * rows + 1) / (rows + 2)
    return sqrt(near * (1 - near) / rows)


def _check(ideas: Sequence[Judged], keys: Sequence[str], places: int) -> None:
    names = [each.idea for each in ideas]
    if not keys or places < 1 or len(set(keys)) != len(keys) or len(set(names)) != len(names):
        raise ValueError("at least one criterion and one place, no idea and no criterion twice")


def _points(ideas: Sequence[Judged], keys: Sequence[str]) -> tuple[Values, Values]:
    """Return the means as whole numbers over one denominator, unknown ones at their worst and at their best.

    Shape ideas x criteria; the same array twice where everything is known.
    """
    means = [[each.means.get(key) for key in keys] for each in ideas]
    over = lcm(*(mean.denominator for row in means for mean in row if mean is not None))
    kind = np.float64 if weightings.PARTS * HIGHEST * over < _EXACT else np.object_

    def values(unknown: int) -> Values:
        rows = [[int((unknown if mean is None else mean) * over) for mean in row] for row in means]
        return np.array(rows, dtype=kind).reshape(len(ideas), len(keys))

    low = values(LOWEST)
    known = all(mean is not None for row in means for mean in row)
    return low, low if known else values(HIGHEST)


def _counted(points: tuple[Values, Values], rows: weightings.Whole) -> tuple[list[_Ranks], list[_Ranks]]:
    """Return the ranks of each idea with its unknown scores at the worst and the others' at the best; and the reverse."""
    low, high = points
    at_worst, at_best = [_Ranks() for _ in low], [_Ranks() for _ in low]
    for chunk in _chunks(rows):
        lows, highs = (each @ chunk.T.astype(each.dtype) for each in (low, high))
        for number in range(len(low)):
            at_worst[number].add(*_ahead_and_level(number, lows[number], highs))
            if low is not high:
                at_best[number].add(*_ahead_and_level(number, highs[number], lows))
    return at_worst, at_worst if low is high else at_best


def _chunks(rows: weightings.Whole) -> Iterator[weightings.Whole]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _ahead_and_level(number: int, mine: Values, all_of_them: Values) -> tuple[Ranks, Ranks]:
    """Return, for each weighting, how many others are ahead of one idea, and how many are level with it, itself counted."""
    ahead = np.zeros(mine.shape, dtype=np.int16)
    level = np.ones(mine.shape, dtype=np.int16)
    for other, theirs in enumerate(all_of_them):
        if other != number:
            ahead += theirs > mine
            level += theirs == mine
    return ahead, level
