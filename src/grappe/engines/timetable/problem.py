"""What is to be put into a timetable: people, slots, tables and the meetings that were agreed?

The problem is that of Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret: *Constraint Solving Approaches to
the Business-to-Business Meeting Scheduling Problem*, JAIR 74 (2022), article 12670, with our own addition: a
meeting may be one that is placed only when it can be, by its priority.
"""

from __future__ import annotations

from dataclasses import dataclass

MORNING, AFTERNOON, ANY = 1, 2, 3


class ProblemFault(ValueError):
    """A problem that cannot be meant: says where (`place`, "" when it is the whole), and what (`fault`)."""

    def __init__(self, fault: str, place: str = "") -> None:
        self.fault, self.place = fault, place
        super().__init__(f"{place}: {fault}" if place else fault)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One agreed meeting.

    `a`, `b`: places of two different people in `Problem.people`, 0-based. `session`: MORNING, AFTERNOON or ANY.
    `priority`: None, it must be placed; otherwise 1 (most wanted) to 9, it is placed if it can be.
    `fixed`: its slot, 0-based, when that is settled. `after`: places of meetings that must be over before it begins.
    `table`: its table, 0-based, when that is settled too.
    """

    a: int
    b: int
    session: int = ANY
    priority: int | None = None
    fixed: int | None = None
    table: int | None = None
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is asked. `slots` slots in all, the first `morning` of them in the morning (or first session).

    `people`: names or ids, for messages and the answer. `ids`: the meetings' own ids, as long as `meetings`,
    text or number as they were given.
    `forbidden`: per person the slots, 0-based, in which they cannot meet. `tables`: meetings at most in each slot;
    one number a slot, since a table can be lost or found during the day (`slots` numbers).
    """

    people: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    ids: tuple[str | int, ...]
    slots: int
    morning: int
    tables: tuple[int, ...]
    forbidden: tuple[frozenset[int], ...]


def weight_of(priority: int | None) -> int:
    """Return what a placed meeting counts; 0 for one that must be placed anyway.

    18 - priority, so 17 (most wanted) to 9: two meetings always count more than one, and among equally many the
    more wanted ones are placed.
    """
    return 0 if priority is None else 18 - priority
