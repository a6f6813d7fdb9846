"""How do people wait less? The same meetings in other slots: fewer breaks, and nobody with many more than another.

Simulated annealing over paths: turning a path of meetings round between two slots changes the day of the two people
at its ends only, so a step costs a few look-ups, however large the event.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence

from grappe.engines.timetable.filling import restore, runs
from grappe.engines.timetable.working import Working

HOT, COLD = 0.4, 0.1  # breaks that a step may cost, one time in e, at the beginning and at the end
UNFAIR = 4.0  # what a break beyond the fairness weighs, beside the break itself
GAINING = 0.6  # share of the steps that try to gain something for the person they begin with
LOOK = 256  # steps between two looks at the clock
Moves = tuple[tuple[tuple[int, int, float], ...], tuple[tuple[int, int, float], ...]]


class Improving:
    """The search for fewer breaks in a working timetable, nobody to have many more than `fairness` of them."""

    def __init__(
        self, work: Working, fairness: int, lot: random.Random, people: Sequence[int] | None = None
    ) -> None:
        """`people`: with whom steps begin, where only some have meetings that may move."""
        self.work, self.lot = work, lot
        self.people = range(len(work.busy)) if people is None else people
        counts = range(work.slots + 1)
        # by number of runs: breaks, and those beyond the fairness once more
        self.cost = [0.0] + [count + UNFAIR * max(0, count - fairness) for count in counts]
        self.known: dict[int, Moves] = {}
        self.steps = 0

    def total(self) -> float:
        """Return what all breaks weigh now."""
        return sum(self.cost[runs(mask)] for mask in self.work.busy)

    def improve(self, deadline: float, go_on: Callable[[], bool], *, enough: float = 0.0) -> None:
        """Search until the deadline, until breaks weigh `enough`, or while `go_on`; leave the best that was seen."""
        now = best = self.total()
        kept = list(self.work.slot)
        began, heat = time.monotonic(), HOT
        while best > enough and self.people:
            at = time.monotonic()
            if at >= deadline or not go_on():
                break
            heat = HOT * (COLD / HOT) ** ((at - began) / max(deadline - began, 1e-6))
            for _ in range(LOOK):
                now += self._step(heat)
            if now < best - 1e-9:
                best, kept = now, list(self.work.slot)
        if now > best + 1e-9:
            restore(self.work, kept)

    def _step(self, heat: float) -> float:
        """Try one path; return what it changed."""
        work, lot, cost = self.work, self.lot.random, self.cost
        person = self.people[int(lot() * len(self.people))]
        better, same = self.moves(work.busy[person])
        moves = better if better and lot() < GAINING else same
        self.steps += 1
        if not moves:
            return 0.0
        here, there, change = moves[int(lot() * len(moves))]
        found = work.chain(person, here, there)
        if found is None or (len(found[0]) & 1 and work.load[there] >= work.room[there]):
            return 0.0
        mask = work.busy[found[1]]
        change += cost[runs(mask ^ (1 << here) ^ (1 << there))] - cost[runs(mask)]
        if (change <= 0 or lot() < math.exp(-change / heat)) and work.flip(found[0], here, there):
            return change
        return 0.0

    def moves(self, mask: int) -> Moves:
        """Return the changes of one slot that cost a person with these slots less, and those that cost the same."""
        found = self.known.get(mask)
        if found is None:
            slots, now = range(self.work.slots), self.cost[runs(mask)]
            changes = [
                (here, there, self.cost[runs(mask ^ (1 << here) ^ (1 << there))] - now)
                for here in slots
                if mask >> here & 1
                for there in slots
                if not mask >> there & 1
            ]
            better = tuple(change for change in changes if change[2] < 0)
            same = tuple(change for change in changes if change[2] == 0)
            found = self.known[mask] = (better, same)
        return found
