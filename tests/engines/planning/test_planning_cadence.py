"""When is the next contact due?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.planning import Cadence, Unit, add_months, follow_up

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
CADENCES = st.builds(Cadence, st.integers(1, 24), st.sampled_from(list(Unit)))
QUARTER = Cadence(3)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2000, 2, 29), -1200, date(1900, 2, 28)),
    ],
)
def test_months_end_where_the_month_ends(start, months, expected):
    assert add_months(start, months) == expected


@given(DAYS, st.integers(-300, 300))
def test_months_land_in_the_right_month_and_never_later_in_it(day, months):
    landed = add_months(day, months)
    assert landed.year * 12 + landed.month == day.year * 12 + day.month + months
    assert landed.day == day.day or (landed.day < day.day and (landed + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, st.integers(1, 60))
def test_months_keep_the_order_of_days(one, other, months):
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


def test_due_one_cadence_after_the_last_contact():
    due = follow_up(
        QUARTER, last_contact=date(2026, 1, 31), followed_since=date(2025, 1, 1), today=date(2026, 5, 2)
    )
    assert due.due_on == date(2026, 4, 30)
    assert (due.overdue_days, due.is_due, due.is_paused) == (2, True, False)
    assert due.reason.text.en == "3 months after the last contact on 31 January 2026"
    assert due.reason.text.fr == "3 mois après le dernier contact du 31 janvier 2026"
    assert due.reason.text.de == "3 Monate nach dem letzten Kontakt am 31. Januar 2026"


def test_on_its_day_it_is_due_and_not_overdue():
    due = follow_up(
        Cadence(2, Unit.WEEKS),
        last_contact=date(2026, 1, 1),
        followed_since=date(2025, 1, 1),
        today=date(2026, 1, 15),
    )
    assert (due.is_due, due.overdue_days) == (True, 0)


def test_never_contacted_is_due_since_it_is_followed():
    due = follow_up(QUARTER, last_contact=None, followed_since=date(2026, 1, 1), today=date(2026, 1, 11))
    assert (due.due_on, due.overdue_days, due.reason.code) == (date(2026, 1, 1), 10, "never_contacted")


def test_an_agreed_day_goes_before_the_cadence_until_a_contact_takes_place():
    given_ = {"followed_since": date(2025, 1, 1), "today": date(2026, 3, 1), "agreed_on": date(2026, 2, 20)}
    before = follow_up(QUARTER, last_contact=date(2026, 2, 1), **given_)
    assert (before.due_on, before.reason.code) == (date(2026, 2, 20), "agreed")
    later = follow_up(QUARTER, last_contact=date(2026, 2, 20), **given_)
    assert (later.due_on, later.reason.code) == (date(2026, 5, 20), "cadence")


def test_nothing_is_due_during_a_pause():
    paused = follow_up(
        QUARTER,
        last_contact=date(2025, 1, 1),
        followed_since=date(2025, 1, 1),
        today=date(2026, 3, 1),
        paused_until=date(2026, 4, 1),
    )
    assert (paused.due_on, paused.is_due, paused.is_paused, paused.overdue_days) == (
        date(2026, 4, 1),
        False,
        True,
        0,
    )
    over = follow_up(
        QUARTER,
        last_contact=date(2025, 1, 1),
        followed_since=date(2025, 1, 1),
        today=date(2026, 4, 1),
        paused_until=date(2026, 4, 1),
    )
    assert (over.is_due, over.is_paused) == (True, False)


@given(CADENCES, DAYS, DAYS, st.none() | DAYS)
def test_the_next_contact_lies_after_the_last_and_overdue_means_past(cadence, last, today, paused):
    due = follow_up(cadence, last_contact=last, followed_since=last, today=today, paused_until=paused)
    assert due.due_on > last
    assert due.is_due == (today >= due.due_on)
    assert due.overdue_days == max(0, (today - due.due_on).days)
    assert not (due.is_paused and due.is_due)


def test_a_cadence_of_nothing_is_refused():
    with pytest.raises(ValueError, match="every 1 or more months, not every 0"):
        Cadence(0)
