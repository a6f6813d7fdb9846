"""When did a topic burst, and how strongly? Kleinberg's automaton on counts in batches (weeks).

J. Kleinberg, "Bursty and hierarchical structure in streams", KDD 2002, section 4: in state i a mention is s^i times
as likely as in all; going up costs, coming down is free; the cheapest way through the weeks tells the bursts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SCALE = 2.0
STEEPNESS = 1.0
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """Weeks from `start` up to, not including, `end`; `weight` is what the automaton saves by calling it a burst."""

    start: int
    end: int
    level: int
    weight: float


def bursts(
    counts: Sequence[int],
    totals: Sequence[int],
    scale: float = SCALE,
    steepness: float = STEEPNESS,
    levels: int = LEVELS,
) -> list[Burst]:
    """Return the bursts of a topic: `counts` mentions among `totals` in each week, in order of time."""
    said, written = sum(counts), sum(totals)
    if not said or said >= written:
        return []
    shares = [min(said / written * scale**level, 0.9999) for level in range(levels + 1)]
    costs = [
        [_cost(count, total, share) for share in shares] for count, total in zip(counts, totals, strict=True)
    ]
    path = _cheapest(costs, steepness * math.log(max(len(counts), 2)))
    found, start = [], None
    for week, state in enumerate([*path, 0]):
        if state and start is None:
            start = week
        if not state and start is not None:
            weight = sum(costs[at][0] - costs[at][1] for at in range(start, week))
            found.append(Burst(start, week, max(path[start:week]), round(max(weight, 0.0), 6)))
            start = None
    return found


def _cost(count: int, total: int, share: float) -> float:
    """Return minus the log chance; the binomial coefficient is the same in all states and left out."""
    return -(count * math.log(share) + (max(total, count) - count) * math.log1p(-share))


def _cheapest(costs: list[list[float]], step: float) -> list[int]:
    """Return the cheapest way through the states (Viterbi); between equal ways the lower state."""
    states = range(len(costs[0]))
    so_far = [0.0 if state == 0 else math.inf for state in states]
    came: list[list[int]] = []
    for week in costs:
        before = [
            min(states, key=lambda old: (round(so_far[old] + max(new - old, 0) * step, 9), old))
            for new in states
        ]
        so_far = [so_far[before[new]] + max(new - before[new], 0) * step + week[new] for new in states]
        came.append(before)
    state = min(states, key=lambda last: (round(so_far[last], 9), last))
    path = []
    for before in reversed(came):
        path.append(state)
        state = before[state]
    return path[::-1]
