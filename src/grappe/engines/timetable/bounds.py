"""How few breaks can there be at all, with these meetings? A proof, not a timetable.

Each person is looked at alone: the best day for so many meetings in the slots they can have. What binds people
together is the hall: a price on each slot (Lagrange's multipliers, found by subgradients) says what a table there is
worth; for any prices, the best days at these prices less what the tables cost is a bound that no timetable beats.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grappe.engines.timetable.allowed import allowed_masks, session_mask
from grappe.engines.timetable.problem import AFTERNOON, MORNING, Problem

ROUNDS = 400
SMALLEST = 2e-4  # of the steps in price
NEVER, BUSY, IDLE = 0, 1, 2  # not begun; in a meeting; between two, or gone home
DEAR = 1e6  # a day that cannot be


@dataclass(frozen=True)
class Day:
    """What is known of a person's day: how many meetings, where they can be, and where they must be."""

    meetings: int
    early: int  # at least so many in the morning
    late: int  # at least so many in the afternoon
    allowed: int
    settled: int


def breaks_bound(
    problem: Problem,
    placed: Iterable[int],
    *,
    rounds: int = ROUNDS,
    allowed: Sequence[int] | None = None,
    time_limit: float = math.inf,
) -> int:
    """Return how many breaks any timetable with exactly these meetings has at least.

    `allowed`: the slots of each meeting as bits, where fewer than the problem allows are open. `rounds`,
    `time_limit` (seconds): how long prices are tried; with fewer the bound is lower, never wrong.
    """
    until = time.monotonic() + time_limit
    days = Counter(_days(problem, list(placed), allowed))
    if not days:
        return 0
    model = _Days(problem, list(days), np.array(list(days.values()), dtype=float))
    return max(0, math.ceil(model.best(rounds, until) - 1e-6))


def own_breaks(problem: Problem, placed: Iterable[int]) -> list[int]:
    """Return for each person how many breaks their own day has at least, whatever the others do."""
    days = _days(problem, list(placed))
    model = _Days(problem, days, np.ones(len(days)))
    least, _ = model.cheapest(np.zeros(problem.slots))
    return [round(value) if value < DEAR / 2 else 0 for value in least]


def _days(problem: Problem, held: Sequence[int], allowed: Sequence[int] | None = None) -> list[Day]:
    masks = allowed_masks(problem) if allowed is None else allowed
    morning, afternoon = session_mask(problem, MORNING), session_mask(problem, AFTERNOON)
    theirs: list[list[int]] = [[] for _ in problem.people]
    for number in held:
        theirs[problem.meetings[number].a].append(masks[number])
        theirs[problem.meetings[number].b].append(masks[number])
    days = []
    for own in theirs:
        union = settled = 0
        for mask in own:
            union |= mask
            settled |= mask if mask.bit_count() == 1 else 0
        early = sum(not mask & ~morning for mask in own)
        late = sum(not mask & ~afternoon for mask in own)
        days.append(Day(len(own), early, late, union, settled))
    return days


class _Days:
    """The best days of many people at once, at given prices: dynamic programming over the slots."""

    def __init__(self, problem: Problem, days: Sequence[Day], times: np.ndarray) -> None:
        self.problem, self.times = problem, times
        self.count = np.array([day.meetings for day in days])
        self.early = np.array([day.early for day in days])
        self.late = np.array([day.late for day in days])
        slots = range(problem.slots)
        self.can = np.array([[day.allowed >> slot & 1 for slot in slots] for day in days], dtype=bool)
        self.must = np.array([[day.settled >> slot & 1 for slot in slots] for day in days], dtype=bool)
        self.seats = 2.0 * np.array(problem.tables, dtype=float)

    def best(self, rounds: int, until: float) -> float:
        """Return the highest bound that was found over the prices tried."""
        price = np.zeros(self.problem.slots)
        highest, reach = -math.inf, 0.05
        stale = 0
        for _ in range(rounds):
            least, taken = self.cheapest(price)
            value = float(least @ self.times - price @ self.seats)
            if value > highest + 1e-9:
                highest, at, stale = value, price.copy(), 0
            else:
                stale += 1
            if stale >= 6:
                reach, price, stale = reach / 2, at.copy(), 0
            if time.monotonic() >= until or reach < SMALLEST:
                break
            slope = taken - self.seats
            length = float(np.abs(slope).max())
            if length == 0.0 or not (slope[price > 0].any() or (slope > 0).any()):
                break
            price = np.maximum(0.0, price + reach * slope / length)
        return highest

    def cheapest(self, price: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what each kind of day costs at least, and how many people then meet in each slot."""
        kinds, most = len(self.count), int(self.count.max(initial=0))
        cost = np.full((kinds, most + 1, 3), DEAR)
        cost[:, 0, NEVER] = 0.0
        steps = []
        for slot in range(self.problem.slots):
            if slot == self.problem.morning:
                self._noon(cost)
            cost, came = self._slot(cost, slot, price[slot])
            steps.append(came)
        if self.problem.morning >= self.problem.slots:
            self._noon(cost)
        last = cost[np.arange(kinds), self.count]
        state = last.argmin(axis=1)
        least = last[np.arange(kinds), state]
        return least, self._taken(steps, state)

    def _noon(self, cost: np.ndarray) -> None:
        done = np.arange(cost.shape[1])
        wrong = (done < self.early[:, None]) | (done > (self.count - self.late)[:, None])
        cost[wrong] = DEAR

    def _slot(self, cost: np.ndarray, slot: int, price: float) -> tuple[np.ndarray, np.ndarray]:
        new = np.full_like(cost, DEAR)
        came = np.zeros(cost.shape, dtype=np.int8)
        options = cost[:, :-1, :] + np.array([0.0, 0.0, 1.0])
        came[:, 1:, BUSY] = options.argmin(axis=2)
        new[:, 1:, BUSY] = np.where(self.can[:, slot, None], options.min(axis=2) + price, DEAR)
        free = ~self.must[:, slot, None]
        new[:, :, NEVER] = np.where(free, cost[:, :, NEVER], DEAR)
        new[:, :, IDLE] = np.where(free, cost[:, :, 1:].min(axis=2), DEAR)
        came[:, :, IDLE] = cost[:, :, 1:].argmin(axis=2) + 1
        return new, came

    def _taken(self, steps: Sequence[np.ndarray], state: np.ndarray) -> np.ndarray:
        kinds = np.arange(len(self.count))
        left, taken = self.count.copy(), np.zeros(self.problem.slots)
        for slot in range(self.problem.slots - 1, -1, -1):
            busy = state == BUSY
            taken[slot] = float(self.times[busy].sum())
            state = np.where(state == NEVER, NEVER, steps[slot][kinds, left, state])
            left = left - busy
        return taken
