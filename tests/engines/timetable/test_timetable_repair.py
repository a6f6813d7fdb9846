"""After a change: is as much placed as can be, and is as little moved as can be? Held against trying everything."""

import time
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timetable_worlds import keeps_all_rules, problem, problems

from grappe.engines.timetable import generate
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.pairs import choose, worth
from grappe.engines.timetable.placing import place
from grappe.engines.timetable.problem import Meeting, ProblemFault
from grappe.engines.timetable.repair import repair
from grappe.engines.timetable.schedule import Placement, Status


def placed_in(asked, seconds=0.05, **given):
    return place(asked, choose(asked).meetings, fairness=2, deadline=time.monotonic() + seconds, **given)


def weight_of(asked, before, placements):
    weights = weights_in(asked, before)
    return sum(weights[each.meeting] for each in placements)


def changes(before, after):
    """Meetings moved or dropped."""
    now = {each.meeting: each.slot for each in after}
    return sum(now.get(each.meeting) != each.slot for each in before)


def weights_in(asked, before):
    """What each meeting counts in a repair: one that people were told of, more than any two new ones."""
    old = {each.meeting for each in before}
    return [35 if number in old else weight for number, weight in enumerate(worth(asked))]


def best_by_trying(asked, before):
    """Most weight, then fewest changes, over all timetables."""
    best = (0, -len(before))
    weights, old = weights_in(asked, before), {each.meeting: each.slot for each in before}
    for slots in product(range(-1, asked.slots), repeat=len(asked.meetings)):
        placed = {number: slot for number, slot in enumerate(slots) if slot >= 0}
        stay = sum(placed.get(number) == slot for number, slot in old.items())
        rank = (sum(weights[number] for number in placed), stay - len(old))
        if rank > best and all(list(placed.values()).count(s) <= asked.tables[s] for s in placed.values()):
            best = rank if keeps_all_rules(asked, placed) else best
    return best


@st.composite
def changed_problems(draw, most=14, **given):
    """A timetable, and the problem as it is after some late changes."""
    asked = draw(problems(**given))
    asked = replace(asked, meetings=asked.meetings[:most], ids=asked.ids[:most])
    before = placed_in(asked, 0.02)
    forbidden, tables, meetings = list(asked.forbidden), list(asked.tables), list(asked.meetings)
    for _ in range(draw(st.integers(0, 2))):
        person = draw(st.integers(0, len(forbidden) - 1))
        forbidden[person] |= draw(st.sets(st.integers(0, asked.slots - 1), min_size=1, max_size=2))
    slot = draw(st.integers(0, asked.slots - 1))
    tables[slot] = max(0, tables[slot] - draw(st.integers(0, 1)))
    if len(meetings) < most and draw(st.booleans()):
        meetings.append(Meeting(0, len(forbidden) - 1, priority=1))
    now = replace(
        asked,
        forbidden=tuple(forbidden),
        tables=tuple(tables),
        meetings=tuple(meetings),
        ids=tuple(f"M{n + 1}" for n in range(len(meetings))),
    )
    return now, before


@settings(max_examples=30)
@given(changed_problems(most=4, most_people=4, most_slots=3))
def test_nothing_places_more_or_moves_less(change):
    now, before = change
    found = repair(now, before, time_limit=10)
    best = best_by_trying(now, before)
    after = found.solution.placements
    assert (weight_of(now, before, after), -changes(before, after)) == best
    assert found.solution.placed == sum(worth(now)[each.meeting] for each in after)
    assert found.solution.placed <= found.solution.placed_bound
    assert found.changed_bound <= -best[1]


@settings(max_examples=40)
@given(changed_problems())
def test_a_repaired_timetable_keeps_every_rule_and_says_what_changed(change):
    now, before = change
    found = repair(now, before, time_limit=5)
    after = found.solution.placements
    checked = check(now, after)
    assert not checked.faults
    assert (checked.breaks, checked.spread, checked.moves) == (
        found.solution.breaks,
        found.solution.spread,
        found.solution.moves,
    )
    assert found.solution.bound <= checked.breaks
    old, new = {p.meeting: p for p in before}, {p.meeting: p for p in after}
    assert set(found.dropped) == old.keys() - new.keys()
    assert set(found.added) == new.keys() - old.keys()
    assert set(found.moved) == {n for n in old.keys() & new.keys() if old[n].slot != new[n].slot}
    assert len(found.moved) + len(found.dropped) >= found.changed_bound
    anew = placed_in(now)
    assert weight_of(now, before, after) >= weight_of(now, before, anew)
    if weight_of(now, before, after) == weight_of(now, before, anew):
        assert changes(before, after) <= changes(before, anew)


