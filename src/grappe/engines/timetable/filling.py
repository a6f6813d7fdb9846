"""How do the chosen meetings all find a slot? Straight, by turning a path of others round, or by taking one's place.

A meeting whose two people have no free slot in common is settled as in edge colouring: a path of meetings between
two slots is turned round, and a common slot is free. Where no single path does it, the meeting takes the place of
another, which then looks for a slot itself (a tabu search over partial timetables).
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from grappe.engines.timetable.allowed import bits
from grappe.engines.timetable.working import NOWHERE, Working

PATIENCE = 4_000  # places taken without placing more, before what is left counts as not to be placed


def runs(mask: int) -> int:
    """Return how many runs of neighbouring slots a set has: one more than its breaks, 0 when it is empty."""
    return (mask & ~(mask << 1)).bit_count()


def insert(work: Working, meeting: int) -> bool:
    """Put a meeting into a slot, if need be by turning one path round; False, and nothing done, if it cannot be."""
    found = work.choices(meeting)
    if found:
        work.put(meeting, best_slot(work, meeting, found))
        return True
    return _by_path(work, meeting) or _by_room(work, meeting)


def best_slot(work: Working, meeting: int, found: int) -> int:
    """Return of some slots the one that makes the fewest breaks; among equals the fullest."""
    one, other = work.busy[work.a[meeting]], work.busy[work.b[meeting]]
    return min(
        bits(found),
        key=lambda slot: (
            runs(one | 1 << slot) + runs(other | 1 << slot),
            work.room[slot] - work.load[slot],
        ),
    )


def _by_path(work: Working, meeting: int) -> bool:
    a, b = work.a[meeting], work.b[meeting]
    everything = (1 << work.slots) - 1
    for person, other in ((a, b), (b, a)):
        for here in bits(work.allowed[meeting] & ~work.busy[other] & work.busy[person]):
            for there in bits(everything & ~work.busy[person]):
                found = work.chain(person, here, there)
                if found is None or found[1] == other:
                    continue
                odd = len(found[0]) % 2
                if work.load[there] + odd > work.room[there] or work.load[here] + 1 - odd > work.room[here]:
                    continue
                if work.flip(found[0], here, there):
                    if work.fits_with_others(meeting, here):
                        work.put(meeting, here)
                        return True
                    work.flip(found[0], here, there)
    return False


def _by_room(work: Working, meeting: int) -> bool:
    """Free a table in a slot that both have free, by a path that begins and ends there."""
    both = work.busy[work.a[meeting]] | work.busy[work.b[meeting]]
    spare = [slot for slot in range(work.slots) if work.load[slot] < work.room[slot]]
    for here in bits(work.allowed[meeting] & ~both):
        if work.room[here] == 0 or not work.fits_with_others(meeting, here):
            continue
        for there in spare:
            if there != here and _shift(work, here, there):
                if work.choices(meeting) >> here & 1:
                    work.put(meeting, here)
                    return True
                spare = [slot for slot in range(work.slots) if work.load[slot] < work.room[slot]]
    return False


def _shift(work: Working, here: int, there: int) -> bool:
    """Move the use of one table from a slot to another that has one free."""
    for person, busy in enumerate(work.busy):
        if busy >> here & 1 and not busy >> there & 1:
            found = work.chain(person, here, there)
            if found is not None and len(found[0]) % 2 and work.flip(found[0], here, there):
                return True
    return False


class Filling:
    """The search that puts as much weight as it can into a working timetable."""

    def __init__(self, work: Working, weights: Sequence[int], lot: random.Random) -> None:
        self.work, self.weights, self.lot = work, weights, lot
        self.barred: dict[tuple[int, int], int] = {}
        self.steps = 0
        self.best: list[int] = list(work.slot)

    def fill(self, meetings: Iterable[int], go_on: Callable[[], bool], deadline: float) -> None:
        """Put the meetings in, as much weight of them as it can; ends when all are, or nothing helps, or time is up."""
        waiting = deque(meeting for meeting in meetings if not insert(self.work, meeting))
        self.best = list(self.work.slot)
        left = least = sum(self.weights[meeting] for meeting in waiting)
        stale = 0
        while waiting and stale < PATIENCE and time.monotonic() < deadline and go_on():
            meeting = waiting.popleft()
            if insert(self.work, meeting):
                left -= self.weights[meeting]
            else:
                out = self._take_place(meeting)
                waiting.extend(out)
                if meeting not in out:
                    left += sum(self.weights[each] for each in out) - self.weights[meeting]
            stale += 1
            if left < least:
                least, stale = left, 0
                self.best = list(self.work.slot)
        if left > least:
            restore(self.work, self.best)

    def _take_place(self, meeting: int) -> list[int]:
        """Put a meeting where others are, and return those who had to go; the meeting itself, if it has no slot."""
        self.steps += 1
        found: tuple[tuple[int, int, float], int, list[int]] | None = None
        for slot in bits(self.work.allowed[meeting]):
            out = self._in_the_way(meeting, slot)
            barred = self.barred.get((meeting, slot), 0) > self.steps
            rank = (int(barred), sum(self.weights[each] for each in out), self.lot.random())
            if self.work.room[slot] and (found is None or rank < found[0]):
                found = (rank, slot, out)
        if found is None:
            return [meeting]
        for each in found[2]:
            old = self.work.take(each)
            self.barred[each, old] = self.steps + self.lot.randint(4, 14)
        self.work.put(meeting, found[1])
        return found[2]

    def _in_the_way(self, meeting: int, slot: int) -> list[int]:
        work = self.work
        out = {work.at[work.a[meeting]][slot], work.at[work.b[meeting]][slot]} - {NOWHERE}
        out |= {first for first in work.before.get(meeting, ()) if work.slot[first] >= slot}
        out |= {rival for rival in work.rivals.get(meeting, ()) if work.slot[rival] == slot}
        out |= {later for later in work.after.get(meeting, ()) if 0 <= work.slot[later] <= slot}
        if work.load[slot] >= work.room[slot] and not any(work.slot[each] == slot for each in out):
            there = {row[slot] for row in work.at if row[slot] >= 0}
            out.add(self.lot.choice(sorted(there)))
        return sorted(out)


def restore(work: Working, slots: Sequence[int]) -> None:
    """Put every meeting where it was."""
    for meeting, slot in enumerate(work.slot):
        if slot >= 0 and slot != slots[meeting]:
            work.take(meeting)
    for meeting, slot in enumerate(slots):
        if slot >= 0 > work.slot[meeting]:
            work.put(meeting, slot)
