"""Are slots, tables and rules of business meetings set up as said, and is what cannot be refused in words?"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import events as make
from factories.events import AT
from grappe.apps.events.models import MeetingPlan, Slot, Timetable
from grappe.apps.events.operations import by_hand, halls
from grappe.apps.events.queries import plan_checks, plans
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
MORNING = halls.Stretch(DAY, time(11, 0), time(13, 0))
AFTERNOON = halls.Stretch(DAY, time(14, 0), time(16, 0))


@pytest.fixture
def event(people):
    return make.event(people.manager)  # 1 April 2026, 9:00 to 17:00 UTC: 11:00 to 19:00 here


@pytest.fixture
def plan(event):
    return make.plan(event, slots=4, tables=2)


def slots_made(plan, people, **more):
    values = {"sessions": [MORNING, AFTERNOON], "length": 25, "pause": 5} | more
    return halls.make_slots(plan=plan, **values, by=people.manager, at=AT)


def test_who_may_set_up(people, event):
    plan = make.plan(event)
    for name, user in people.by_role().items():
        if name in ("administrator", "manager"):
            slots_made(plan, people) if user == people.manager else halls.set_tables(
                plan=plan, number=3, by=user, at=AT
            )
        else:
            with pytest.raises(PermissionDenied):
                halls.set_tables(plan=plan, number=9, by=user, at=AT)
    assert plan.tables.count() == 3


def test_switched_on_once(people, event):
    halls.begin_meetings(event=event, by=people.manager, at=AT)
    with pytest.raises(BadInput):
        halls.begin_meetings(event=event, by=people.manager, at=AT)
    assert MeetingPlan.objects.count() == 1


def test_slots_from_two_sessions(people, plan):
    assert slots_made(plan, people) == 8
    found = list(plan.slots.order_by("starts_at"))
    assert [slot.session for slot in found] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=25) for slot in found)
    assert found[1].starts_at - found[0].ends_at == timedelta(minutes=5)
    assert found[4].starts_at - found[3].ends_at == timedelta(minutes=65)
    assert found[0].starts_at == plan.event.starts_at  # eleven o'clock here


def test_the_same_slots_on_several_days(client, people, event, plan):
    event.ends_at += timedelta(days=2)
    event.save()
    client.force_login(people.manager)
    address = f"/events/{event.pk}/meetings/slots/"
    assert 'value="2026-04-03"' in client.get(address).content.decode(), (
        "a longer event proposes all its days"
    )
    typed = {
        "day": "2026-04-01", "last_day": "2026-04-03", "first_from": "11:00", "first_until": "13:00",
        "second_from": "14:00", "second_until": "15:00", "length": "25", "pause": "5",
    }  # fmt: skip
    for wrong in ({"last_day": "2026-03-31"}, {"last_day": "2026-04-15"}, {"last_day": "2026-04-04"}):
        assert client.post(address, typed | wrong).status_code == 422, wrong
    too_many = client.post(address, typed | {"length": "5", "pause": "0"})
    assert too_many.status_code == 422 and "108" in too_many.content.decode()
    assert client.post(address, typed).status_code == 302
    found = list(plan.slots.order_by("starts_at"))
    assert [slot.session for slot in found] == [1] * 6 + [2] * 12
    assert found[6].starts_at - found[0].starts_at == timedelta(days=1)
    assert not [
        each for each in plan_checks.faults_of(plan) if "session" in each.text or "overlap" in each.text
    ]
    shown = client.get(address).content.decode()
    assert shown.count("The next day") == 2


@pytest.mark.parametrize("slots", [0, 1, 4])
def test_the_pages_of_a_plan_with_and_without_slots(client, people, event, slots):
    make.plan(event, slots=slots, tables=slots)
    client.force_login(people.manager)
    for page in ("", "slots/", "tables/", "people/", "requests/", "requests/add/", "rules/", "late/"):
        answer = client.get(f"/events/{event.pk}/meetings/{page}")
        assert answer.status_code == 200, page


@pytest.mark.parametrize(
    "more",
    [
        {"length": 3},
        {"pause": -1},
        {"sessions": []},
        {"sessions": [MORNING, MORNING]},  # the second begins before the first is over
        {"sessions": [AFTERNOON, MORNING]},
        {"sessions": [halls.Stretch(DAY, time(11, 0), time(11, 10))]},  # nothing fits
        {"sessions": [halls.Stretch(DAY, time(8, 0), time(13, 0))]},  # before the event begins
        {"sessions": [halls.Stretch(DAY, time(11, 0), time(19, 0))], "length": 5, "pause": 0},  # 96 slots
    ],
)
def test_slots_that_cannot_be(people, plan, more):
    before = list(plan.slots.values_list("starts_at", flat=True))
    with pytest.raises(BadInput):
        slots_made(plan, people, **more)
    assert list(plan.slots.values_list("starts_at", flat=True)) == before


def test_one_slot_more_and_one_less(people, plan):
    last = plan.slots.order_by("-starts_at").first()
    values = {
        "starts_at": last.ends_at + timedelta(minutes=5),
        "ends_at": last.ends_at + timedelta(minutes=30),
        "session": 2,
    }
    made = halls.save_slot(plan=plan, slot=None, values=values, by=people.manager, at=AT)
    for wrong in (
        values,  # overlaps itself
        values | {"ends_at": values["starts_at"]},
        values
        | {"starts_at": last.ends_at + timedelta(minutes=40), "ends_at": last.ends_at + timedelta(hours=9)},
        {
            "starts_at": last.ends_at + timedelta(minutes=40),
            "ends_at": last.ends_at + timedelta(minutes=50),
            "session": 1,
        },
    ):
        with pytest.raises(BadInput):
            halls.save_slot(plan=plan, slot=None, values=wrong, by=people.manager, at=AT)
    halls.save_slot(plan=plan, slot=made, values=values, by=people.manager, at=AT)  # itself is no clash
    halls.remove_slot(slot=made, by=people.manager, at=AT)
    assert plan.slots.count() == 4


def test_drafts_go_with_their_slots_but_what_was_published_stays(people, plan):
    request = make.request(make.participant(plan), make.participant(plan))
    slot, table = plan.slots.first(), plan.tables.first()
    draft = make.timetable(plan)
    make.placed(draft, request, slot, table)
    halls.remove_slot(slot=slot, by=people.manager, at=AT)
    assert not Timetable.objects.filter(pk=draft.pk).exists()
    told = make.timetable(plan, published_at=AT)
    make.placed(told, request, plan.slots.first(), table)
    with pytest.raises(BadInput, match="Timetable 1 was published"):
        halls.remove_slot(slot=plan.slots.first(), by=people.manager, at=AT)
    with pytest.raises(BadInput):
        slots_made(plan, people)
    assert told.meetings.count() == 1 and plan.slots.count() == 3


@pytest.mark.parametrize(
    "more", [{"state": "ordered"}, {"state": "done", "published_at": AT, "current": True}]
)
def test_nothing_moves_under_a_timetable_at_work_or_published(people, plan, more):
    make.timetable(plan, **more)
    with pytest.raises(BadInput):
        slots_made(plan, people)
    with pytest.raises(BadInput):
        halls.set_tables(plan=plan, number=1, by=people.manager, at=AT)


def test_tables(people, plan):
    halls.set_tables(plan=plan, number=5, by=people.manager, at=AT)
    assert list(plan.tables.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    halls.set_tables(plan=plan, number=2, by=people.manager, at=AT)
    assert plan.tables.count() == 2
    for number in (0, 301):
        with pytest.raises(BadInput):
            halls.set_tables(plan=plan, number=number, by=people.manager, at=AT)
    table = plan.tables.first()
    halls.save_table(table=table, label="  by the  door ", video_link="", by=people.manager, at=AT)
    assert str(plan.tables.first()) == "by the door"


def test_rules_and_two_who_write_at_once(people, plan):
    values = {"requests_until": plan.event.starts_at, "most_requests": 9, "fairness": 1}
    halls.set_rules(plan=plan, values=values, version=1, by=people.manager, at=AT)
    with pytest.raises(Stale):
        halls.set_rules(plan=plan, values=values | {"fairness": 5}, version=1, by=people.manager, at=AT)
    late = values | {"requests_until": plan.event.ends_at + timedelta(days=1)}
    with pytest.raises(BadInput):
        halls.set_rules(plan=plan, values=late, version=2, by=people.manager, at=AT)
    plan.refresh_from_db()
    assert (plan.most_requests, plan.fairness) == (9, 1)


@pytest.mark.parametrize("state", ["preparing", "requests", "planning", "published", "closed"])
@pytest.mark.parametrize("to", ["preparing", "requests", "planning", "published", "closed", "nonsense"])
def test_steps(people, event, state, to):
    plan = make.plan(event, state=state)
    if state in ("published", "closed"):
        make.timetable(plan, current=True, published_at=AT)
    allowed = {
        ("preparing", "requests"), ("requests", "preparing"), ("requests", "planning"), ("planning", "requests"),
        ("published", "closed"), ("closed", "published"),
    }  # fmt: skip
    if (state, to) in allowed:
        assert to in dict(plans.steps_of(plan))
        halls.step(plan=plan, to=to, by=people.manager, at=AT)
        plan.refresh_from_db()
        assert plan.state == to
    else:
        assert to not in dict(plans.steps_of(plan))
        with pytest.raises(BadInput):
            halls.step(plan=plan, to=to, by=people.manager, at=AT)


# --- What is settled by hand ---


@pytest.fixture
def three(plan):
    return [make.participant(plan, name) for name in ("Ada", "Ben", "Cem")]


def test_a_meeting_added_by_hand(people, plan, three):
    a, b, c = three
    made = by_hand.add_request(plan=plan, asker=a, asked=b, must=True, by=people.manager, at=AT)
    assert (made.state, made.must) == ("accepted", True)
    with pytest.raises(BadInput, match="agreed to meet already"):
        by_hand.add_request(plan=plan, asker=b, asked=a, by=people.manager, at=AT)
    waiting = make.request(a, c, state="asked")
    assert by_hand.add_request(plan=plan, asker=c, asked=a, by=people.manager, at=AT).pk == waiting.pk
    c.withdrawn_at = AT
    c.save()
    with pytest.raises(BadInput, match="any more"):
        by_hand.add_request(plan=plan, asker=b, asked=c, by=people.manager, at=AT)
    with pytest.raises(BadInput):
        by_hand.add_request(plan=plan, asker=a, asked=a, by=people.manager, at=AT)


def test_a_request_decided_for_somebody(people, plan, three):
    a, b, _c = three
    request = make.request(a, b, must=True, fixed_slot=plan.slots.first())
    by_hand.decide_request(request=request, state="declined", by=people.manager, at=AT)
    request.refresh_from_db()
    assert (request.state, request.must, request.fixed_slot) == ("declined", False, None)
    make.request(b, a)
    with pytest.raises(BadInput, match="another request"):
        by_hand.decide_request(request=request, state="accepted", by=people.manager, at=AT)
    with pytest.raises(BadInput):
        by_hand.decide_request(request=request, state="asked", by=people.manager, at=AT)


def settle(people, request, before=(), **more):
    values = {"must": False, "session": 3, "fixed_slot": None, "fixed_table": None} | more
    by_hand.arrange(request=request, values=values, before=list(before), by=people.manager, at=AT)


def test_what_cannot_be_settled_is_said_and_not_kept(people, plan, three):
    a, b, c = three
    first, second = make.request(a, b), make.request(b, c)
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    by_hand.set_unavailable(participant=a, slots=[slots[0].pk], by=people.manager, at=AT)
    for wrong, words in (
        ({"fixed_slot": slots[0]}, "when Ada cannot"),
        ({"fixed_table": tables[0]}, "together with a slot"),
        ({"fixed_slot": slots[3], "session": 1}, "outside the session"),
    ):
        with pytest.raises(BadInput, match=words):
            settle(people, first, **wrong)
        first.refresh_from_db()
        assert first.fixed_slot is None and first.session == 3
    settle(people, first, fixed_slot=slots[1], fixed_table=tables[0])
    with pytest.raises(BadInput, match="for the same person"):
        settle(people, second, fixed_slot=slots[1])
    with pytest.raises(BadInput, match="fixed at"):
        by_hand.set_unavailable(participant=b, slots=[slots[1].pk], by=people.manager, at=AT)


def test_precedences(people, plan, three):
    a, b, c = three
    first, second, third = make.request(a, b), make.request(b, c), make.request(a, c)
    settle(people, second, [first.pk])
    settle(people, third, [second.pk])
    with pytest.raises(BadInput, match="circle"):
        settle(people, first, [third.pk])
    assert first.follows.count() == 0
    slots = list(plan.slots.all())
    settle(people, first, fixed_slot=slots[2])
    with pytest.raises(BadInput, match="other way round"):
        settle(people, second, [first.pk], fixed_slot=slots[1])
    settle(people, second)
    assert second.follows.count() == 0


def test_looked_over(people, event):
    plan = make.plan(event, slots=2, tables=1)
    assert [fault.text for fault in plan_checks.faults_of(plan)] == ["No meeting is agreed yet."]
    a, b, c, d = (make.participant(plan, name) for name in ("Ada", "Ben", "Cem", "Dora"))
    for other in (b, c, d):
        make.request(a, other, must=True)
    make.request(b, c, state="asked")
    texts = [(fault.stops, fault.text) for fault in plan_checks.faults_of(plan)]
    assert (True, "Ada has more meetings that must be placed (3) than free slots (2).") in texts
    assert (False, "3 meetings are agreed, but tables and slots have room for 2.") in texts
    assert any(not stops and "1 request waits" in text for stops, text in texts)
    Slot.objects.filter(plan=plan).update(session=2)
    Slot.objects.filter(pk=plan.slots.last().pk).update(session=1)
    assert any("after the second has begun" in fault.text for fault in plan_checks.faults_of(plan))
