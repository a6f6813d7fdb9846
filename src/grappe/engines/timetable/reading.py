"""What does a file ask for, and how is the answer written? (docs/reference/timetable.md)

Two ways to write a problem: the published .dzn of Bofill et al., and our JSON. In files slots and tables count
from 1; inside they count from 0. A cycle of precedences or a settled meeting in a forbidden slot is no fault of
the file: such a problem is well meant and cannot be solved.
"""

from __future__ import annotations

from typing import Any

from grappe.engines.timetable import dzn
from grappe.engines.timetable.dzn import Item
from grappe.engines.timetable.problem import ANY, Meeting, Problem, ProblemFault
from grappe.engines.timetable.reading_json import problem_of
from grappe.engines.timetable.schedule import Solution

__all__ = ["document_of", "problem_of", "problem_of_dzn"]

MOST = {"nBusiness": 100_000, "nMeetings": 1_000_000, "nTables": 1_000_000, "nTotalSlots": 1_000}


def problem_of_dzn(text: str) -> Problem:
    """Return the problem of a .dzn file; people and meetings are called by their numbers, 1 and up.

    meetingsxBusiness says the same as requested and is not read: published files name meetings there that do not
    exist (forum-14 has a 303rd). Raises ProblemFault: what cannot be read, a name that is missing, a list of the
    wrong length, a number out of its range, a meeting of somebody with themselves; with the line.
    """
    items = dzn.read(text)
    people = _count(items, "nBusiness", 1, MOST["nBusiness"])
    meetings = _count(items, "nMeetings", 0, MOST["nMeetings"])
    tables = _count(items, "nTables", 0, MOST["nTables"])
    slots = _count(items, "nTotalSlots", 1, MOST["nTotalSlots"])
    morning = _count(items, "nMorningSlots", 0, slots)
    pairs = [_row(row, people) for row in _list(items, "requested", meetings)]
    forbidden = _sets(items, "forbidden", people, slots, "slot")
    fixed = [_fixed(item, slots) for item in _list(items, "fixed", meetings)]
    before = _sets(items, "precedences", meetings, meetings, "meeting")
    return Problem(
        people=tuple(str(number + 1) for number in range(people)),
        meetings=tuple(
            Meeting(a, b, session, fixed=settled, after=tuple(sorted(number - 1 for number in earlier)))
            for (a, b, session), settled, earlier in zip(pairs, fixed, before, strict=True)
        ),
        ids=tuple(range(1, meetings + 1)),
        slots=slots,
        morning=morning,
        tables=(tables,) * slots,
        forbidden=tuple(frozenset(slot - 1 for slot in numbers) for numbers in forbidden),
    )


def document_of(problem: Problem, solution: Solution) -> dict[str, Any]:
    """Return the answer as commands.md writes it: slots and tables from 1, meetings by their ids.

    `meetings` is in the order of the problem. `breaks` is null without a timetable. Beside the agreed keys:
    `placed`, `placed_bound` (weights of optional meetings), `spread`, `moves`,
    `moves_bound` (null where it was not looked at), `seconds`, `how`.
    """
    placements = sorted(solution.placements, key=lambda placement: placement.meeting)
    return {
        "status": str(solution.status),
        "breaks": solution.breaks,
        "bound": solution.bound,
        "meetings": [
            {"meeting": problem.ids[one.meeting], "slot": one.slot + 1, "table": one.table + 1}
            for one in placements
        ],
        "unplaced": [problem.ids[meeting] for meeting in solution.unplaced],
        "placed": solution.placed,
        "placed_bound": solution.placed_bound,
        "spread": solution.spread,
        "moves": solution.moves,
        "moves_bound": solution.moves_bound,
        "seconds": round(solution.seconds, 3),
        "how": solution.how,
    }


def _item(items: dict[str, Item], name: str) -> Item:
    if name not in items:
        raise ProblemFault(f"{name} is missing")
    return items[name]


def _count(items: dict[str, Item], name: str, low: int, high: int) -> int:
    item = _item(items, name)
    if not isinstance(item.value, int):
        raise ProblemFault(f"{name} is a whole number", f"line {item.line}")
    if not low <= item.value <= high:
        raise ProblemFault(f"{name} lies between {low} and {high}, not at {item.value}", f"line {item.line}")
    return item.value


def _list(items: dict[str, Item], name: str, length: int) -> list[Item]:
    item = _item(items, name)
    if not isinstance(item.value, list):
        raise ProblemFault(f"{name} is a list", f"line {item.line}")
    if len(item.value) != length:
        raise ProblemFault(f"{name} has {len(item.value)} entries, not {length}", f"line {item.line}")
    return item.value


def _row(row: Item, people: int) -> tuple[int, int, int]:
    if not isinstance(row.value, list) or len(row.value) != 3:
        raise ProblemFault("a requested meeting is two people and a session", f"line {row.line}")
    numbers: list[int] = []
    for cell in row.value:
        if not isinstance(cell.value, int):
            raise ProblemFault("a requested meeting is three whole numbers", f"line {cell.line}")
        numbers.append(cell.value)
    a, b, session = numbers
    for number in (a, b):
        if not 1 <= number <= people:
            raise ProblemFault(f"there is no person {number}, only 1 to {people}", f"line {row.line}")
    if a == b:
        raise ProblemFault(f"person {a} would meet themselves", f"line {row.line}")
    if not 1 <= session <= ANY:
        raise ProblemFault(f"the session is 1, 2 or 3, not {session}", f"line {row.line}")
    return a - 1, b - 1, session


def _fixed(item: Item, slots: int) -> int | None:
    if not isinstance(item.value, int) or not 0 <= item.value <= slots:
        told = item.value if isinstance(item.value, int) else "something else"
        raise ProblemFault(
            f"fixed is a slot from 1 to {slots} or 0 for none, not {told}", f"line {item.line}"
        )
    return item.value - 1 if item.value else None


def _sets(items: dict[str, Item], name: str, length: int, most: int, what: str) -> list[frozenset[int]]:
    """Return a list of sets of numbers 1 to `most`; 0 is the format's dummy and left out."""
    found = []
    for place, item in enumerate(_list(items, name, length), start=1):
        if not isinstance(item.value, frozenset):
            raise ProblemFault(f"entry {place} of {name} is a set such as {{1,3}}", f"line {item.line}")
        wrong = [number for number in sorted(item.value) if not 0 <= number <= most]
        if wrong:
            raise ProblemFault(
                f"entry {place} of {name}: there is no {what} {wrong[0]}, only 1 to {most}",
                f"line {item.line}",
            )
        found.append(item.value - {0})
    return found
