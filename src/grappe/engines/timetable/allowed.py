"""In which slots may a meeting be at all? Sets of slots as bits: bit s is slot s.

Only what holds in every timetable is taken away: session, forbidden slots, the settled slot, slots without a table,
slots that a meeting which must be there has taken, and the chains of meetings that must follow one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grappe.engines.timetable.problem import AFTERNOON, MORNING, Meeting, Problem


def bits(mask: int) -> Iterator[int]:
    """Yield the slots of a set, earliest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def session_mask(problem: Problem, session: int) -> int:
    """Return the slots of a session, whether or not they have tables."""
    everything, morning = (1 << problem.slots) - 1, (1 << problem.morning) - 1
    return {MORNING: morning, AFTERNOON: everything & ~morning}.get(session, everything)


def open_mask(problem: Problem) -> int:
    """Return the slots that have a table."""
    return sum(1 << slot for slot in range(problem.slots) if problem.tables[slot] > 0)


def free_masks(problem: Problem) -> list[int]:
    """Return for each person the slots in which they can meet and in which there is a table."""
    there = open_mask(problem)
    return [there & ~sum(1 << slot for slot in away) for away in problem.forbidden]


def allowed_masks(problem: Problem) -> list[int]:
    """Return for each meeting the slots in which it may be; 0 where there is none."""
    free = free_masks(problem)
    masks = [_alone(problem, meeting, free) for meeting in problem.meetings]
    held = _held(problem, masks)
    for number, meeting in enumerate(problem.meetings):
        for person in (meeting.a, meeting.b):
            for slot, holders in held[person].items():
                if holders != {number}:
                    masks[number] &= ~(1 << slot)
    _follow(problem.meetings, masks)
    return masks


def _alone(problem: Problem, meeting: Meeting, free: Sequence[int]) -> int:
    mask = session_mask(problem, meeting.session) & free[meeting.a] & free[meeting.b]
    if meeting.table is not None:  # a settled table that has been lost in a slot
        mask &= sum(1 << slot for slot, tables in enumerate(problem.tables) if tables > meeting.table)
    return mask if meeting.fixed is None else mask & (1 << meeting.fixed)


def _held(problem: Problem, masks: Sequence[int]) -> list[dict[int, set[int]]]:
    """Return for each person the slots that meetings which must be placed have taken, and by which."""
    held: list[dict[int, set[int]]] = [{} for _ in problem.people]
    for number, meeting in enumerate(problem.meetings):
        if meeting.priority is None and meeting.fixed is not None and masks[number]:
            for person in (meeting.a, meeting.b):
                held[person].setdefault(meeting.fixed, set()).add(number)
    return held


def _follow(meetings: Sequence[Meeting], masks: list[int]) -> None:
    """Narrow the slots of meetings that must all be placed and follow one another, until nothing changes."""
    pairs = [
        (first, later)
        for later, meeting in enumerate(meetings)
        for first in meeting.after
        if meeting.priority is None and meetings[first].priority is None
    ]
    changed = True
    while changed:
        changed = False
        for first, later in pairs:
            earliest, latest = masks[first] & -masks[first], masks[later].bit_length() - 1
            narrowed_later = masks[later] & ~((earliest << 1) - 1) if masks[first] else 0
            narrowed_first = masks[first] & ((1 << latest) - 1) if masks[later] else 0
            if (narrowed_first, narrowed_later) != (masks[first], masks[later]):
                masks[first], masks[later] = narrowed_first, narrowed_later
                changed = True
