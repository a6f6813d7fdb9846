"""Is what was chosen within everybody's room, and is the bound never beaten? Held against trying everything."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timetable_worlds import keeps_all_rules, problem, problems

from grappe.engines.timetable import generate
from grappe.engines.timetable.pairs import choose, worth
from grappe.engines.timetable.problem import MORNING, Meeting


def best_weight(asked):
    """The most weight of any timetable, by trying all."""
    weights, best = worth(asked), 0
    for slots in product(range(-1, asked.slots), repeat=len(asked.meetings)):
        placed = {number: slot for number, slot in enumerate(slots) if slot >= 0}
        weight = sum(weights[number] for number in placed)
        if weight > best and all(
            sum(at == slot for at in placed.values()) <= asked.tables[slot] for slot in range(asked.slots)
        ):
            best = weight if keeps_all_rules(asked, placed) else best
    return best


@settings(max_examples=40)
@given(problems(most_people=4, most_slots=3))
def test_no_timetable_beats_the_bound(asked):
    asked = replace(asked, meetings=asked.meetings[:5], ids=asked.ids[:5])
    choice = choose(asked)
    assert choice.weight <= choice.bound
    assert best_weight(asked) <= choice.bound


@given(problems())
def test_what_is_chosen_is_within_everybodys_room(asked):
    choice = choose(asked)
    assert choice.weight == sum(worth(asked)[number] for number in choice.meetings)
    for person, away in enumerate(asked.forbidden):
        held = [
            number
            for number in choice.meetings
            if person in (asked.meetings[number].a, asked.meetings[number].b)
        ]
        assert len(held) <= asked.slots - len(away)
        assert sum(asked.meetings[number].session == MORNING for number in held) <= len(
            set(range(asked.morning)) - away
        )
    assert len(choice.meetings) <= sum(asked.tables)


@given(problems(), st.data())
def test_one_table_more_never_places_less(asked, data):
    slot = data.draw(st.integers(0, asked.slots - 1))
    tables = tuple(count + (number == slot) for number, count in enumerate(asked.tables))
    assert choose(replace(asked, tables=tables)).bound >= choose(asked).bound


def test_the_more_wanted_of_two_is_chosen_and_two_count_more_than_one():
    one_slot = problem(3, [Meeting(0, 1, priority=9), Meeting(0, 2, priority=1)], slots=1, tables=2)
    assert choose(one_slot).meetings == (1,)
    star = problem(
        4,
        [Meeting(0, 1, priority=1), Meeting(0, 2, priority=9), Meeting(1, 3, priority=9)],
        slots=1,
        tables=2,
    )
    assert choose(star).meetings == (1, 2)


def test_what_must_be_there_is_there_or_the_fault_is_proved():
    meetings = [Meeting(0, 1), Meeting(0, 2, priority=1), Meeting(0, 3, priority=2)]
    assert choose(problem(4, meetings, slots=2, tables=2)).meetings == (0, 1)
    full = problem(4, [Meeting(0, 1), Meeting(0, 2), Meeting(0, 3)], slots=2, tables=2)
    assert choose(full).feasible is False
    away = problem(2, [Meeting(0, 1)], slots=2, tables=1, forbidden={0: {0}, 1: {1}})
    assert choose(away).feasible is False


@pytest.mark.parametrize("slots", [16, 20])
def test_a_large_event_is_chosen_and_proved(slots):
    choice = choose(generate.event(300, slots=slots, tables=120))
    assert choice.proved and len(choice.meetings) == 120 * slots
