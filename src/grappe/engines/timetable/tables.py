"""Who sits where? Tables for meetings whose slots are known, so that people change tables as little as they can.

A move is a change of table between two meetings of a person that follow each other. Small halls are proved
(`table_links`), large ones are laid slot by slot, each the best that it can be beside its neighbours.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.timetable.linear import Rows, maximise
from grappe.engines.timetable.problem import Problem, ProblemFault
from grappe.engines.timetable.schedule import Placement
from grappe.engines.timetable.table_links import links_of, most_kept

PASSES = 6  # over all slots, forwards and backwards
LONGEST = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Tabled:
    """A hall. `moves`: changes of table; `bound`: nobody can lay it with fewer; `proved`: the two are equal."""

    placements: tuple[Placement, ...]
    moves: int
    bound: int
    proved: bool


def with_tables(
    problem: Problem, slots: Mapping[int, int], *, time_limit: float = LONGEST
) -> tuple[Placement, ...]:
    """Return the meetings of `slots` (meeting to slot, 0-based) each at a table, with few moves; settled tables stay.

    Raises ProblemFault where a slot has fewer tables than meetings, or two settled meetings one table.
    """
    return lay(problem, slots, time_limit=time_limit).placements


def lay(
    problem: Problem,
    slots: Mapping[int, int],
    *,
    time_limit: float = LONGEST,
    settled: Mapping[int, int] | None = None,
) -> Tabled:
    """Return the hall and how good it is known to be. `settled`: tables to keep beside those of the problem."""
    until = time.monotonic() + time_limit
    hall = _Hall(problem, slots, {**_settled(problem, slots), **(settled or {})})
    hall.lay_all(until)
    links = links_of(problem, slots)
    moves = hall.moves(links)
    kept = most_kept(links, slots, hall.settled, problem.tables, until - time.monotonic())
    bound = min(len(links) - kept.bound, moves)
    if kept.tables is not None and bound < moves:
        better = _Hall(problem, slots, {**hall.settled, **kept.tables})
        better.lay_all(time.monotonic())
        if better.moves(links) < moves:
            hall, moves = better, better.moves(links)
    return Tabled(hall.placements(), moves, bound, moves == bound)


def first_tables(problem: Problem, slots: Mapping[int, int]) -> tuple[Placement, ...]:
    """Return the meetings each at the first free table, settled ones at their own; moves are not looked at."""
    hall = _Hall(problem, slots, _settled(problem, slots))
    for slot in hall.meetings:
        hall.seat_rest(slot, {})
    return hall.placements()


def _settled(problem: Problem, slots: Mapping[int, int]) -> dict[int, int]:
    tables = ((number, problem.meetings[number].table) for number in slots)
    return {number: table for number, table in tables if table is not None}


class _Hall:
    """The hall while it is laid: `table[meeting]`, for each slot its meetings and the tables that are free to give."""

    def __init__(self, problem: Problem, slots: Mapping[int, int], settled: Mapping[int, int]) -> None:
        self.problem, self.slots, self.settled = problem, slots, dict(settled)
        self.table: dict[int, int] = dict(settled)
        self.meetings: dict[int, list[int]] = {}
        for number, slot in sorted(slots.items()):
            self.meetings.setdefault(slot, []).append(number)
        self.free: dict[int, list[int]] = {}
        for slot, there in sorted(self.meetings.items()):
            taken = [self.settled[number] for number in there if number in self.settled]
            if len(set(taken)) < len(taken):
                raise ProblemFault(f"slot {slot + 1}: two settled meetings at one table")
            self.free[slot] = sorted(set(range(problem.tables[slot])) - set(taken))
            if len(self.free[slot]) < len(there) - len(taken):
                raise ProblemFault(
                    f"slot {slot + 1}: {len(there)} meetings, but {problem.tables[slot]} tables"
                )
        self.near: dict[int, list[int]] = {number: [] for number in slots}
        for first, later in links_of(problem, slots):
            self.near[first].append(later)
            self.near[later].append(first)

    def lay_all(self, until: float) -> None:
        """Lay slot after slot, then each anew beside its neighbours until no pass gains."""
        order = sorted(self.meetings)
        for slot in order:
            self._lay(slot)
        links = links_of(self.problem, self.slots)
        before = self.moves(links)
        for number in range(PASSES):
            for slot in order[::-1] if number % 2 == 0 else order:
                if time.monotonic() >= until:
                    return
                self._lay(slot)
            after = self.moves(links)
            if after == before and number:
                return
            before = after

    def moves(self, links: Sequence[tuple[int, int]]) -> int:
        """Return how many links lead from one table to another."""
        return sum(self.table[first] != self.table[later] for first, later in links)

    def placements(self) -> tuple[Placement, ...]:
        """Return all meetings, by slot and table."""
        placed = [Placement(number, slot, self.table[number]) for number, slot in self.slots.items()]
        return tuple(sorted(placed, key=lambda each: (each.slot, each.table)))

    def _lay(self, slot: int) -> None:
        """Give the meetings of a slot the tables at which the neighbours they have so far sit: an assignment."""
        free = set(self.free[slot])
        wishes: dict[tuple[int, int], int] = {}
        for number in self.meetings[slot]:
            if number not in self.settled:
                for other in self.near[number]:
                    table = self.table.get(other)
                    if table in free:
                        wishes[number, table] = wishes.get((number, table), 0) + 1
        self.seat_rest(slot, _assigned(wishes))

    def seat_rest(self, slot: int, given: Mapping[int, int]) -> None:
        """Seat the meetings of a slot: at the tables given, the others where they are if it is free, or first free."""
        left = set(self.free[slot]) - set(given.values())
        rest = [n for n in self.meetings[slot] if n not in self.settled and n not in given]
        self.table.update(given)
        homeless = []
        for number in rest:
            if self.table.get(number) in left:
                left.discard(self.table[number])
            else:
                homeless.append(number)
        for number, table in zip(homeless, sorted(left), strict=False):
            self.table[number] = table


def _assigned(wishes: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Return who gets which table so that most wishes come true: no meeting twice, no table twice."""
    rows, by_meeting, by_table = Rows(), dict[int, list[int]](), dict[int, list[int]]()
    for column, (number, table) in enumerate(wishes):
        by_meeting.setdefault(number, []).append(column)
        by_table.setdefault(table, []).append(column)
    contested = [own for own in (*by_meeting.values(), *by_table.values()) if len(own) > 1]
    if not contested:
        return {number: table for number, table in wishes}
    for own in contested:
        rows.at_most(own, 1)
    found = maximise(list(wishes.values()), rows, whole=False)
    assert found.values is not None  # seating nobody keeps every row
    return {number: table for (number, table), value in zip(wishes, found.values, strict=True) if value > 0.5}
