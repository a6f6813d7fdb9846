"""At which table? Any that is free: settled tables first, then for each person the one they last sat at."""

from __future__ import annotations

from collections.abc import Mapping

from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.schedule import Placement


def seated(problem: Problem, slots: Mapping[int, int]) -> tuple[Placement, ...]:
    """Return the meetings with tables, for the slots given (meeting to slot, both 0-based)."""
    last: dict[int, int] = {}
    found: list[Placement] = []
    for slot in range(problem.slots):
        here = sorted(number for number, at in slots.items() if at == slot)
        free = set(range(problem.tables[slot]))
        free -= {table for number in here if (table := problem.meetings[number].table) is not None}
        for number in here:
            meeting = problem.meetings[number]
            wished = [last[person] for person in (meeting.a, meeting.b) if last.get(person) in free]
            table = meeting.table if meeting.table is not None else wished[0] if wished else min(free)
            free.discard(table)
            last[meeting.a] = last[meeting.b] = table
            found.append(Placement(number, slot, table))
    return tuple(found)
