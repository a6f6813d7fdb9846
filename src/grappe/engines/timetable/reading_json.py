"""What does our JSON ask for? (docs/reference/timetable.md has the format)"""

from __future__ import annotations

from typing import Any

from grappe.engines.timetable.problem import AFTERNOON, ANY, MORNING, Meeting, Problem, ProblemFault

SESSIONS = {"morning": MORNING, "afternoon": AFTERNOON, "any": ANY}
MOST_SLOTS, MOST_TABLES, MOST_PEOPLE, MOST_MEETINGS = 1_000, 1_000_000, 100_000, 1_000_000
LOWEST_PRIORITY = 9


def problem_of(document: Any) -> Problem:
    """Return the problem of a JSON document. Raises ProblemFault with the place ("meetings[3].a") and the fault.

    null and a missing key mean the same: `morning` is then all slots, `session` any, `priority` "must be placed".
    """
    top = _object(document, "")
    slots = _number(_needed(top, "slots", ""), "slots", 1, MOST_SLOTS)
    morning = _number(_or(top.get("morning"), slots), "morning", 0, slots)
    tables = _tables(_needed(top, "tables", ""), slots)
    rows = _list(_needed(top, "meetings", ""), "meetings", MOST_MEETINGS)
    people, forbidden = _people(top, rows, slots)
    ids = _ids(rows)
    places = {person: at for at, person in enumerate(people)}
    numbers = {key: at for at, key in enumerate(ids)}
    meetings = tuple(
        _meeting(row, f"meetings[{at}]", places, numbers, slots, max(tables, default=0))
        for at, row in enumerate(rows)
    )
    return Problem(tuple(str(one) for one in people), meetings, ids, slots, morning, tables, forbidden)


def _meeting(
    row: Any, place: str, people: dict[str | int, int], ids: dict[str | int, int], slots: int, tables: int
) -> Meeting:
    a, b = (_who(row, key, place, people) for key in ("a", "b"))
    if a == b:
        raise ProblemFault("somebody would meet themselves", place)
    session = _or(row.get("session"), "any")
    if not isinstance(session, str) or session not in SESSIONS:
        raise ProblemFault("is morning, afternoon or any", f"{place}.session")
    priority, fixed, table = row.get("priority"), row.get("fixed"), row.get("table")
    if priority is not None:
        priority = _number(priority, f"{place}.priority", 1, LOWEST_PRIORITY)
    if fixed is not None:
        fixed = _number(fixed, f"{place}.fixed", 1, slots) - 1
    if table is not None:
        table = _number(table, f"{place}.table", 1, max(tables, 1)) - 1
    after = []
    for at, key in enumerate(_list(_or(row.get("after"), []), f"{place}.after", MOST_MEETINGS)):
        if _id(key, f"{place}.after[{at}]") not in ids:
            raise ProblemFault(f"there is no meeting {key!r}", f"{place}.after[{at}]")
        after.append(ids[key])
    return Meeting(a, b, SESSIONS[session], priority, fixed, table, tuple(sorted(set(after))))


def _people(
    top: dict[str, Any], rows: list[Any], slots: int
) -> tuple[tuple[str | int, ...], tuple[frozenset[int], ...]]:
    """Return the people and the slots forbidden to each; without a list of people, those of the meetings."""
    given = top.get("people")
    if given is None:
        named: dict[str | int, None] = {}
        for at, row in enumerate(rows):
            for key in ("a", "b"):
                place = f"meetings[{at}]"
                named[_id(_needed(_object(row, place), key, place), f"{place}.{key}")] = None
        return tuple(named), (frozenset(),) * len(named)
    people: dict[str | int, frozenset[int]] = {}
    for at, entry in enumerate(_list(given, "people", MOST_PEOPLE)):
        place = f"people[{at}]"
        row = entry if isinstance(entry, dict) else {"id": entry}
        person = _id(_needed(row, "id", place), f"{place}.id" if row is entry else place)
        if person in people:
            raise ProblemFault(f"{person!r} stands here a second time", place)
        closed = _list(_or(row.get("forbidden"), []), f"{place}.forbidden", MOST_SLOTS)
        people[person] = frozenset(
            _number(slot, f"{place}.forbidden[{n}]", 1, slots) - 1 for n, slot in enumerate(closed)
        )
    return tuple(people), tuple(people.values())


def _ids(rows: list[Any]) -> tuple[str | int, ...]:
    """Return the meetings' ids; a meeting without one is called by its number, 1 and up."""
    seen: dict[str | int, None] = {}
    for at, row in enumerate(rows):
        key = _id(_or(_object(row, f"meetings[{at}]").get("id"), at + 1), f"meetings[{at}].id")
        if key in seen:
            raise ProblemFault(f"the id {key!r} stands here a second time", f"meetings[{at}]")
        seen[key] = None
    return tuple(seen)


def _who(row: Any, key: str, place: str, people: dict[str | int, int]) -> int:
    person = _id(_needed(_object(row, place), key, place), f"{place}.{key}")
    if person not in people:
        raise ProblemFault(f"there is nobody {person!r} among the people", f"{place}.{key}")
    return people[person]


def _tables(value: Any, slots: int) -> tuple[int, ...]:
    if not isinstance(value, list):
        return (_number(value, "tables", 0, MOST_TABLES),) * slots
    if len(value) != slots:
        raise ProblemFault(f"has {len(value)} numbers, one a slot is {slots}", "tables")
    return tuple(_number(one, f"tables[{at}]", 0, MOST_TABLES) for at, one in enumerate(value))


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ProblemFault('is an object such as {"slots": 16, …}', place)
    return value


def _needed(row: dict[str, Any], key: str, place: str) -> Any:
    if row.get(key) is None:
        raise ProblemFault(f'"{key}" is missing', place)
    return row[key]


def _list(value: Any, place: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise ProblemFault("is a list", place)
    if len(value) > most:
        raise ProblemFault(f"has {len(value)} entries, at most {most} are allowed", place)
    return value


def _number(value: Any, place: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        told = f", not {value}" if isinstance(value, int | float) and abs(value) < 10**12 else ""
        raise ProblemFault(f"is a whole number from {low} to {high}{told}", place)
    return value


def _id(value: Any, place: str) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ProblemFault("is a name or a whole number", place)
    return value
