"""Would other meetings in one slot count for more? Each slot's meetings chosen anew, exactly, until none gains.

What `pairs` chose may not fit into the slots that people are free in. For one slot at a time, HiGHS chooses among the
meetings that are there and all that are nowhere: a matching of most weight.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from grappe.engines.timetable.linear import Rows, maximise
from grappe.engines.timetable.working import Working

SLOT_LIMIT = 2.0  # seconds for one slot


def exchange(work: Working, weights: Sequence[int], go_on: Callable[[], bool], deadline: float) -> int:
    """Choose each slot's meetings anew until no slot gains, or time is up; return the weight gained.

    `weights`: of each meeting; 0 keeps a meeting out unless it is in already, and then it stays.
    """
    gained, still = 0, 0
    slot = 0
    while still < work.slots and time.monotonic() < deadline and go_on():
        gain = _anew(work, weights, slot % work.slots, min(SLOT_LIMIT, deadline - time.monotonic()))
        gained, still = gained + gain, 0 if gain else still + 1
        slot += 1
    return gained


def _anew(work: Working, weights: Sequence[int], slot: int, time_limit: float) -> int:
    there = [number for number, at in enumerate(work.slot) if at == slot]
    outside = [
        number
        for number, at in enumerate(work.slot)
        if at < 0 < weights[number]
        and work.allowed[number] >> slot & 1
        and work.fits_with_others(number, slot)
    ]
    if not outside:
        return 0
    both = there + outside
    before = sum(weights[number] for number in there)
    found = maximise(
        [weights[number] for number in both],
        _rows(work, both, slot),
        low=[float(work.slot[number] == slot and not weights[number]) for number in both],
        time_limit=time_limit,
        start=[1.0] * len(there) + [0.0] * len(outside),
    )
    if found.values is None or round(found.best) <= before:
        return 0
    taken = [number for number, value in zip(both, found.values, strict=True) if value > 0.5]
    for number in there:
        work.take(number)
    for number in taken:
        work.put(number, slot)
    return sum(weights[number] for number in taken) - before


def _rows(work: Working, meetings: Sequence[int], slot: int) -> Rows:
    rows = Rows()
    theirs: dict[int, list[int]] = {}
    column = {number: place for place, number in enumerate(meetings)}
    for number, place in column.items():
        theirs.setdefault(work.a[number], []).append(place)
        theirs.setdefault(work.b[number], []).append(place)
        for other in (*work.before.get(number, ()), *work.rivals.get(number, ())):
            if other in column:
                rows.at_most([place, column[other]], 1)
    for own in theirs.values():
        if len(own) > 1:
            rows.at_most(own, 1)
    if len(meetings) > work.room[slot]:
        rows.at_most(range(len(meetings)), work.room[slot])
    return rows
