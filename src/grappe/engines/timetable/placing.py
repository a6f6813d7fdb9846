"""When does each chosen meeting take place? At any size: first all of them somewhere, then with few breaks.

What comes out keeps every rule; how good it is, `pairs.choose` (meetings placed) and `bounds.breaks_bound` (breaks)
say. Chance is drawn from a fixed seed, but how far the search gets depends on the time it has.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence

from grappe.engines.timetable.bounds import breaks_bound, own_breaks
from grappe.engines.timetable.exchanging import exchange
from grappe.engines.timetable.filling import Filling, best_slot, insert, restore
from grappe.engines.timetable.improving import UNFAIR, Improving
from grappe.engines.timetable.pairs import worth
from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.reporting import Reporting
from grappe.engines.timetable.schedule import OnProgress, Placement
from grappe.engines.timetable.tables import first_tables, with_tables
from grappe.engines.timetable.working import Working

# of the time that is left when each begins
FILLING, EXCHANGING, INSERTING, BOUNDING, LAYING = 0.2, 0.3, 0.1, 0.1, 0.1
MUST = 1_000  # what a meeting that must be there weighs in the filling: more than any exchange could win
SEED = 4
ATTEMPTS = 6


def place(
    problem: Problem,
    meetings: Sequence[int],
    *,
    fairness: int,
    deadline: float,
    on_progress: OnProgress | None = None,
    placed_bound: int | None = None,
    keep: Mapping[int, int] | None = None,
) -> tuple[Placement, ...]:
    """Return a timetable with as many of the chosen meetings as find a slot, then with few breaks.

    `deadline`: a moment of time.monotonic. Meetings that were not chosen come in where chosen ones find no slot; one
    of `meetings` that is missing from the answer was not placed. `placed_bound`: weight that can be placed at most,
    for `on_progress`. `keep`: meetings that stay in these slots, whatever else they may.
    """
    work = Working(problem)
    for number, slot in (keep or {}).items():
        work.put(number, slot)
        work.allowed[number] = 1 << slot
    weights = worth(problem)
    wanted = sum(weights[number] for number in meetings)
    report = Reporting(problem, work, on_progress, wanted if placed_bound is None else placed_bound)
    fill(problem, work, meetings, report, deadline)
    lessen_breaks(problem, work, fairness, report, deadline)
    report.phase = "tables"
    left = deadline - time.monotonic()
    if left <= 0 or not report.go_on():
        return first_tables(problem, work.placed())
    return with_tables(problem, work.placed(), time_limit=left)


def fill(
    problem: Problem, work: Working, meetings: Sequence[int], report: Reporting, deadline: float
) -> None:
    """Put the chosen meetings in, and others where they cannot be."""
    weights = worth(problem)
    heavy = [weight or MUST for weight in weights]
    _fill_chosen(problem, work, [n for n in meetings if work.slot[n] < 0], heavy, report, deadline)
    if all(work.slot[number] >= 0 for number in meetings):
        return
    exchange(work, weights, report.go_on, _share(EXCHANGING, deadline))
    outside = [number for number, weight in enumerate(weights) if weight and work.slot[number] < 0]
    until = _share(INSERTING, deadline)
    for number in sorted(outside, key=lambda number: -weights[number]):
        if time.monotonic() < until:
            insert(work, number)
        elif choices := work.choices(number):  # no time for more, but what simply fits is not left out
            work.put(number, best_slot(work, number, choices))


def _fill_chosen(
    problem: Problem,
    work: Working,
    meetings: Sequence[int],
    weights: Sequence[int],
    report: Reporting,
    deadline: float,
) -> None:
    """Put the chosen meetings in; begin again in another order, some times, while some are left over."""
    lot, until = random.Random(SEED), _share(FILLING, deadline)
    empty, best, most = list(work.slot), list(work.slot), -1
    for _ in range(ATTEMPTS):
        restore(work, empty)
        order = list(meetings)
        lot.shuffle(order)
        order.sort(key=lambda number: (problem.meetings[number].priority is not None, _width(work, number)))
        Filling(work, weights, lot).fill(order, report.go_on, until)
        got = sum(weights[number] for number in meetings if work.slot[number] >= 0)
        if got > most:
            best, most = list(work.slot), got
        if most == sum(weights[number] for number in meetings) or time.monotonic() >= until:
            break
    restore(work, best)


def _width(work: Working, number: int) -> int:
    """Return how much choice of slots a meeting has, coarsely: those with little come first."""
    return min(work.allowed[number].bit_count(), 4)


def lessen_breaks(problem: Problem, work: Working, fairness: int, report: Reporting, deadline: float) -> None:
    """Move what is placed until few breaks are left, or as few as there must be."""
    report.phase = "breaks"
    placed = list(work.placed())
    now = time.monotonic()
    report.bound = breaks_bound(problem, placed, time_limit=_share(BOUNDING, deadline) - now)
    forced = sum(UNFAIR * max(0, own - fairness) for own in own_breaks(problem, placed))
    until = deadline - LAYING * max(0.0, deadline - time.monotonic())
    Improving(work, fairness, random.Random(SEED)).improve(until, report.go_on, enough=report.bound + forced)


def _share(share: float, deadline: float) -> float:
    now = time.monotonic()
    return now + share * max(0.0, deadline - now)
