"""Is a meeting asked for, accepted, declined and called off as it should be, by nobody else, and once for two?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from factories import events as make
from factories.events import AT
from grappe.apps.events.models import Letter, Participant, Request
from grappe.apps.events.operations import requests
from grappe.apps.events.operations.request_letters import letter_goes_at
from grappe.apps.events.queries.priorities import priority_in_words, priority_of
from grappe.apps.events.queries.requests import requests_of, why_closed
from grappe.ui.errors import BadInput, Stale


@pytest.fixture
def plan(people):
    return make.plan(make.event(people.manager))


@pytest.fixture
def three(plan):
    return [make.participant(plan, name) for name in ("Ada Un", "Ben Deux", "Cleo Trois")]


def test_ask_and_accept(three):
    ada, ben, _cleo = three
    asked = requests.ask(asker=ada, asked=ben, wish=1, message="Your furnaces", at=AT)
    assert (asked.state, asked.wish, asked.message) == ("asked", 1, "Your furnaces")
    done = requests.answer(request=asked, participant=ben, accept=True, wish=3, words="Gladly", at=AT)
    assert (done.state, done.answer_wish, done.answer, done.answered_at) == ("accepted", 3, "Gladly", AT)
    (mine,) = requests_of(ada).agreed
    (theirs,) = requests_of(ben).agreed
    assert (mine.other, mine.mine, mine.their_words) == (ben, True, "Gladly")
    assert (theirs.other, theirs.mine, theirs.their_words) == (ada, False, "Your furnaces")


def test_decline_and_ask_no_more(three):
    ada, ben, _cleo = three
    asked = requests.ask(asker=ada, asked=ben, at=AT)
    requests.answer(request=asked, participant=ben, accept=False, words="No time", at=AT)
    with pytest.raises(BadInput, match="declined"):
        requests.ask(asker=ada, asked=ben, at=AT)
    assert requests.ask(asker=ben, asked=ada, at=AT).state == "asked", "who declined may think again"
    assert [side.their_words for side in requests_of(ada).over] == ["No time"]


def test_two_who_ask_each_other_have_agreed(three):
    ada, ben, _cleo = three
    requests.ask(asker=ada, asked=ben, wish=1, at=AT)
    both = requests.ask(asker=ben, asked=ada, wish=2, message="You too?", at=AT)
    assert Request.objects.count() == 1
    assert (both.state, both.wish, both.answer_wish, both.answer) == ("accepted", 1, 2, "You too?")


def test_who_may_answer_and_withdraw(three):
    ada, ben, cleo = three
    asked = requests.ask(asker=ada, asked=ben, at=AT)
    for who in (ada, cleo):
        with pytest.raises(PermissionDenied):
            requests.answer(request=asked, participant=who, accept=True, at=AT)
    for who in (ben, cleo):
        with pytest.raises(PermissionDenied):
            requests.withdraw(request=asked, participant=who, at=AT)
    with pytest.raises(PermissionDenied):
        requests.wish_otherwise(request=asked, participant=cleo, wish=1, at=AT)
    requests.answer(request=asked, participant=ben, accept=True, at=AT)
    assert requests.withdraw(request=asked, participant=ben, at=AT).state == "withdrawn", "both may call off"


def test_answered_twice_is_told(three):
    ada, ben, _cleo = three
    asked = requests.ask(asker=ada, asked=ben, at=AT)
    requests.withdraw(request=asked, participant=ada, at=AT)
    with pytest.raises(Stale):
        requests.answer(request=asked, participant=ben, accept=True, at=AT)
    with pytest.raises(Stale):
        requests.withdraw(request=asked, participant=ada, at=AT)
    assert requests.ask(asker=ada, asked=ben, at=AT).state == "asked", (
        "a request taken back may be made again"
    )


def test_limits_of_number_and_time(plan, three):
    ada, ben, cleo = three
    plan.most_requests, plan.requests_until = 1, AT + timedelta(days=1)
    plan.save()
    first = requests.ask(asker=ada, asked=ben, at=AT)
    with pytest.raises(BadInput, match="1 meeting at most"):
        requests.ask(asker=ada, asked=cleo, at=AT)
    assert requests_of(Participant.objects.select_related("plan").get(pk=ada.pk)).left == 0
    requests.withdraw(request=first, participant=ada, at=AT)
    late = AT + timedelta(days=1)
    with pytest.raises(BadInput, match="not taken"):
        requests.ask(asker=ada, asked=cleo, at=late)
    asked = requests.ask(asker=ada, asked=cleo, at=late - timedelta(seconds=1))
    assert requests.answer(request=asked, participant=cleo, accept=True, at=late).state == "accepted", (
        "who was asked at the last minute may still answer"
    )


@pytest.mark.parametrize(
    ("state", "may_ask", "why"),
    [("preparing", False, "early"), ("requests", True, ""), ("planning", False, "planned"),
     ("published", False, "planned"), ("closed", False, "over")],
)  # fmt: skip
def test_when_participants_ask(plan, three, state, may_ask, why):
    plan.state = state
    plan.save()
    assert why_closed(plan, AT) == why
    ada, ben, _cleo = three
    if may_ask:
        assert requests.ask(asker=ada, asked=ben, at=AT).pk
    else:
        with pytest.raises(BadInput):
            requests.ask(asker=ada, asked=ben, at=AT)


def test_answers_end_when_planning_begins(plan, three):
    ada, ben, _cleo = three
    asked = requests.ask(asker=ada, asked=ben, at=AT)
    plan.state = "planning"
    plan.save()
    with pytest.raises(BadInput, match="timetable is being made"):
        requests.answer(request=asked, participant=ben, accept=True, at=AT)
    asked.refresh_from_db()
    assert asked.state == "asked", "nothing half-written"


@pytest.mark.parametrize(
    ("words", "told"),
    [({"wish": 7}, "three choices"), ({"session": 9}, "three choices"), ({"message": "x" * 501}, "500")],
)
def test_bad_words_are_refused(three, words, told):
    with pytest.raises(BadInput, match=told):
        requests.ask(asker=three[0], asked=three[1], at=AT, **words)
    assert not Request.objects.exists()


def test_with_whom_nobody_meets(plan, people, three):
    ada, ben, cleo = three
    stranger = make.participant(make.plan(make.event(people.manager)), "Else Where")
    ben.shown = False
    ben.save()
    cleo.withdrawn_at = AT
    cleo.save()
    for whom, told in ((ada, "themselves"), (stranger, "same event"), (ben, "not to be"), (cleo, "not take")):
        with pytest.raises(BadInput, match=told):
            requests.ask(asker=ada, asked=whom, at=AT)
    requests.ask(asker=ben, asked=ada, at=AT)
    assert requests.ask(asker=ada, asked=ben, at=AT).state == "accepted", "who hides and asks may be answered"


def test_letters_are_grouped(three):
    ada, ben, cleo = three
    requests.ask(asker=ada, asked=cleo, at=AT)
    requests.ask(asker=ben, asked=cleo, at=AT + timedelta(minutes=20))
    letter = Letter.objects.get(registration=cleo.registration, kind="requests")
    assert letter.state == "waiting" and letter.try_at == letter_goes_at(AT) > AT
    requests.ask(asker=cleo, asked=ada, at=AT + timedelta(hours=4))  # accepts what was asked: Ada is told
    assert Letter.objects.filter(kind="requests", registration=ada.registration).count() == 1


@pytest.mark.parametrize("hour", range(24))
def test_a_letter_goes_out_within_three_hours(hour):
    at = AT.replace(hour=hour, minute=59)
    assert timedelta() < letter_goes_at(at) - at <= timedelta(hours=3)


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_arranges_a_meeting(people, plan, three, role):
    ada, ben, _cleo = three
    plan.state = "published"
    plan.save()
    user = people.by_role()[role]
    if role in ("administrator", "manager"):
        made = requests.arrange(first=ada, second=ben, wish=1, must=True, by=user, at=AT)
        assert (made.state, made.must, priority_of(made)) == ("accepted", True, 1)
        with pytest.raises(BadInput, match="agreed"):
            requests.arrange(first=ben, second=ada, by=user, at=AT)
    else:
        with pytest.raises(PermissionDenied):
            requests.arrange(first=ada, second=ben, by=user, at=AT)
        assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("wishes", "priority"),
    [((1, 1), 1), ((1, 2), 3), ((2, 1), 3), ((2, 2), 5), ((1, 3), 6), ((3, 1), 6), ((2, 3), 7), ((3, 3), 9),
     ((1, None), 3), ((3, None), 7)],
)  # fmt: skip
def test_the_priority_is_made_of_both_wishes(wishes, priority):
    request = Request(wish=wishes[0], answer_wish=wishes[1])
    assert priority_of(request) == priority
    assert str(priority) in priority_in_words(request).fr


def at_once(*calls) -> list[object]:
    """Do things at the same moment, each in a thread with a connection of its own; return results or faults."""

    def run(call):
        try:
            return call()
        except BadInput as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_each_other_at_the_same_moment_have_one_meeting(three):
    ada, ben, _cleo = three
    for _round in range(5):
        Request.objects.all().delete()
        found = at_once(
            lambda: requests.ask(asker=ada, asked=ben, at=AT),
            lambda: requests.ask(asker=ben, asked=ada, at=AT),
        )
        assert not [each for each in found if isinstance(each, BadInput)]
        assert Request.objects.get().state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_asking_in_two_windows_does_not_pass_the_limit(plan, three):
    ada, ben, cleo = three
    plan.most_requests = 1
    plan.save()
    found = at_once(
        lambda: requests.ask(asker=ada, asked=ben, at=AT), lambda: requests.ask(asker=ada, asked=cleo, at=AT)
    )
    assert sum(isinstance(each, BadInput) for each in found) == 1
    assert Request.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answer_and_withdrawal_at_the_same_moment(three):
    ada, ben, _cleo = three
    for _round in range(5):
        Request.objects.all().delete()
        asked = requests.ask(asker=ada, asked=ben, at=AT)
        found = at_once(
            lambda request=asked: requests.answer(request=request, participant=ben, accept=False, at=AT),
            lambda request=asked: requests.withdraw(request=request, participant=ada, at=AT),
        )
        assert sum(isinstance(each, Stale) for each in found) == 1, "the second is told"
