"""What would it be like if people booked their slots themselves?

In a random order each meeting takes a slot, any in which both are free and a table is too; nobody ever moves. What no
timetable-maker does, but what happens at an event that has none: the mean of many orders says how it would end.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from grappe.engines.timetable.allowed import allowed_masks, bits
from grappe.engines.timetable.filling import runs
from grappe.engines.timetable.pairs import worth
from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.working import Working

ORDERS, SEED = 100, 2022


@dataclass(frozen=True, slots=True)
class Baseline:
    """Means over `orders` random orders of booking: `unplaced` counts meetings, `weight` is that of the placed ones,
    `breaks` and `spread` as in a timetable; `unplaced_least` and `unplaced_most` are the best and the worst order.
    """

    orders: int
    unplaced_mean: float
    unplaced_least: int
    unplaced_most: int
    weight_mean: float
    breaks_mean: float
    spread_mean: float


def self_booking(problem: Problem, *, orders: int = ORDERS, seed: int = SEED) -> Baseline:
    """Return how self-booking ends, on average over so many random orders (at least 1), the same for the same seed.

    Settled meetings have their slots beforehand. A slot before a meeting that must be over, or after one that
    waits, is not bookable once that other one is booked.
    """
    if orders < 1:
        raise ValueError("orders: at least 1")
    lot, allowed, weights = random.Random(seed), allowed_masks(problem), worth(problem)
    unplaced, weight, breaks, spread = [], [], [], []
    for _ in range(orders):
        work = _booked(problem, allowed, lot)
        own = [max(0, runs(mask) - 1) for mask in work.busy]
        unplaced.append(sum(slot < 0 for slot in work.slot))
        weight.append(sum(w for w, slot in zip(weights, work.slot, strict=True) if slot >= 0))
        breaks.append(sum(own))
        spread.append(max(own, default=0) - min(own, default=0))
    return Baseline(
        orders, fmean(unplaced), min(unplaced), max(unplaced), fmean(weight), fmean(breaks), fmean(spread)
    )


def _booked(problem: Problem, allowed: Sequence[int], lot: random.Random) -> Working:
    work = Working(problem, allowed)
    settled = [number for number, meeting in enumerate(problem.meetings) if meeting.fixed is not None]
    others = [number for number, meeting in enumerate(problem.meetings) if meeting.fixed is None]
    lot.shuffle(others)
    for number in (*settled, *others):
        found = tuple(bits(work.choices(number)))
        if found:
            work.put(number, lot.choice(found))
    return work
