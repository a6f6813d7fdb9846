"""Which of the meetings asked for can be held at all, and what is the most that anybody could place?

A b-matching: each person has only so many free slots, by session too, and the hall only so many tables. What it
chooses need not fit into the slots yet (`placing` sees to that); what it proves, no timetable can exceed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from grappe.engines.timetable.allowed import allowed_masks, bits, free_masks, session_mask
from grappe.engines.timetable.linear import Rows, maximise
from grappe.engines.timetable.problem import AFTERNOON, ANY, MORNING, Problem, weight_of

LONGEST = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Choice:
    """`meetings`: the chosen ones, by place, those that must be there among them. `weight`: of those with a priority.

    `bound`: no timetable places more weight. `proved`: `weight` is the most that these rules allow.
    `feasible`: False when it is proved that the meetings which must be placed do not all fit.
    """

    meetings: tuple[int, ...]
    weight: int
    bound: int
    proved: bool
    feasible: bool = True


def worth(problem: Problem) -> list[int]:
    """Return the weight of each meeting (`problem.weight_of`)."""
    return [weight_of(meeting.priority) for meeting in problem.meetings]


def choose(
    problem: Problem,
    *,
    time_limit: float = LONGEST,
    allowed: Sequence[int] | None = None,
    weights: Sequence[int] | None = None,
) -> Choice:
    """Return the meetings of most weight that people and tables have room for, and the proved bound.

    `allowed`: the slots of each meeting as bits, where fewer than the problem allows are open. `weights`: what each
    counts, where that is not `worth`.
    """
    masks = allowed_masks(problem) if allowed is None else allowed
    must = [meeting.priority is None for meeting in problem.meetings]
    if any(needed and not mask for needed, mask in zip(must, masks, strict=True)):
        return Choice((), 0, 0, True, feasible=False)
    weights = worth(problem) if weights is None else weights
    if not weights:
        return Choice((), 0, 0, True)
    found = maximise(
        weights,
        _rows(problem, masks),
        low=[float(needed) for needed in must],
        high=[float(bool(mask)) for mask in masks],
        time_limit=time_limit,
    )
    if found.infeasible:
        return Choice((), 0, 0, True, feasible=False)
    most = min(math.floor(found.bound + 1e-6), sum(w for w, mask in zip(weights, masks, strict=True) if mask))
    if found.values is None:
        return Choice(tuple(number for number, needed in enumerate(must) if needed), 0, most, False)
    chosen = tuple(number for number, value in enumerate(found.values) if value > 0.5)
    weight = sum(weights[number] for number in chosen)
    return Choice(chosen, weight, most, weight == most)


def _rows(problem: Problem, masks: Sequence[int]) -> Rows:
    """Return the room that people and hall have: in all, in each session, and in each set of slots that a meeting has."""
    rows = Rows()
    sessions = [session_mask(problem, session) for session in (ANY, MORNING, AFTERNOON)]
    theirs: list[list[int]] = [[] for _ in problem.people]
    for number, meeting in enumerate(problem.meetings):
        if masks[number]:
            theirs[meeting.a].append(number)
            theirs[meeting.b].append(number)
    for person, free in enumerate(free_masks(problem)):
        known = {masks[number] for number in theirs[person]}
        free &= reduce(or_, known, 0)
        sets = {free & mask for mask in sessions} | known
        _room(rows, theirs[person], masks, {mask: mask.bit_count() for mask in sets})
    held = [number for number, mask in enumerate(masks) if mask]
    sessions = [mask & reduce(or_, masks, 0) for mask in sessions]
    _room(rows, held, masks, {mask: sum(problem.tables[slot] for slot in bits(mask)) for mask in sessions})
    return rows


def _room(rows: Rows, meetings: Sequence[int], masks: Sequence[int], room: Mapping[int, int]) -> None:
    """Add that of the meetings which can only be in a set of slots, no more are held than it has room for."""
    seen: set[tuple[int, ...]] = set()
    for mask, size in sorted(room.items()):
        inside = tuple(number for number in meetings if not masks[number] & ~mask)
        if len(inside) > size and inside not in seen:
            rows.at_most(inside, size)
            seen.add(inside)
