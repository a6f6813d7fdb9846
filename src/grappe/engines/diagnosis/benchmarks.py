"""How do comparable companies stand, without telling on any of them?

Quartiles are given only where at least five peers have a score, in whole points; below that nothing is
given, not even how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import quantiles

FEWEST_PEERS = 5


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The lower quartile, the median and the upper quartile of `peers` scores, in whole points 0..100."""

    peers: int
    lower: int
    median: int
    upper: int


def quartiles(scores: Iterable[float | None]) -> Quartiles | None:
    """Return the quartiles of the known scores (0..100), or None where fewer than five are known."""
    known = [score for score in scores if score is not None]
    if len(known) < FEWEST_PEERS:
        return None
    lower, median, upper = (int(value + 0.5) for value in quantiles(known, n=4, method="inclusive"))
    return Quartiles(len(known), lower, median, upper)


def benchmark(
    peers: Iterable[Mapping[str, float | None]], dimensions: Iterable[str]
) -> dict[str, Quartiles | None]:
    """Return the quartiles of the peers by dimension. A peer is one company: give its last run only."""
    rows = list(peers)
    return {dimension: quartiles(row.get(dimension) for row in rows) for dimension in dimensions}
