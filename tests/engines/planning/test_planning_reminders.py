"""Which reminders are due?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.planning import REMINDER_DAYS, next_reminder_on, reminders_due

SENT = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("waited", "already", "due"),
    [
        (0, (), ()),
        (8, (), ()),
        (9, (), (9,)),
        (9, (9,), ()),
        (20, (9,), ()),
        (21, (9,), (21,)),
        (45, (9, 21), (45,)),
        (400, (9, 21, 45), ()),
        (30, (), (9, 21)),
        (50, (), (9, 21, 45)),
        (50, (21,), (45,)),
        (-3, (), ()),
    ],
)
def test_after_9_21_and_45_days(waited, already, due):
    assert reminders_due(SENT, None, already, SENT + timedelta(days=waited)) == due


def test_no_reminder_once_answered():
    assert reminders_due(SENT, date(2026, 3, 3), (), date(2026, 9, 1)) == ()
    assert next_reminder_on(SENT, date(2026, 3, 3), ()) is None


def test_the_next_reminder():
    assert next_reminder_on(SENT, None, ()) == date(2026, 3, 11)
    assert next_reminder_on(SENT, None, (9,)) == date(2026, 3, 23)
    assert next_reminder_on(SENT, None, (9, 21, 45)) is None


@given(st.lists(st.integers(0, 30), max_size=30))
def test_a_job_that_runs_now_and_then_sends_each_reminder_at_most_once_and_in_order(pauses):
    sent: list[int] = []
    today = SENT
    for pause in pauses:
        today += timedelta(days=pause)
        sent += reminders_due(SENT, None, sent, today)
    waited = (today - SENT).days
    assert sent == [day for day in REMINDER_DAYS if pauses and day <= waited]
