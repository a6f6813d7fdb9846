"""Is self-booking as bad as was published, and only as bad as the rules make it?"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from timetable_worlds import problem, problems

from grappe.engines.timetable.baseline import self_booking
from grappe.engines.timetable.pairs import choose
from grappe.engines.timetable.problem import Meeting
from grappe.engines.timetable.reading import problem_of_dzn

DATA = Path(__file__).parents[4] / "shared" / "data" / "b2b_meetings"


@pytest.mark.parametrize(
    ("event", "unplaced", "meetings"),
    [("tic-12", 13.4, 125), ("forumt-14", 23.3, 237), ("forum-14", 5.4, 302)],
)
def test_the_published_means_of_unplaced_meetings(event, unplaced, meetings):
    path = DATA / f"{event}.original.dzn"
    if not path.exists():
        pytest.skip(f"{path.name} is not there: the published events are not part of the project")
    asked = problem_of_dzn(path.read_text(encoding="utf-8"))
    found = self_booking(asked, orders=100)
    assert len(asked.meetings) == meetings
    assert found.unplaced_mean == pytest.approx(unplaced, abs=0.6)
    assert found.unplaced_least <= found.unplaced_mean <= found.unplaced_most
    assert found.breaks_mean > 30  # the optima are 0, 5 and 2


@settings(max_examples=50)
@given(problems())
def test_nobody_books_more_than_can_be_placed(asked):
    found = self_booking(asked, orders=3)
    assert found.weight_mean <= choose(asked).bound
    assert 0 <= found.unplaced_least <= found.unplaced_most <= len(asked.meetings)
    assert self_booking(asked, orders=3) == found  # the same seed, the same orders


def test_where_there_is_room_for_all_all_book_and_a_single_slot_takes_one():
    roomy = problem(4, [Meeting(0, 1, priority=1), Meeting(2, 3, priority=1)], slots=1, tables=2)
    assert self_booking(roomy).unplaced_mean == 0
    rivals = problem(3, [Meeting(0, 1, priority=1), Meeting(0, 2, priority=9)], slots=1, tables=2)
    found = self_booking(rivals)
    assert (found.unplaced_mean, found.breaks_mean) == (1, 0)
    assert 9 < found.weight_mean < 17  # who comes first is chance, not priority


def test_a_settled_meeting_has_its_slot_before_anybody_books():
    asked = problem(3, [Meeting(0, 1, priority=1), Meeting(0, 2, fixed=0)], slots=1, tables=1)
    found = self_booking(asked, orders=20)
    assert (found.unplaced_mean, found.weight_mean) == (1, 0)


def test_without_orders_there_is_no_mean():
    with pytest.raises(ValueError, match="orders"):
        self_booking(problem(2, [], slots=1, tables=1), orders=0)
