"""Is this timetable one, and how good is it?

Written from the statement of the problem alone and sharing no code with any model, so that a fault in a model
cannot hide here: every timetable in the tests, the benchmarks and the answers goes through it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grappe.engines.timetable.problem import AFTERNOON, MORNING, Problem
from grappe.engines.timetable.schedule import Placement


@dataclass(frozen=True, slots=True)
class Checked:
    """`faults`: each broken rule in words (none: it is a timetable). `breaks`: of all people together; a break
    is one maximal run of idle slots between two meetings of a person. `spread`: largest minus smallest number of
    breaks over all people, also those who meet nobody. `moves`: changes of table between two meetings of a person
    that follow each other. `of_each`: the breaks of each person.
    """

    faults: tuple[str, ...]
    breaks: int
    spread: int
    moves: int
    of_each: tuple[int, ...]


def check(problem: Problem, placements: Iterable[Placement], fairness: int | None = None) -> Checked:
    """Return what is wrong with a timetable and how good it is; `fairness` None: any spread is allowed."""
    placed = tuple(placements)
    faults = [*_outside(problem, placed), *_twice(problem, placed), *_rules(problem, placed)]
    days = _days(problem, placed)
    breaks = tuple(_breaks(day) for day in days)
    spread = max(breaks, default=0) - min(breaks, default=0)
    if fairness is not None and spread > fairness:
        faults.append(f"some have {spread} breaks more than others, {fairness} are allowed")
    moves = sum(_moves(day) for day in days)
    return Checked(tuple(faults), sum(breaks), spread, moves, breaks)


def _outside(problem: Problem, placed: tuple[Placement, ...]) -> list[str]:
    faults = []
    for one in placed:
        if not 0 <= one.meeting < len(problem.meetings):
            faults.append(f"there is no meeting in place {one.meeting}")
        elif not 0 <= one.slot < problem.slots:
            faults.append(f"meeting {problem.ids[one.meeting]}: there is no slot {one.slot + 1}")
        elif not 0 <= one.table < problem.tables[one.slot]:
            faults.append(
                f"meeting {problem.ids[one.meeting]}: there is no table {one.table + 1} in slot {one.slot + 1}"
            )
    return faults


def _twice(problem: Problem, placed: tuple[Placement, ...]) -> list[str]:
    """What happens more than once: a meeting, a person in a slot, a table in a slot."""
    meetings = Counter(one.meeting for one in placed)
    faults = [f"meeting in place {meeting} takes place {n} times" for meeting, n in meetings.items() if n > 1]
    known = [one for one in placed if 0 <= one.meeting < len(problem.meetings)]
    people = Counter(
        (person, one.slot)
        for one in known
        for person in (problem.meetings[one.meeting].a, problem.meetings[one.meeting].b)
    )
    faults += [
        f"{problem.people[person]} has {n} meetings in slot {slot + 1}"
        for (person, slot), n in people.items()
        if n > 1
    ]
    tables = Counter((one.slot, one.table) for one in placed)
    faults += [
        f"{n} meetings at table {table + 1} in slot {slot + 1}"
        for (slot, table), n in tables.items()
        if n > 1
    ]
    return faults


def _rules(problem: Problem, placed: tuple[Placement, ...]) -> list[str]:
    """Each meeting's own rules: must be placed, session, forbidden slots, settled slot and table, precedences."""
    faults = []
    at = {one.meeting: one for one in placed}
    for number, meeting in enumerate(problem.meetings):
        called = f"meeting {problem.ids[number]}"
        if number not in at:
            if meeting.priority is None:
                faults.append(f"{called} is not placed")
            continue
        slot = at[number].slot
        if meeting.session == MORNING and slot >= problem.morning:
            faults.append(f"{called} is not in the morning")
        if meeting.session == AFTERNOON and slot < problem.morning:
            faults.append(f"{called} is not in the afternoon")
        for person in (meeting.a, meeting.b):
            if slot in problem.forbidden[person]:
                faults.append(f"{called}: {problem.people[person]} cannot meet in slot {slot + 1}")
        if meeting.fixed is not None and slot != meeting.fixed:
            faults.append(f"{called} is not in its slot {meeting.fixed + 1}")
        if meeting.table is not None and at[number].table != meeting.table:
            faults.append(f"{called} is not at its table {meeting.table + 1}")
        faults += [
            f"{called} begins before meeting {problem.ids[earlier]} is over"
            for earlier in meeting.after
            if earlier in at and at[earlier].slot >= slot
        ]
    return faults


def _days(problem: Problem, placed: tuple[Placement, ...]) -> list[list[Placement]]:
    """Return each person's meetings in the order of their slots."""
    days: list[list[Placement]] = [[] for _ in problem.people]
    for one in sorted(placed, key=lambda one: one.slot):
        if 0 <= one.meeting < len(problem.meetings):
            meeting = problem.meetings[one.meeting]
            days[meeting.a].append(one)
            days[meeting.b].append(one)
    return days


def _breaks(day: list[Placement]) -> int:
    return sum(later.slot - earlier.slot > 1 for earlier, later in zip(day, day[1:], strict=False))


def _moves(day: list[Placement]) -> int:
    return sum(later.table != earlier.table for earlier, later in zip(day, day[1:], strict=False))
