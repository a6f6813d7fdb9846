"""After a change: which meetings stay where they are, exactly? A model in whole numbers for HiGHS.

One column for each meeting and slot; most weight first, then most meetings in the slot they had. Of an event too
large for that, the neighbourhood of the change is free and the rest stays: then the answer is good, not proved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.timetable.allowed import bits
from grappe.engines.timetable.linear import Rows, maximise
from grappe.engines.timetable.working import Working

MOST_COLUMNS = 12_000  # of a model of everything, which HiGHS proves in seconds
NEAR_COLUMNS = 4_000  # of a neighbourhood: what is farther away is not moved for a meeting more


@dataclass(frozen=True)
class Found:
    """`slots`: the timetable, None if there is none. `bound`: see `scale`. `proved`: nothing is better."""

    slots: dict[int, int] | None
    bound: float
    proved: bool
    infeasible: bool


def scale(before: Mapping[int, int]) -> int:
    """Return what one unit of weight counts, where a meeting that stays counts 1: more than all of those together."""
    return len(before) + 1


def neighbourhood(work: Working, wanted: Collection[int], people: Collection[int]) -> set[int]:
    """Return the meetings that may change when these people's may: as many as a model can hold, the nearest first.

    `wanted`: meetings that may come in if both people are near.
    """
    near = set(people)
    theirs: list[list[int]] = [[] for _ in work.at]
    for number in {number for number, slot in enumerate(work.slot) if slot >= 0} | set(wanted):
        theirs[work.a[number]].append(number)
        theirs[work.b[number]].append(number)
    free: set[int] = set()
    size = 0
    while True:
        fresh = {number for person in near for number in theirs[person]} - free
        fresh = {n for n in fresh if work.slot[n] >= 0 or {work.a[n], work.b[n]} <= near}
        for number in sorted(fresh, key=lambda number: work.slot[number] >= 0):
            size += work.allowed[number].bit_count()
            if size > NEAR_COLUMNS:
                return free
            free.add(number)
        wider = near | {person for number in fresh for person in (work.a[number], work.b[number])}
        if wider == near:
            return free
        near = wider


def settle(
    work: Working,
    free: Collection[int],
    weights: Sequence[int],
    before: Mapping[int, int],
    time_limit: float,
    *,
    unit: int,
    no_less: bool = False,
    go_on: Callable[[], bool] | None = None,
) -> Found:
    """Return the best timetable in which the meetings of `free` may change and all others stay where they are.

    `weights`: of each meeting, 0 for one that must be there. `work` as it is serves as the beginning. `unit`: what one
    of weight counts where a meeting that stays counts 1 (see `scale`). `no_less`: only
    ask which meetings can stay, with no less weight than there is. `go_on`: asked now and then, False stops.
    """
    fixed = [number for number, slot in enumerate(work.slot) if slot >= 0 and number not in free]
    taken = [0] * len(work.busy)
    room = list(work.room)
    for number in fixed:
        taken[work.a[number]] |= 1 << work.slot[number]
        taken[work.b[number]] |= 1 << work.slot[number]
        room[work.slot[number]] -= 1
    columns: dict[tuple[int, int], int] = {}
    for number in sorted(free):
        for slot in bits(work.allowed[number] & ~taken[work.a[number]] & ~taken[work.b[number]]):
            if room[slot] > 0:
                columns[number, slot] = len(columns)
    rows = _rows(work, free, weights, columns, room)
    if no_less:
        there = float(sum(weights[number] for number in free if work.slot[number] >= 0))
        rows.between(range(len(columns)), there, math.inf, [float(weights[number]) for number, _ in columns])
        unit = 0
    worth = [unit * weights[number] + (before.get(number) == slot) for number, slot in columns]
    found = maximise(
        worth,
        rows,
        time_limit=time_limit,
        go_on=go_on,
        start=[float(work.slot[number] == slot) for number, slot in columns],
    )
    if found.values is None:
        return Found(None, found.bound, found.proved, found.infeasible)
    slots = {number: work.slot[number] for number in fixed}
    chosen = [key for key, value in zip(columns, found.values, strict=True) if value > 0.5]
    slots.update(chosen)
    return Found(slots, found.bound, found.proved, False)


def _rows(
    work: Working,
    free: Collection[int],
    weights: Sequence[int],
    columns: Mapping[tuple[int, int], int],
    room: Sequence[int],
) -> Rows:
    rows = Rows()
    own: dict[int, list[int]] = {number: [] for number in free}
    of_person: dict[tuple[int, int], list[int]] = {}
    in_slot: dict[int, list[int]] = {}
    for (number, slot), column in columns.items():
        own[number].append(column)
        of_person.setdefault((work.a[number], slot), []).append(column)
        of_person.setdefault((work.b[number], slot), []).append(column)
        in_slot.setdefault(slot, []).append(column)
    for number, theirs in own.items():
        rows.between(theirs, float(not weights[number]), 1.0)
    for theirs in of_person.values():
        if len(theirs) > 1:
            rows.at_most(theirs, 1)
    for slot, there in in_slot.items():
        if len(there) > room[slot]:
            rows.at_most(there, room[slot])
    for number in free:
        _orders(rows, work, number, free, columns)
        _tables(rows, work, number, free, columns)
    return rows


def _tables(
    rows: Rows, work: Working, number: int, free: Collection[int], columns: Mapping[tuple[int, int], int]
) -> None:
    """Add that a settled table is for one meeting in each slot."""
    for rival in work.rivals.get(number, ()):
        for slot in range(work.slots):
            if (number, slot) in columns and (rival, slot) in columns and number < rival:
                rows.at_most([columns[number, slot], columns[rival, slot]], 1)
            elif (number, slot) in columns and rival not in free and work.slot[rival] == slot:
                rows.at_most([columns[number, slot]], 0)


def _orders(
    rows: Rows, work: Working, number: int, free: Collection[int], columns: Mapping[tuple[int, int], int]
) -> None:
    """Add that a meeting comes after those that must be over before it, and before those that wait for it."""
    for first in work.before.get(number, ()):
        for slot in range(work.slots):
            late = [columns[first, at] for at in range(slot, work.slots) if (first, at) in columns]
            if first not in free and work.slot[first] >= slot and (number, slot) in columns:
                rows.at_most([columns[number, slot]], 0)
            elif late and (number, slot) in columns:
                rows.at_most([columns[number, slot], *late], 1)
    for later in work.after.get(number, ()):
        if later not in free and work.slot[later] >= 0:
            for slot in range(work.slot[later], work.slots):
                if (number, slot) in columns:
                    rows.at_most([columns[number, slot]], 0)
