"""Which slots can each meeting still have, before anything is searched?

Sessions, forbidden and settled slots, slots without a table, and what follows from them: who is settled in a slot
is taken there, a slot whose tables are all settled is full, a meeting that must come after others comes after as
many slots as those others need. What is left is what every model begins with; an empty window is a proof.
"""

from __future__ import annotations

from collections import Counter

from grappe.engines.timetable.problem import AFTERNOON, MORNING, Meeting, Problem

Windows = list[set[int]]


def windows(problem: Problem) -> Windows | None:
    """Return the possible slots of each meeting, or None when a meeting that must be placed has none."""
    found = [_own(problem, meeting) for meeting in problem.meetings]
    order = _in_order(problem)
    if order is None:
        return None
    while True:
        before = sum(map(len, found))
        _settled(problem, found)
        _precedences(problem, order, found)
        if any(
            not left and meeting.priority is None
            for left, meeting in zip(found, problem.meetings, strict=True)
        ):
            return None
        if sum(map(len, found)) == before:
            return found


def earlier_ones(problem: Problem) -> list[set[int]]:
    """Return, for each meeting, all that must be over before it; only among those that must be placed.

    Meetings on a cycle are among their own.
    """
    direct = [
        {one for one in meeting.after if problem.meetings[one].priority is None}
        for meeting in problem.meetings
    ]
    found = [set(one) for one in direct]
    for number in range(len(found)):
        stack = list(direct[number])
        while stack:
            for one in direct[stack.pop()] - found[number]:
                found[number].add(one)
                stack.append(one)
    return found


def _own(problem: Problem, meeting: Meeting) -> set[int]:
    slots = set(range(problem.slots)) - problem.forbidden[meeting.a] - problem.forbidden[meeting.b]
    if meeting.session == MORNING:
        slots = {slot for slot in slots if slot < problem.morning}
    if meeting.session == AFTERNOON:
        slots = {slot for slot in slots if slot >= problem.morning}
    if meeting.fixed is not None:
        slots &= {meeting.fixed}
    return {slot for slot in slots if problem.tables[slot] > (meeting.table or 0)}


def _in_order(problem: Problem) -> list[tuple[int, set[int]]] | None:
    """Return meetings that have others before them, first ones first, with all of those; None on a cycle."""
    earlier = earlier_ones(problem)
    must = [number for number, meeting in enumerate(problem.meetings) if meeting.priority is None]
    if any(number in earlier[number] for number in must):
        return None
    numbers = [number for number in range(len(earlier)) if earlier[number] and number not in earlier[number]]
    return sorted(((number, earlier[number]) for number in numbers), key=lambda one: len(one[1]))


def _settled(problem: Problem, found: Windows) -> None:
    """Take away the slots in which a person, or all tables, are taken by meetings with one slot left."""
    taken: dict[tuple[int, int], int] = {}
    full: Counter[int] = Counter()
    for number, (left, meeting) in enumerate(zip(found, problem.meetings, strict=True)):
        if len(left) == 1 and meeting.priority is None:
            slot = next(iter(left))
            full[slot] += 1
            for person in (meeting.a, meeting.b):
                if taken.setdefault((person, slot), number) != number:
                    left.clear()
    for number, (left, meeting) in enumerate(zip(found, problem.meetings, strict=True)):
        sure = len(left) == 1 and meeting.priority is None
        for slot in tuple(left):
            others = any(taken.get((person, slot), number) != number for person in (meeting.a, meeting.b))
            if others or full[slot] > problem.tables[slot] - (not sure):
                left.discard(slot)


def _precedences(problem: Problem, order: list[tuple[int, set[int]]], found: Windows) -> None:
    for number, earlier in order:
        first = _end_of(problem, earlier, found, forward=True)
        found[number] = {slot for slot in found[number] if slot > first}
    later: dict[int, set[int]] = {}
    for number, earlier in order:
        if problem.meetings[number].priority is None:
            for one in earlier:
                later.setdefault(one, set()).add(number)
    for number, others in sorted(later.items(), key=lambda one: len(one[1])):
        last = _end_of(problem, others, found, forward=False)
        found[number] = {slot for slot in found[number] if slot < last}


def _end_of(problem: Problem, others: set[int], found: Windows, forward: bool) -> int:
    """Return the earliest slot in which all of `others` can be over (backward: the latest in which they begin)."""
    sign, worst = (1, -1) if forward else (-1, -problem.slots)
    people: dict[int, list[int]] = {}
    for one in others:
        ends = min((sign * slot for slot in found[one]), default=problem.slots)
        worst = max(worst, ends)
        for person in (problem.meetings[one].a, problem.meetings[one].b):
            people.setdefault(person, []).append(one)
    for group in people.values():
        if len(group) > 1:
            slots = sorted({sign * slot for one in group for slot in found[one]})
            worst = max(worst, slots[len(group) - 1] if len(slots) >= len(group) else problem.slots)
    return sign * worst
