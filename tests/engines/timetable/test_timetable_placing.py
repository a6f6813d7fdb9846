"""Does every timetable that is placed keep every rule, and is it as good as it is said to be?"""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timetable_worlds import problem, problems

from grappe.engines.timetable import generate
from grappe.engines.timetable.bounds import breaks_bound, own_breaks
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.pairs import choose, worth
from grappe.engines.timetable.placing import place
from grappe.engines.timetable.problem import Meeting
from grappe.engines.timetable.schedule import Status


def placed_in(asked, seconds=0.05, **given):
    choice = choose(asked)
    return choice, place(asked, choice.meetings, fairness=2, deadline=time.monotonic() + seconds, **given)


@settings(max_examples=40)
@given(problems())
def test_what_is_placed_keeps_every_rule_and_stays_within_both_bounds(asked):
    choice, found = placed_in(asked)
    checked = check(asked, found)
    assert not checked.faults
    assert sum(worth(asked)[each.meeting] for each in found) <= choice.bound
    held = [each.meeting for each in found]
    assert breaks_bound(asked, held) <= checked.breaks
    assert all(own <= seen for own, seen in zip(own_breaks(asked, held), checked.of_each, strict=True))


@settings(max_examples=15)
@given(problems(most_people=6), st.data())
def test_settled_meetings_stay_at_their_slot_and_table(asked, data):
    _, before = placed_in(asked)
    if not before:
        return
    some = data.draw(st.sampled_from(before))
    meetings = list(asked.meetings)
    meetings[some.meeting] = replace(meetings[some.meeting], fixed=some.slot, table=some.table, priority=None)
    asked = replace(asked, meetings=tuple(meetings))
    _, after = placed_in(asked)
    assert some in after
    assert not check(asked, after).faults


def few_breaks(enough):
    """Stop as soon as the timetable is that good; a slow machine only takes longer."""
    return lambda progress: not (progress.phase == "breaks" and progress.best.breaks <= enough)


@pytest.mark.parametrize(("slots", "tables", "breaks"), [(16, 60, 0), (16, 48, 90), (20, 48, 100)])
def test_a_large_event_reaches_the_bound_with_few_breaks(slots, tables, breaks):
    asked = generate.event(120, slots=slots, tables=tables)
    choice, found = placed_in(asked, 120.0, on_progress=few_breaks(breaks))
    checked = check(asked, found)
    assert not checked.faults
    assert sum(worth(asked)[each.meeting] for each in found) == choice.bound
    assert checked.spread <= 2
    assert checked.breaks <= breaks


def test_people_who_cannot_come_at_times_are_placed_almost_to_the_bound():
    asked = generate.event(100, slots=16, tables=50, away=0.05)
    choice, found = placed_in(asked, 120.0, on_progress=few_breaks(150))
    assert not check(asked, found).faults
    assert sum(worth(asked)[each.meeting] for each in found) >= 0.995 * choice.bound


def test_a_day_that_must_have_a_break_has_it_in_the_bound():
    asked = problem(3, [Meeting(0, 1, fixed=0), Meeting(0, 2, fixed=3)], slots=4, tables=1)
    assert breaks_bound(asked, [0, 1]) == 1
    assert own_breaks(asked, [0, 1]) == [1, 0, 0]
    # four people, two meetings each, one table: every slot is used, and who begins first and ends last waits
    ring = problem(4, [Meeting(0, 1), Meeting(1, 2), Meeting(2, 3), Meeting(3, 0)], slots=4, tables=1)
    checked = check(ring, placed_in(ring, 0.3)[1])
    assert not checked.faults
    assert breaks_bound(ring, range(4)) <= checked.breaks == 1


def test_progress_is_told_and_stopping_leaves_a_whole_timetable():
    asked = generate.event(120, slots=20, tables=40)
    told = []

    def stop(progress):
        told.append(progress)
        return False

    choice, found = placed_in(asked, 60.0, on_progress=stop)
    assert len(told) == 1
    assert told[0].best.status is Status.FEASIBLE
    assert told[0].best.placed_bound == choice.bound
    assert not check(asked, told[0].best.placements).faults
    assert len(found) == len(choice.meetings)
    assert not check(asked, found).faults
