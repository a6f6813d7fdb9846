"""Does the checker see each broken rule, and count as the statement of the problem does? Cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grappe.engines.timetable.checker import check
from grappe.engines.timetable.problem import AFTERNOON, MORNING, Meeting, Problem
from grappe.engines.timetable.schedule import Placement

PROBLEM = Problem(
    people=("ada", "ben", "cem", "dia"),
    meetings=(
        Meeting(0, 1, MORNING),
        Meeting(0, 2, fixed=2, table=1),
        Meeting(0, 3, AFTERNOON, after=(0,)),
        Meeting(1, 2, priority=3),
    ),
    ids=("m1", "m2", "m3", "m4"),
    slots=6,
    morning=3,
    tables=(2, 2, 2, 2, 1, 2),
    forbidden=(frozenset(), frozenset({1}), frozenset(), frozenset({3})),
)
# ada meets in slots 1, 3 and 5: two breaks; ben and cem meet once more in slot 4: one break and none; dia has none.
GOOD = (Placement(0, 0, 0), Placement(1, 2, 1), Placement(2, 4, 0), Placement(3, 3, 1))


def with_one(number: int, slot: int, table: int) -> tuple[Placement, ...]:
    return tuple(Placement(number, slot, table) if one.meeting == number else one for one in GOOD)


def test_a_timetable_and_its_figures():
    checked = check(PROBLEM, GOOD, 2)
    assert checked.faults == ()
    assert checked.of_each == (2, 1, 0, 0)
    assert (checked.breaks, checked.spread) == (3, 2)
    assert checked.moves == 2 + 1  # ada 0, 1, 0; ben 0, 1; cem stays


def test_the_order_of_the_placements_does_not_matter():
    assert check(PROBLEM, GOOD[::-1], 2) == check(PROBLEM, GOOD, 2)


def test_an_optional_meeting_may_be_left_out():
    assert check(PROBLEM, GOOD[:3], 2).faults == ()


@pytest.mark.parametrize(
    ("placements", "fault"),
    [
        (GOOD[1:], "meeting m1 is not placed"),
        ((*GOOD, GOOD[3]), "takes place 2 times"),
        ((*GOOD, Placement(4, 0, 1)), "there is no meeting in place 4"),
        (with_one(3, 6, 0), "meeting m4: there is no slot 7"),
        (with_one(3, -1, 0), "meeting m4: there is no slot 0"),
        (with_one(2, 4, 1), "meeting m3: there is no table 2 in slot 5"),
        (with_one(3, 0, 1), "ben has 2 meetings in slot 1"),
        ((*GOOD[:3], Placement(3, 4, 0)), "2 meetings at table 1 in slot 5"),
        (with_one(0, 3, 0), "meeting m1 is not in the morning"),
        (with_one(2, 1, 0), "meeting m3 is not in the afternoon"),
        (with_one(0, 1, 0), "meeting m1: ben cannot meet in slot 2"),
        (with_one(1, 5, 1), "meeting m2 is not in its slot 3"),
        (with_one(1, 2, 0), "meeting m2 is not at its table 2"),
        (with_one(0, 5, 0), "meeting m3 begins before meeting m1 is over"),
    ],
)
def test_each_rule_bites(placements, fault):
    assert any(fault in told for told in check(PROBLEM, placements, 9).faults)


def test_meetings_in_one_slot_are_not_one_after_the_other():
    both = replace(PROBLEM, meetings=(Meeting(0, 1), Meeting(2, 3, after=(0,))), ids=("x", "y"))
    told = check(both, (Placement(0, 0, 0), Placement(1, 0, 1))).faults
    assert told == ("meeting y begins before meeting x is over",)


def test_fairness_counts_those_who_meet_nobody_too():
    assert check(PROBLEM, GOOD, 1).faults == ("some have 2 breaks more than others, 1 are allowed",)
    assert check(PROBLEM, GOOD).faults == ()
