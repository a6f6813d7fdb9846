"""Which weightings of some criteria are there, in steps of five points? All of them, or some drawn with equal chance."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

STEP = 5  # points between two weightings
PARTS = 100 // STEP

Whole = NDArray[np.int64]


def possible(criteria: int) -> int:
    """Return how many there are: 20 parts given to so many criteria."""
    return comb(PARTS + criteria - 1, criteria - 1)


def every(criteria: int) -> Whole:
    """Return each one once, in parts of five points: shape weightings x criteria."""
    if criteria == 1:
        return np.full((1, 1), PARTS, dtype=np.int64)
    bars = np.fromiter(
        (bar for each in combinations(range(PARTS + criteria - 1), criteria - 1) for bar in each),
        dtype=np.int64,
        count=possible(criteria) * (criteria - 1),
    )
    return _between(bars.reshape(-1, criteria - 1))


def drawn(criteria: int, draws: int, seed: int) -> Whole:
    """Return some of them, each with the same chance at each draw: shape draws x criteria; at least two criteria."""
    places = PARTS + criteria - 1
    shuffled = np.random.default_rng(seed).random((draws, places)).argsort(axis=1)
    return _between(np.sort(shuffled[:, : criteria - 1], axis=1))


def _between(bars: Whole) -> Whole:
    """Return how many stars stand before, between and after the bars: shape rows x (bars + 1)."""
    rows, criteria = len(bars), bars.shape[1] + 1
    first = np.full((rows, 1), -1, dtype=np.int64)
    last = np.full((rows, 1), PARTS + criteria - 1, dtype=np.int64)
    return np.diff(np.hstack([first, bars, last]), axis=1) - 1
