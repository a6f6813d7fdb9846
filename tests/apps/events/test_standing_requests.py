"""What becomes of requests when somebody cancels or leaves, and when they come back?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import events as make
from grappe.apps.events import queries
from grappe.apps.events.operations import by_hand, participants, registrations, requests
from grappe.apps.events.queries.requests import requests_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db
FILLED = registrations.Filled(name="Ada Un", email="", language="en")


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def plan(people, now):
    return make.plan(make.event(people.manager, at=now, in_days=3, capacity=5))


@pytest.fixture
def four(plan, now):
    names = ("Ada Un", "Ben Deux", "Cleo Trois", "Dan Quatre")
    return [make.participant(plan, name, at=now, language="en") for name in names]


def page(client, who) -> str:
    answer = client.get(reverse("events:own_requests", kwargs={"token": queries.token_of(who.registration)}))
    return answer.content.decode()


def cancel(who, at, by=None):
    who.registration.refresh_from_db()
    return registrations.cancel(registration=who.registration, by=by, at=at)


def comes_back(who, at):
    again = registrations.Filled(name=who.registration.name, email=who.registration.email, language="en")
    made = registrations.register(event=who.plan.event, filled=again, at=at)
    return registrations.confirm(registration=made, at=at)


def stands(*found):
    for each in found:
        each.refresh_from_db()
    return [each.state for each in found]


def test_who_cancels_takes_requests_back_and_they_reopen_as_they_stood(client, four, now):
    ada, ben, cleo, dan = four
    agreed = make.request(ada, ben, at=now)
    waiting = make.request(cleo, ada, at=now, state="asked")
    declined = make.request(ada, dan, at=now, state="declined")
    between_others = make.request(ben, cleo, at=now)
    cancel(ada, now)
    assert stands(agreed, waiting, declined, between_others) == [
        "withdrawn", "withdrawn", "declined", "accepted",
    ]  # fmt: skip
    assert (agreed.withdrawn_why, agreed.withdrawn_by, agreed.stood) == ("cancelled", ada, "accepted")
    assert "they do not come" in page(client, ben)
    assert ben.registration.letters.filter(kind="requests").count() == 1
    assert not dan.registration.letters.exists(), "declined before: nothing changes"

    assert comes_back(ada, now).state == "confirmed"
    assert stands(agreed, waiting, declined) == ["accepted", "asked", "declined"]
    assert (agreed.withdrawn_why, agreed.withdrawn_by, agreed.stood) == ("", None, "")
    assert "they do not come" not in page(client, ben)
    assert len(requests_of(ada).agreed) == len(requests_of(ada).to_answer) == 1


def test_reopened_only_with_a_seat_and_where_it_still_has_sense(four, plan, people, now):
    ada, ben, cleo, dan = four
    with_ben, with_cleo, with_dan = (make.request(ada, each, at=now) for each in (ben, cleo, dan))
    requests.withdraw(request=with_dan, participant=dan, at=now)
    plan.event.capacity = 4
    plan.event.save()
    late = make.registration(plan.event, "Eve Cinq", at=now, state="waiting")
    cancel(ada, now)  # and Eve has the seat
    late.refresh_from_db()
    assert late.state == "confirmed"
    cancel(cleo, now, by=people.manager)
    assert comes_back(ada, now).state == "confirmed"
    assert comes_back(cleo, now).state == "waiting"
    assert stands(with_ben, with_cleo, with_dan) == ["accepted", "withdrawn", "withdrawn"]
    assert with_dan.withdrawn_why == "taken_back", "what was called off before stays so"
    registrations.cancel(registration=late, at=now)  # Cleo moves up
    assert stands(with_ben, with_cleo) == ["accepted", "withdrawn"], "Ada had taken that back, not Cleo"


def test_once_planned_only_what_was_agreed_comes_back(four, plan, now):
    ada, ben, cleo, _dan = four
    agreed, waiting = make.request(ada, ben, at=now), make.request(cleo, ada, at=now, state="asked")
    plan.state = "published"
    plan.save()
    cancel(ada, now)
    comes_back(ada, now)
    assert stands(agreed, waiting) == ["accepted", "withdrawn"]


def test_another_request_between_the_two_counts(four, now):
    ada, ben, _cleo, _dan = four
    first = make.request(ada, ben, at=now)
    cancel(ada, now)
    second = make.request(ben, ada, at=now, state="asked")
    comes_back(ada, now)
    assert stands(first, second) == ["withdrawn", "asked"]


def test_a_meeting_that_was_held_stays(four, plan, now):
    ada, ben, cleo, _dan = four
    held, later = make.request(ada, ben, at=now), make.request(ada, cleo, at=now)
    timetable = make.timetable(plan, at=now, current=True, published_at=now)
    slots, table = list(plan.slots.order_by("starts_at")), plan.tables.first()
    make.placed(timetable, held, slots[0], table)
    make.placed(timetable, later, slots[3], table)
    cancel(ada, slots[1].starts_at + timedelta(minutes=1))
    assert stands(held, later) == ["accepted", "withdrawn"]


def test_every_way_of_taking_back_says_why(client, four, people, now):
    ada, ben, cleo, dan = four
    one, two, three = (make.request(ada, each, at=now) for each in (ben, cleo, dan))
    requests.withdraw(request=one, participant=ben, at=now)
    participants.withdraw(participant=cleo, by=None, at=now)
    by_hand.decide_request(request=three, state="withdrawn", by=people.manager, at=now)
    said = page(client, ada)
    for words in ("taken back by them", "they left the meetings", "taken back by the organiser"):
        assert words in said
    client.force_login(people.manager)
    listed = client.get(reverse("events:meeting_requests", args=[ada.plan.event_id])).content.decode()
    for words in ("Taken back by one of the two", "One of the two left", "Taken back by the organiser"):
        assert words in listed
    by_hand.decide_request(request=three, state="accepted", by=people.manager, at=now)
    three.refresh_from_db()
    assert (three.withdrawn_why, three.stood) == ("", "")
