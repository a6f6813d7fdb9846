"""Is everybody with a seat reminded in time, once, and nobody who need not be?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from factories import events as make
from factories.campaigns import Ticking
from factories.mail import Scripted
from grappe.apps.events.models import Event, Letter
from grappe.apps.events.operations import letters
from grappe.apps.events.operations.reminders import remind, set_reminders
from grappe.apps.events.queries.reminders import due, due_at, next_ones
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
START = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)  # 9 o'clock in Luxembourg, in summer time
WEEK_BEFORE = datetime(2026, 3, 25, 7, 0, tzinfo=UTC)  # 8 o'clock, in winter time


@pytest.fixture
def event(people):
    return make.event(people.manager, starts_at=START, ends_at=START + timedelta(hours=3), mode="online",
                      video_link="https://meet.example/1")  # fmt: skip


def reminded() -> list[tuple[str, str]]:
    rows = Letter.objects.filter(kind="reminder").order_by("pk")
    return list(rows.values_list("registration__name", "about"))


def test_the_moment_is_the_morning_on_the_clock_in_luxembourg(event):
    assert due_at(event, 7) == WEEK_BEFORE, "the clocks change in between"
    assert due_at(event, 1) == datetime(2026, 3, 31, 6, 0, tzinfo=UTC)
    assert due_at(event, 0) == START - timedelta(hours=2), "eight o'clock would be too late"


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (WEEK_BEFORE - timedelta(seconds=1), None),
        (WEEK_BEFORE, 7),
        (WEEK_BEFORE + timedelta(days=3), 7),
        (datetime(2026, 3, 31, 6, 0, tzinfo=UTC), 1),
        (START - timedelta(seconds=1), 1),
        (START, None),
    ],
)
def test_one_reminder_is_due_the_nearest(event, at, found):
    assert due(event, at=at) == found


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_nobody_is_reminded_of_what_does_not_take_place(event, state):
    make.registration(event)
    Event.objects.update(state=state)
    assert remind(at=WEEK_BEFORE) == 0


def test_those_with_a_seat_are_reminded_once_each_time(event):
    for state in ("confirmed", "waiting", "unconfirmed", "cancelled"):
        make.registration(event, state.title(), state=state)
    assert remind(at=WEEK_BEFORE) == 1
    assert remind(at=WEEK_BEFORE + timedelta(minutes=15)) == 0
    assert remind(at=START - timedelta(hours=3)) == 1
    assert reminded() == [
        ("Confirmed", "7 days before 2026-04-01"),
        ("Confirmed", "1 days before 2026-04-01"),
    ]


def test_whoever_got_the_seat_since_is_not_told_twice(event):
    make.registration(event, "Late", confirmed_at=WEEK_BEFORE + timedelta(hours=1))
    assert remind(at=WEEK_BEFORE + timedelta(hours=2)) == 0
    assert remind(at=START - timedelta(hours=3)) == 1


def test_an_event_that_is_put_off_is_reminded_of_anew(event):
    make.registration(event)
    assert remind(at=WEEK_BEFORE) == 1
    Event.objects.update(starts_at=START + timedelta(days=14), ends_at=START + timedelta(days=14, hours=3))
    assert remind(at=WEEK_BEFORE + timedelta(days=1)) == 0
    assert remind(at=WEEK_BEFORE + timedelta(days=14)) == 1


def test_the_reminder_carries_the_video_link_and_the_calendar_entry(event, settings):
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    make.registration(event)
    remind(at=WEEK_BEFORE)
    assert letters.send(now=Ticking(WEEK_BEFORE)) == 1
    message = Scripted.taken[0]
    assert "https://meet.example/1" in message.body
    assert "text/calendar" in [part.get_content_type() for part in message.message().walk()]


def test_the_organiser_says_when(event, people):
    with pytest.raises(PermissionDenied):
        set_reminders(event=event, days=[3], by=people.other_manager, at=make.AT)
    for wrong in ([61], [-1], [1, 2, 3, 4, 5]):
        with pytest.raises(BadInput):
            set_reminders(event=event, days=wrong, by=people.manager, at=make.AT)
    assert set_reminders(event=event, days=[0, 3, 3], by=people.manager, at=make.AT).reminders == [3, 0]
    assert [days for days, _moment in next_ones(Event.objects.get(), at=make.AT)] == [3, 0]
    set_reminders(event=event, days=[], by=people.manager, at=make.AT)
    make.registration(event)
    assert remind(at=START - timedelta(hours=3)) == 0


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [
        ("14, 2", 302, [14, 2]),
        ("", 302, []),
        ("3;1 0", 302, [3, 1, 0]),
        ("soon", 422, [7, 1]),
        ("99", 422, [7, 1]),
    ],
)
def test_the_page_takes_days_as_one_writes_them(manager, people, typed, status, kept):
    event = make.event(people.manager, at=timezone.now())
    answer = manager.post(reverse("events:reminders", args=[event.pk]), {"days": typed})
    assert answer.status_code == status
    assert Event.objects.get().reminders == kept


def test_many_with_a_seat_cost_no_query_each(event, django_assert_num_queries):
    for _number in range(20):
        make.registration(event)
    with django_assert_num_queries(8):
        assert remind(at=WEEK_BEFORE) == 20
