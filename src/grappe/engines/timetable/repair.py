"""Somebody does not come, a table is lost, a request is new: which timetable is best now, and changes least?

In this order: the weight of the meetings placed, where those that were in the timetable come first (people have
been told); as few meetings as can be in another slot than before, or gone; breaks and fairness,
for which only meetings that moved anyway are still free. Events of about a hundred people are
proved; of larger ones only the neighbourhood of the change is looked at, where a new meeting moves no more others than
its weight (9 to 17), and the bounds say how good that is.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.timetable.allowed import allowed_masks
from grappe.engines.timetable.bounds import breaks_bound
from grappe.engines.timetable.filling import best_slot, insert, restore, runs
from grappe.engines.timetable.improving import Improving
from grappe.engines.timetable.pairs import choose, worth
from grappe.engines.timetable.problem import Problem, ProblemFault
from grappe.engines.timetable.repair_model import MOST_COLUMNS, Found, neighbourhood, scale, settle
from grappe.engines.timetable.reporting import Reporting
from grappe.engines.timetable.schedule import OnProgress, Placement, Solution, Status
from grappe.engines.timetable.tables import lay
from grappe.engines.timetable.working import Working

FAIRNESS, TIME_LIMIT = 2, 30.0
MODEL, BREAKS = 0.6, 0.5  # shares of the time that is left when each begins
# What a meeting counts that was in the timetable: more than two of the most wanted new ones (17 each), and no more
# than two can come where one goes. People have been told: it goes only when it must.
TOLD = 35
EACH = 0.05  # seconds to look for a better slot, for each meeting that is free to move
MUST = 1_000  # a meeting that must be there goes before all others
SEED = 5


@dataclass(frozen=True, slots=True)
class Repaired:
    """The timetable after the change. Meetings by their place in the problem, in order:

    `moved`: in another slot than before; `dropped`: no longer placed; `added`: newly placed; `retabled`: in the same
    slot at another table. `changed_bound`: moved and dropped together are at least so many with this weight placed;
    `proved`: no timetable places more weight, and none that places as much changes fewer.
    """

    solution: Solution
    moved: tuple[int, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    retabled: tuple[int, ...]
    changed_bound: int
    proved: bool


def repair(
    problem: Problem,
    before: tuple[Placement, ...],
    *,
    fairness: int = FAIRNESS,
    time_limit: float = TIME_LIMIT,
    from_slot: int = 0,
    on_progress: OnProgress | None = None,
) -> Repaired:
    """Return the best timetable for the problem as it is now that moves as few of the meetings of `before` as it can.

    `before`: the timetable as it was, its meetings by their places in `problem` as it is now; meetings that are no
    longer asked for are left out of it. `from_slot`: slots before this one, 0-based, are past: what took place there
    stays, and nothing comes in. Raises ProblemFault for a placement of a meeting or slot that the problem has not.
    """
    began = time.monotonic()
    _known(problem, before)
    old = {each.meeting: each.slot for each in before}
    work = Working(problem, _allowed_now(problem, old, from_slot))
    weights = [weight and (TOLD if n in old else weight) for n, weight in enumerate(worth(problem))]
    choice = choose(problem, time_limit=time_limit / 4, allowed=work.allowed, weights=weights)
    report = Reporting(problem, work, on_progress, choose(problem, allowed=work.allowed).bound)
    first = _Bounds(choice.bound, _keep(problem, work, old))
    bounds = _settle(weights, report, old, first, began + time_limit)
    missing = any(
        slot < 0 and meeting.priority is None
        for slot, meeting in zip(work.slot, problem.meetings, strict=True)
    )
    if missing or not choice.feasible:
        sure = not choice.feasible or bounds is None
        return _none(old, choice.bound, sure, time.monotonic() - began)
    assert bounds is not None  # a timetable was found, so there is one
    _lessen_breaks(problem, work, old, fairness, report, began + time_limit)
    most = sum(weights[number] for number in work.placed()) == bounds.placed
    return _answer(work, before, report, most, bounds.changed, began + time_limit)


@dataclass(frozen=True)
class _Bounds:
    """`placed`: weight at most; `changed`: meetings moved or dropped at least, with the weight that was placed."""

    placed: int
    changed: int


def _known(problem: Problem, before: Sequence[Placement]) -> None:
    for each in before:
        if not 0 <= each.meeting < len(problem.meetings):
            raise ProblemFault(f"the timetable as it was: there is no meeting in place {each.meeting}")
        if not 0 <= each.slot < problem.slots:
            raise ProblemFault(f"the timetable as it was: there is no slot {each.slot + 1}")


def _allowed_now(problem: Problem, old: Mapping[int, int], from_slot: int) -> list[int]:
    """Return the slots of each meeting: what took place stays, and what did not cannot begin in the past."""
    past = (1 << from_slot) - 1
    return [
        mask & (1 << old[number]) if old.get(number, from_slot) < from_slot else mask & ~past
        for number, mask in enumerate(allowed_masks(problem))
    ]


def _keep(problem: Problem, work: Working, old: Mapping[int, int]) -> int:
    """Put the meetings where they were, the more wanted first where a table is short; return how many cannot stay."""
    weights = worth(problem)
    possible = Counter(slot for number, slot in old.items() if work.allowed[number] >> slot & 1)
    for number in sorted(old, key=lambda number: (-(weights[number] or MUST), number)):
        if work.choices(number) >> old[number] & 1:
            work.put(number, old[number])
    crowded = sum(max(0, count - problem.tables[slot]) for slot, count in possible.items())
    return len(old) - possible.total() + crowded


def _settle(
    weights: Sequence[int],
    report: Reporting,
    old: Mapping[int, int],
    bounds: _Bounds,
    deadline: float,
) -> _Bounds | None:
    """Put in what can be put in, and change as little as can be; None when it is proved that there is no timetable."""
    work = report.work
    _put_straight(work, weights, old)
    free, everything = _free(work, old)
    if any(slot < 0 for slot in (work.slot[number] for number in free)):
        unit, left = scale(old) if everything else 1, deadline - time.monotonic()
        found = settle(work, free, weights, old, MODEL * left, unit=unit, go_on=report.go_on)
        if found.infeasible and everything:
            return None
        _adopt(work, found)
        if not found.proved:
            left = MODEL * (deadline - time.monotonic())
            again = settle(work, free, weights, old, left, unit=unit, no_less=True, go_on=report.go_on)
            _adopt(work, again)
        if everything and math.isfinite(found.bound):
            bounds = _proved(found.bound, work, weights, old, bounds)
    for number, slot in enumerate(work.slot):
        if slot < 0 < work.allowed[number] and (not weights[number] or number in old):
            insert(work, number)  # whatever it moves: a model that ended without a timetable has left it out
    return bounds


def _adopt(work: Working, found: Found) -> None:
    if found.slots is not None:
        restore(work, [found.slots.get(number, -1) for number in range(len(work.slot))])


def _put_straight(work: Working, weights: Sequence[int], old: Mapping[int, int]) -> None:
    """Put in what finds a slot without moving anybody, first those who lost theirs."""
    waiting = [number for number, mask in enumerate(work.allowed) if mask and work.slot[number] < 0]
    for number in sorted(waiting, key=lambda n: (weights[n] > 0, n not in old, -weights[n])):
        if choices := work.choices(number):
            work.put(number, best_slot(work, number, choices))


def _free(work: Working, old: Mapping[int, int]) -> tuple[set[int], bool]:
    """Return the meetings whose slots are to be chosen anew, and whether these are all."""
    possible = {number for number, mask in enumerate(work.allowed) if mask}
    if sum(work.allowed[number].bit_count() for number in possible) <= MOST_COLUMNS:
        return possible, True
    waiting = {number for number in possible if work.slot[number] < 0}
    lost = {number for number in waiting if number in old}
    spare = {number for number in waiting if _has_time(work, number)}
    people = {person for number in lost | spare for person in (work.a[number], work.b[number])}
    return neighbourhood(work, waiting, people), False


def _has_time(work: Working, number: int) -> bool:
    """Tell whether both people have a slot to themselves, if not the same."""
    mask = work.allowed[number]
    return bool(mask & ~work.busy[work.a[number]] and mask & ~work.busy[work.b[number]])


def _proved(
    value: float, work: Working, weights: Sequence[int], old: Mapping[int, int], bounds: _Bounds
) -> _Bounds:
    """Return the bounds that the whole model has proved."""
    most, unit = math.floor(value + 1e-6), scale(old)
    placed = sum(weights[number] for number in work.placed())
    stay = most - unit * placed if most // unit <= placed else len(old)
    return _Bounds(min(bounds.placed, most // unit), max(bounds.changed, len(old) - stay))


def _lessen_breaks(
    problem: Problem,
    work: Working,
    old: Mapping[int, int],
    fairness: int,
    report: Reporting,
    deadline: float,
) -> None:
    """Move what has been moved anyway to where it makes the fewest breaks."""
    report.phase = "breaks"
    free = []
    for number, slot in work.placed().items():
        if old.get(number) == slot:
            work.allowed[number] = 1 << slot
        elif work.allowed[number] & ~(1 << slot):
            free.append(number)
    people = sorted({person for number in free for person in (work.a[number], work.b[number])})
    if not people:
        return
    report.bound = breaks_bound(problem, list(work.placed()), allowed=work.allowed)
    now = time.monotonic()
    until = min(now + BREAKS * (deadline - now), now + EACH * (10 + len(free)))
    search = Improving(work, fairness, random.Random(SEED), people=people)
    search.improve(until, report.go_on, enough=report.bound)


def _answer(
    work: Working,
    before: Sequence[Placement],
    report: Reporting,
    most: bool,
    changed_bound: int,
    deadline: float,
) -> Repaired:
    """Return the whole answer; `most`: it is proved that nothing more can be placed."""
    problem, slots, old = report.problem, work.placed(), {each.meeting: each for each in before}
    left = max(0.5, deadline - time.monotonic())
    hall = lay(problem, slots, time_limit=left, settled=_seats(problem, slots, before))
    now = {each.meeting: each for each in hall.placements}
    both = sorted(now.keys() & old.keys())
    moved = tuple(number for number in both if now[number].slot != old[number].slot)
    dropped = tuple(sorted(old.keys() - now.keys()))
    breaks = [max(0, runs(mask) - 1) for mask in work.busy]
    bound = breaks_bound(problem, list(slots))
    proved = most and len(moved) + len(dropped) == changed_bound
    solution = Solution(
        Status.OPTIMAL if proved and sum(breaks) == bound else Status.FEASIBLE,
        hall.placements,
        tuple(number for number in range(len(problem.meetings)) if number not in slots),
        sum(worth(problem)[number] for number in slots),
        report.placed_bound,
        sum(breaks),
        bound,
        max(breaks, default=0) - min(breaks, default=0),
        hall.moves,
        time.monotonic() - report.began,
        "repair",
    )
    stayed = (number for number in both if now[number].slot == old[number].slot)
    retabled = tuple(number for number in stayed if now[number].table != old[number].table)
    added = tuple(sorted(now.keys() - old.keys()))
    return Repaired(solution, moved, dropped, added, retabled, changed_bound, proved)


def _seats(problem: Problem, slots: Mapping[int, int], before: Sequence[Placement]) -> dict[int, int]:
    """Return the tables that meetings keep: those in the slot they had, where the table is still there and free."""
    held = {
        (slot, problem.meetings[number].table)
        for number, slot in slots.items()
        if problem.meetings[number].table is not None
    }
    return {
        each.meeting: each.table
        for each in before
        if slots.get(each.meeting) == each.slot
        and problem.meetings[each.meeting].table is None
        and each.table < problem.tables[each.slot]
        and (each.slot, each.table) not in held
    }


def _none(old: Mapping[int, int], placed_bound: int, sure: bool, seconds: float) -> Repaired:
    status = Status.INFEASIBLE if sure else Status.UNKNOWN
    solution = Solution(status, (), (), 0, placed_bound, None, 0, None, None, seconds, "repair")
    return Repaired(solution, (), tuple(sorted(old)), (), (), 0, sure)
