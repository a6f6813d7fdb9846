"""Does everybody sit somewhere, nobody on somebody's chair, and is the least of moves really the least?"""

from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timetable_worlds import problem

from grappe.engines.timetable import generate
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.filling import insert
from grappe.engines.timetable.problem import Meeting, ProblemFault
from grappe.engines.timetable.tables import first_tables, lay, with_tables
from grappe.engines.timetable.working import Working


@st.composite
def halls(draw):
    """A problem whose meetings have slots already, tables sometimes settled, and as many tables as is needed or more."""
    people, slots = draw(st.integers(3, 7)), draw(st.integers(2, 4))
    pairs = st.sampled_from([(a, b) for a in range(people) for b in range(a + 1, people)])
    meetings, at = [], {}
    for a, b in draw(st.lists(pairs, unique=True, max_size=7)):
        taken = {at[n] for n, m in enumerate(meetings) if {m.a, m.b} & {a, b}}
        free = [slot for slot in range(slots) if slot not in taken]
        if free:
            at[len(meetings)] = draw(st.sampled_from(free))
            meetings.append(Meeting(a, b))
    tables = [sum(slot == s for slot in at.values()) + draw(st.integers(0, 1)) for s in range(slots)]
    return problem(people, meetings, slots=slots, tables=tables), at


def fewest_moves(asked, at):
    """By trying every hall."""
    by_slot = {slot: [n for n in at if at[n] == slot] for slot in set(at.values())}
    halls = [
        [
            dict(zip(there, seats, strict=True))
            for seats in permutations(range(asked.tables[slot]), len(there))
        ]
        for slot, there in by_slot.items()
    ]
    best = None
    for chosen in product(*halls):
        table = {number: seat for each in chosen for number, seat in each.items()}
        moves = 0
        for person in range(len(asked.people)):
            own = sorted((n for n in at if person in (asked.meetings[n].a, asked.meetings[n].b)), key=at.get)
            moves += sum(table[x] != table[y] for x, y in zip(own, own[1:], strict=False))
        best = moves if best is None else min(best, moves)
    return best or 0


@settings(max_examples=40)
@given(halls())
def test_the_hall_is_whole_and_what_is_proved_is_so(given_hall):
    asked, at = given_hall
    found = lay(asked, at)
    checked = check(asked, found.placements)
    assert not checked.faults
    assert checked.moves == found.moves
    least = fewest_moves(asked, at)
    assert found.bound <= least <= found.moves
    assert not found.proved or found.moves == least


@given(halls(), st.data())
def test_a_settled_table_is_kept(given_hall, data):
    asked, at = given_hall
    if not at:
        return
    number = data.draw(st.sampled_from(sorted(at)))
    meetings = list(asked.meetings)
    table = data.draw(st.integers(0, asked.tables[at[number]] - 1))
    meetings[number] = Meeting(meetings[number].a, meetings[number].b, table=table)
    asked = problem(len(asked.people), meetings, slots=asked.slots, tables=asked.tables)
    for placed in (with_tables(asked, at), first_tables(asked, at)):
        assert not check(asked, placed).faults


def test_two_who_stay_together_never_move():
    meetings = [Meeting(0, 1), Meeting(0, 2), Meeting(0, 3), Meeting(4, 5), Meeting(4, 6), Meeting(4, 1)]
    asked = problem(7, meetings, slots=3, tables=2)
    found = lay(asked, {0: 0, 1: 1, 2: 2, 3: 0, 4: 1, 5: 2})
    assert (found.moves, found.proved) == (1, True)  # person 2 goes from the first's table to the fifth's


def test_a_slot_with_too_few_tables_is_refused_by_name():
    asked = problem(4, [Meeting(0, 1), Meeting(2, 3)], slots=1, tables=1)
    with pytest.raises(ProblemFault, match="slot 1: 2 meetings, but 1 tables"):
        with_tables(asked, {0: 0, 1: 0})


def test_a_large_hall_has_fewer_moves_than_the_first_free_table():
    asked = generate.event(120, slots=12, tables=45)
    work = Working(asked)
    for number in range(len(asked.meetings)):
        insert(work, number)
    found = lay(asked, work.placed(), time_limit=3.0)
    assert not check(asked, found.placements).faults
    assert found.bound <= found.moves < check(asked, first_tables(asked, work.placed())).moves
