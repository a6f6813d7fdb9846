"""What is where, while a timetable is being made? Meetings in slots, without tables yet.

`chain` and `flip` are the heart of it (after Kempe): the meetings of two slots form paths and circles of people;
turning one round, every meeting of it changes to the other slot, nobody is doubled, and only the two people at the
path's ends see other slots taken than before.
"""

from __future__ import annotations

from collections.abc import Sequence

from grappe.engines.timetable.allowed import allowed_masks, bits
from grappe.engines.timetable.problem import Problem

NOWHERE = -1


class Working:
    """A timetable in the making. Every state it passes through keeps every rule; meetings may be left out.

    `at[person][slot]`: the meeting there, or -1. `slot[meeting]`: where it is, or -1. `busy[person]`: their taken
    slots as bits. `load[slot]`: meetings there. `room[slot]`: tables there. `rivals[meeting]`: others
    with the same settled table.
    """

    def __init__(self, problem: Problem, allowed: Sequence[int] | None = None) -> None:
        self.slots = problem.slots
        self.a = [meeting.a for meeting in problem.meetings]
        self.b = [meeting.b for meeting in problem.meetings]
        self.allowed = list(allowed_masks(problem) if allowed is None else allowed)
        self.room = list(problem.tables)
        self.at = [[NOWHERE] * problem.slots for _ in problem.people]
        self.slot = [NOWHERE] * len(problem.meetings)
        self.busy = [0] * len(problem.people)
        self.load = [0] * problem.slots
        self.before: dict[int, list[int]] = {}
        self.after: dict[int, list[int]] = {}
        for later, meeting in enumerate(problem.meetings):
            for first in meeting.after:
                self.before.setdefault(later, []).append(first)
                self.after.setdefault(first, []).append(later)
        self.rivals = _rivals(problem)
        self.linked = bool(self.before or self.rivals)

    def put(self, meeting: int, slot: int) -> None:
        """Put a meeting that is nowhere into a slot in which both people are free."""
        a, b = self.a[meeting], self.b[meeting]
        self.at[a][slot] = self.at[b][slot] = meeting
        self.busy[a] |= 1 << slot
        self.busy[b] |= 1 << slot
        self.slot[meeting] = slot
        self.load[slot] += 1

    def take(self, meeting: int) -> int:
        """Take a meeting out; return the slot where it was."""
        slot, a, b = self.slot[meeting], self.a[meeting], self.b[meeting]
        self.at[a][slot] = self.at[b][slot] = NOWHERE
        self.busy[a] &= ~(1 << slot)
        self.busy[b] &= ~(1 << slot)
        self.slot[meeting] = NOWHERE
        self.load[slot] -= 1
        return slot

    def fits_with_others(self, meeting: int, slot: int) -> bool:
        """Tell whether a meeting in that slot keeps its order with others, and has its settled table to itself."""
        at = self.slot
        return (
            all(at[first] < slot for first in self.before.get(meeting, ()))
            and all(not 0 <= at[later] <= slot for later in self.after.get(meeting, ()))
            and all(at[rival] != slot for rival in self.rivals.get(meeting, ()))
        )

    def choices(self, meeting: int) -> int:
        """Return the slots into which a meeting could be put as it is, as bits."""
        mask = self.allowed[meeting] & ~self.busy[self.a[meeting]] & ~self.busy[self.b[meeting]]
        found = 0
        for slot in bits(mask):
            if self.load[slot] < self.room[slot] and self.fits_with_others(meeting, slot):
                found |= 1 << slot
        return found

    def chain(self, person: int, here: int, there: int) -> tuple[list[int], int] | None:
        """Return the meetings of the path that begins at a person busy `here` and free `there`, and who is at its end.

        None where one of them may not change slots.
        """
        at, a, b, allowed = self.at, self.a, self.b, self.allowed
        path: list[int] = []
        meeting = at[person][here]
        while meeting >= 0:
            if not allowed[meeting] >> there & 1:
                return None
            path.append(meeting)
            person = a[meeting] + b[meeting] - person
            here, there = there, here
            meeting = at[person][here]
        return path, person

    def flip(self, path: Sequence[int], here: int, there: int) -> bool:
        """Turn a path round between two slots; False, and nothing done, where an order or a settled table forbids it.

        How many tables a slot has is the caller's matter.
        """
        self._turn(path, here + there)
        if self.linked and not all(self.fits_with_others(meeting, self.slot[meeting]) for meeting in path):
            self._turn(path, here + there)
            return False
        return True

    def _turn(self, path: Sequence[int], both: int) -> None:
        at, a, b, slot, busy, load = self.at, self.a, self.b, self.slot, self.busy, self.load
        for meeting in path:
            one, other, here = a[meeting], b[meeting], slot[meeting]
            at[one][here] = at[other][here] = NOWHERE
            busy[one] &= ~(1 << here)
            busy[other] &= ~(1 << here)
            load[here] -= 1
        for meeting in path:
            one, other, there = a[meeting], b[meeting], both - slot[meeting]
            at[one][there] = at[other][there] = meeting
            busy[one] |= 1 << there
            busy[other] |= 1 << there
            slot[meeting] = there
            load[there] += 1

    def placed(self) -> dict[int, int]:
        """Return the slot of each meeting that is somewhere."""
        return {meeting: slot for meeting, slot in enumerate(self.slot) if slot >= 0}


def _rivals(problem: Problem) -> dict[int, list[int]]:
    by_table: dict[int, list[int]] = {}
    for number, meeting in enumerate(problem.meetings):
        if meeting.table is not None:
            by_table.setdefault(meeting.table, []).append(number)
    shared = [numbers for numbers in by_table.values() if len(numbers) > 1]
    return {number: [each for each in numbers if each != number] for numbers in shared for number in numbers}
