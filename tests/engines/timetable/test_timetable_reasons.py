"""Is the reason why a meeting has no slot the true one, with the true numbers, in every language?"""

import time

import pytest
from hypothesis import given
from timetable_worlds import problem, problems

from grappe.engines.timetable.pairs import choose
from grappe.engines.timetable.placing import place
from grappe.engines.timetable.problem import AFTERNOON, MORNING, Meeting
from grappe.engines.timetable.reasons import why_unplaced, whys
from grappe.engines.timetable.schedule import Placement


def put(*pairs):
    return [Placement(meeting, slot, 0) for meeting, slot in pairs]


def test_a_full_day():
    asked = problem(4, [Meeting(0, 1), Meeting(0, 2), Meeting(0, 3, priority=1)], slots=2, tables=2)
    why = why_unplaced(asked, put((0, 0), (1, 1)), 2)
    assert why.code == "timetable.person_full"
    assert why.text.en == "P1 has a meeting in each of their 2 slots; 3 were agreed"
    assert why.text.fr == "P1 a un rendez-vous dans chacun de ses 2 créneaux\u00a0; 3 étaient convenus"
    assert why.text.de == "P1 hat in jeder der 2 möglichen Zeiten ein Treffen; vereinbart waren 3"
    assert (why.actual, why.expected) == ("3", "2")


def test_a_full_morning_is_said_to_be_one():
    asked = problem(
        3, [Meeting(0, 1), Meeting(0, 2, session=MORNING, priority=1)], slots=3, tables=2, morning=1
    )
    why = why_unplaced(asked, put((0, 0)), 1)
    assert why.text.en == "P1 has a meeting in their only slot in the morning; 2 were agreed"


def test_never_there_at_the_same_time():
    asked = problem(2, [Meeting(0, 1, priority=1)], slots=3, tables=1, forbidden={0: {0}, 1: {1, 2}})
    why = why_unplaced(asked, [], 0)
    assert why.code == "timetable.no_common_slot"
    assert "P1 can meet in 2, P2 in 1" in why.text.en


def test_never_free_at_the_same_time_with_the_hours():
    meetings = [Meeting(0, 2), Meeting(1, 3), Meeting(0, 1, priority=3)]
    asked = problem(4, meetings, slots=2, tables=2)
    why = why_unplaced(asked, put((0, 0), (1, 1)), 2, slot_names=["09:00", "09:20"])
    assert why.code == "timetable.not_same_time"
    assert why.text.en.endswith("P1 only in slot 09:20, P2 only in slot 09:00")


def test_all_tables_taken():
    asked = problem(4, [Meeting(0, 1), Meeting(2, 3, priority=1)], slots=1, tables=1)
    why = why_unplaced(asked, put((0, 0)), 1)
    assert why.code == "timetable.no_table"
    assert "all tables there are taken (1)" in why.text.en


def test_the_settled_table_is_taken():
    asked = problem(4, [Meeting(0, 1, table=1), Meeting(2, 3, priority=1, table=1)], slots=1, tables=2)
    assert why_unplaced(asked, put((0, 0)), 1).code == "timetable.table_taken"


def test_an_order_that_cannot_be_kept():
    meetings = [Meeting(0, 1), Meeting(2, 3, after=(0,), priority=1)]
    asked = problem(4, meetings, slots=2, tables=(2, 1), forbidden={2: {1}})
    why = why_unplaced(asked, put((0, 0)), 1)
    assert why.code == "timetable.order"
    assert "M1" in why.text.en


def test_a_settled_slot_that_is_taken_or_closed():
    asked = problem(3, [Meeting(0, 1), Meeting(0, 2, fixed=0, priority=1)], slots=2, tables=2)
    assert "P1 has another meeting" in why_unplaced(asked, put((0, 0)), 1).text.en
    away = problem(2, [Meeting(0, 1, fixed=0, priority=1)], slots=2, tables=2, forbidden={1: {0}})
    assert "P2 cannot meet" in why_unplaced(away, [], 0).text.en


def test_what_would_fit_is_not_explained_away():
    asked = problem(2, [Meeting(0, 1, session=AFTERNOON, priority=1)], slots=2, tables=1, morning=1)
    assert why_unplaced(asked, [], 0).code == "timetable.would_fit"


def test_a_placed_meeting_has_no_reason():
    asked = problem(2, [Meeting(0, 1, priority=1)], slots=1, tables=1)
    with pytest.raises(ValueError, match="M1 is placed"):
        why_unplaced(asked, put((0, 0)), 0)


@given(problems())
def test_each_meeting_left_out_has_a_reason_in_three_languages(asked):
    found = place(asked, choose(asked).meetings, fairness=2, deadline=time.monotonic() + 0.02)
    left = set(range(len(asked.meetings))) - {each.meeting for each in found}
    reasons = whys(asked, found)
    assert set(reasons) == left
    for reason in reasons.values():
        assert reason.code != "timetable.would_fit"
        assert reason.text.en and reason.text.fr and reason.text.de
