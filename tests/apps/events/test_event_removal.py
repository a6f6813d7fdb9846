"""Can a draft that nobody has heard of be deleted, and nothing else?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories import events as make
from grappe.apps.events import operations
from grappe.apps.events.models import Event, MeetingPlan, Question, Session, Speaker
from grappe.apps.events.queries.removal import goes_with
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(people):
    return make.event(people.manager, at=clock.now(), state="draft")


def test_a_draft_goes_with_all_that_hangs_on_it_and_the_history_keeps_it(people, draft):
    make.programme(draft.pk)
    draft.costs.create(kind="venue", label="Hall", planned_eur=Decimal(900))
    assert goes_with(draft) == [
        "1 session of the programme", "1 speaker", "1 question", "1 line of costs",
    ]  # fmt: skip
    pk = draft.pk
    operations.delete(event=draft, by=people.manager)
    assert not any(model.objects.exists() for model in (Event, Session, Speaker, Question))
    history = Event.pgh_event_models["insert"].objects.filter(pgh_obj_id=pk, pgh_label="insert")
    assert history.get().titles["en"] == "Composites for the road"
    gone = (
        Event.pgh_event_models["delete"]
        .objects.filter(pgh_label="delete")
        .select_related("pgh_context")
        .get()
    )
    assert (gone.pgh_obj_id, gone.titles["en"]) == (pk, "Composites for the road")
    assert gone.pgh_context.metadata["user"] == people.manager.pk, "who"
    assert abs(gone.pgh_created_at - clock.now()) < timedelta(hours=1), "and when"


def test_who_may(people):
    for role, user in people.by_role().items():
        event = make.event(people.manager, state="draft")
        if role in {"administrator", "manager"}:
            operations.delete(event=event, by=user)
        else:
            with pytest.raises(PermissionDenied):
                operations.delete(event=event, by=user)
        assert Event.objects.filter(pk=event.pk).exists() != (role in {"administrator", "manager"})


@pytest.mark.parametrize(
    ("state", "says"), [("published", "Only a draft"), ("cancelled", "called off stays")]
)
def test_what_people_have_heard_of_stays(people, draft, state, says):
    Event.objects.filter(pk=draft.pk).update(state=state)
    with pytest.raises(BadInput, match=says):
        operations.delete(event=draft, by=people.manager)


@pytest.mark.parametrize("state", ["confirmed", "cancelled"])
def test_whoever_is_on_its_list_keeps_it(people, draft, state):
    make.registration(draft, state=state)
    with pytest.raises(BadInput, match="registered"):
        operations.delete(event=draft, by=people.manager)
    assert Event.objects.filter(pk=draft.pk).exists()


def test_the_page_tells_what_goes_and_asks(manager, draft):
    make.programme(draft.pk)
    where = f"/events/{draft.pk}/delete/"
    assert where in manager.get(f"/events/{draft.pk}/").content.decode()
    shown = manager.get(where).content.decode()
    assert "1 session of the programme" in shown and Event.objects.exists(), "looking deletes nothing"
    answer = manager.post(where, follow=True)
    assert answer.redirect_chain == [("/events/", 302)] and not Event.objects.exists()
    assert "The draft “Composites for the road” is deleted." in answer.content.decode()


def test_the_page_says_why_an_event_stays(manager, draft):
    Event.objects.filter(pk=draft.pk).update(state="published")
    where = f"/events/{draft.pk}/delete/"
    assert "Only a draft can be deleted" in manager.get(where).content.decode()
    assert manager.post(where).status_code == 409 and Event.objects.exists()
    assert where not in manager.get(f"/events/{draft.pk}/").content.decode()


class TestThePattern:
    def test_business_meetings_are_prepared_again(self, people):
        starts_at = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)  # nine o'clock in Luxembourg, in winter
        event = make.event(people.manager, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8))
        plan = make.plan(
            event, slots=3, tables=2, state="published", most_requests=7, fairness=1,
            requests_until=starts_at - timedelta(days=3),
        )  # fmt: skip
        plan.tables.filter(number=2).update(
            label="Room B", video_link="https://video.example/b", lost_from=starts_at
        )
        first, second = (make.participant(plan, name) for name in ("Ann", "Ben"))
        asked = make.request(first, second)
        make.placed(make.timetable(plan), asked, plan.slots.first(), plan.tables.first())
        made = operations.duplicate(event=event, by=people.other_manager, at=starts_at)
        again = MeetingPlan.objects.get(event=made)
        assert (again.state, again.most_requests, again.fairness) == ("preparing", 7, 1)
        assert again.requests_until == made.starts_at - timedelta(days=3)
        assert made.starts_at == starts_at + timedelta(weeks=4, hours=-1), "the same hour, in summer"
        here = [(each.starts_at - event.starts_at, each.session) for each in plan.slots.all()]
        there = [(each.starts_at - made.starts_at, each.session) for each in again.slots.all()]
        assert here == there and len(there) == 3
        tables = [(each.number, each.label, each.video_link, each.lost_from) for each in again.tables.all()]
        assert tables == [(1, "", "", None), (2, "Room B", "https://video.example/b", None)]
        assert not any((again.participants.exists(), again.requests.exists(), again.timetables.exists()))
        assert (plan.slots.count(), plan.tables.count(), plan.requests.count()) == (3, 2, 1)

    def test_it_is_said_what_came_along(self, manager, people):
        event = make.event(people.manager, at=clock.now())
        duplicate = f"/events/{event.pk}/duplicate/"
        plain = manager.post(duplicate, follow=True).content.decode()
        assert "the same programme and questions. Look" in plain
        make.plan(event)
        assert (
            "slots and tables of the business meetings"
            in manager.post(duplicate, follow=True).content.decode()
        )

    def test_the_plan_of_costs_the_reminders_and_the_dates_come_along(self, people):
        starts_at = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)  # nine o'clock in Luxembourg, in winter
        event = make.event(
            people.manager, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8), reminders=[14, 2],
            survey_by_itself=False, registration_until=starts_at - timedelta(days=2),
        )  # fmt: skip
        event.sessions.create(titles={"en": "A"}, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
        lines = (
            ("Hall", Decimal(900), Decimal(950)),
            ("Lunch", None, Decimal(400)),
            ("Cards", Decimal(50), None),
        )
        for label, planned, actual in lines:
            event.costs.create(kind="venue", label=label, planned_eur=planned, actual_eur=actual)
        made = operations.duplicate(event=event, by=people.other_manager, at=starts_at + timedelta(days=1))
        assert made.starts_at == datetime(2026, 4, 14, 7, 0, tzinfo=UTC), (
            "the same hour on the clock, in summer"
        )
        assert made.sessions.get().starts_at == made.starts_at
        assert made.registration_until == made.starts_at - timedelta(days=2)
        assert (made.reminders, made.survey_by_itself) == ([14, 2], False)
        copied = [(each.label, each.planned_eur, each.actual_eur) for each in made.costs.order_by("label")]
        assert copied == [("Cards", 50, None), ("Hall", 900, None), ("Lunch", 400, None)]
        assert event.costs.count() == 3
