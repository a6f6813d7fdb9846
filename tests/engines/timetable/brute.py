"""What is the best timetable? By trying everything: slow, plain, and sharing nothing with the engine."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from grappe.engines.timetable.problem import Meeting, Problem

Slots = dict[int, int]


def timetables(problem: Problem) -> Iterator[Slots]:
    """Return every way to put meetings into slots that keeps every rule but fairness."""
    yield from _from(problem, 0, {})


def _from(problem: Problem, number: int, slots: Slots) -> Iterator[Slots]:
    if number == len(problem.meetings):
        if all(
            slots[earlier] < slots[later]
            for later in slots
            for earlier in problem.meetings[later].after
            if earlier in slots
        ):
            yield dict(slots)
        return
    meeting = problem.meetings[number]
    if meeting.priority is not None:
        yield from _from(problem, number + 1, slots)
    for slot in range(problem.slots):
        if _fits(problem, meeting, slot, slots):
            yield from _from(problem, number + 1, {**slots, number: slot})


def _fits(problem: Problem, meeting: Meeting, slot: int, slots: Slots) -> bool:
    people = {meeting.a, meeting.b}
    here = [problem.meetings[number] for number, at in slots.items() if at == slot]
    halves = {1: slot < problem.morning, 2: slot >= problem.morning, 3: True}
    tables = [one.table for one in here if one.table is not None]
    return (
        halves[meeting.session]
        and meeting.fixed in (None, slot)
        and all(slot not in problem.forbidden[person] for person in people)
        and not any(people & {one.a, one.b} for one in here)
        and len(here) < problem.tables[slot]
        and (meeting.table is None or (meeting.table < problem.tables[slot] and meeting.table not in tables))
        and all(table < problem.tables[slot] for table in tables)
    )


def breaks_of_each(problem: Problem, slots: Slots) -> list[int]:
    found = []
    for person in range(len(problem.people)):
        own = sorted(slots[n] for n in slots if person in (problem.meetings[n].a, problem.meetings[n].b))
        found.append(sum(later - earlier > 1 for earlier, later in zip(own, own[1:], strict=False)))
    return found


def weight(problem: Problem, slots: Slots) -> int:
    return sum(18 - one for n in slots if (one := problem.meetings[n].priority) is not None)


def best(problem: Problem, fairness: int) -> tuple[int, int, int] | None:
    """Return (weight, breaks, smallest spread needed but at least `fairness`) of the best timetable, or None."""
    heaviest, found = -1, []
    for slots in timetables(problem):
        if weight(problem, slots) > heaviest:
            heaviest, found = weight(problem, slots), []
        if weight(problem, slots) == heaviest:
            each = breaks_of_each(problem, slots)
            found.append((max(max(each) - min(each), fairness), sum(each)))
    if not found:
        return None
    spread, breaks = min(found)
    if spread > fairness and all(one.priority is None for one in problem.meetings):
        return None
    return heaviest, breaks, spread


@st.composite
def problems(draw: st.DrawFn, optional: bool, most: int = 5) -> Problem:
    """Small problems in which every rule can bite."""
    people, slots = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    morning = draw(st.integers(0, slots))
    size = draw(st.integers(1, most))
    meetings = []
    for number in range(size):
        a = draw(st.integers(0, people - 1))
        meetings.append(
            Meeting(
                a,
                (a + draw(st.integers(1, people - 1))) % people,
                draw(st.sampled_from([3, 3, 3, 1, 2])),
                draw(st.sampled_from([None, 1, 2, 9])) if optional else None,
                draw(st.sampled_from([None] * 5 + list(range(slots)))),
                draw(st.sampled_from([None] * 6 + [0, 1])),
                tuple(draw(st.sets(st.integers(0, size - 1), max_size=1)))
                if draw(st.integers(0, 3)) == 0
                else (),
            )
        )
        if number in meetings[number].after and optional:
            meetings[number] = Meeting(a, meetings[number].b, 3, meetings[number].priority)
    tables = tuple(draw(st.integers(1, 3)) for _ in range(slots))
    closed = (
        st.frozensets(st.integers(0, slots - 1), max_size=2) if draw(st.booleans()) else st.just(frozenset())
    )
    return Problem(
        people=tuple("abcde"[:people]),
        meetings=tuple(meetings),
        ids=tuple(range(1, size + 1)),
        slots=slots,
        morning=morning,
        tables=tables,
        forbidden=tuple(draw(closed) for _ in range(people)),
    )