@settings(max_examples=30)
@given(problems())
def test_without_a_change_nothing_moves(asked):
    before = placed_in(asked)
    first = repair(asked, before, time_limit=5).solution.placements  # places what was not placed, if anything
    again = repair(asked, first, time_limit=5)
    assert (again.moved, again.dropped, again.added, again.retabled) == ((), (), (), ())
    assert again.solution.placements == tuple(sorted(first, key=lambda each: (each.slot, each.table)))


def test_a_lost_table_moves_one_meeting_and_keeps_the_seats_of_all_others():
    meetings = [Meeting(0, 1, priority=1), Meeting(2, 3, priority=1), Meeting(0, 2, priority=1)]
    asked = problem(4, meetings, slots=3, tables=(1, 2, 1))
    before = (Placement(0, 0, 1), Placement(1, 0, 0), Placement(2, 1, 1))
    found = repair(asked, before)
    assert found.proved and found.changed_bound == 1
    assert len(found.moved) == 1 and not found.dropped
    assert Placement(2, 1, 1) in found.solution.placements


def test_what_is_past_stays_and_nothing_new_comes_into_it():
    meetings = [Meeting(0, 1, priority=9), Meeting(0, 2, priority=1), Meeting(1, 2, priority=1)]
    asked = problem(3, meetings, slots=3, tables=1, forbidden={2: {2}})
    before = (Placement(0, 0, 0),)
    found = repair(asked, before, from_slot=1)
    assert Placement(0, 0, 0) in found.solution.placements
    assert all(each.slot >= 1 for each in found.solution.placements if each.meeting != 0)
    assert len(found.added) == 1


def test_who_does_not_come_frees_a_slot_for_whom_there_was_none():
    meetings = [Meeting(0, 1, priority=1), Meeting(0, 2, priority=5)]
    asked = problem(3, meetings, slots=1, tables=1, forbidden={1: {0}})
    found = repair(asked, (Placement(0, 0, 0),))
    assert (found.dropped, found.added, found.proved) == ((0,), (1,), True)
    assert found.solution.status is Status.OPTIMAL


def test_what_must_be_there_and_cannot_is_proved_impossible():
    asked = problem(3, [Meeting(0, 1), Meeting(0, 2)], slots=2, tables=1, forbidden={1: {0}, 2: {0}})
    found = repair(asked, (Placement(0, 0, 0), Placement(1, 1, 0)))
    assert found.solution.status is Status.INFEASIBLE
    assert found.solution.placements == ()


def test_a_placement_of_what_is_not_there_is_refused():
    asked = problem(2, [Meeting(0, 1, priority=1)], slots=1, tables=1)
    with pytest.raises(ProblemFault, match="no meeting in place 3"):
        repair(asked, (Placement(3, 0, 0),))
    with pytest.raises(ProblemFault, match="no slot 5"):
        repair(asked, (Placement(0, 4, 0),))


@pytest.mark.parametrize("people", [40, 250])
def test_a_no_show_at_an_event_changes_few_meetings(people):
    asked = generate.event(people, slots=12, tables=people // 2 - 2)
    enough = lambda progress: progress.phase != "breaks"  # noqa: E731
    before = placed_in(asked, 60.0, on_progress=enough)
    away = list(asked.forbidden)
    away[3] = frozenset(range(6, 12))
    now = replace(asked, forbidden=tuple(away))
    found = repair(now, before, from_slot=6, time_limit=10)
    assert not check(now, found.solution.placements).faults
    assert set(found.dropped) <= {n for n, m in enumerate(now.meetings) if 3 in (m.a, m.b)}
    assert len(found.moved) <= 40
    assert found.solution.placed >= 0.99 * found.solution.placed_bound
    past = {each for each in before if each.slot < 6}
    assert past <= set(found.solution.placements)


def test_a_repair_tells_where_it_stands_and_can_be_stopped():
    asked = generate.event(60, slots=12, tables=26, seed=3)
    before = placed_in(asked, 60.0, on_progress=lambda progress: progress.phase != "breaks")
    away = list(asked.forbidden)
    away[3] = away[7] = frozenset(range(12))
    told = []

    def stop(progress):
        told.append(progress)
        return False

    now = replace(asked, forbidden=tuple(away))
    found = repair(now, before, time_limit=600, on_progress=stop)
    assert len(told) <= 1  # a repair that is done before the first second tells nothing
    assert not check(now, found.solution.placements).faults
    assert found.solution.status in (Status.FEASIBLE, Status.OPTIMAL)
