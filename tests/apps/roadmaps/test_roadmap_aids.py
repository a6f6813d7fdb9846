"""Does an aid go from state to state as the table says, with amounts and days that can be?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from factories import roadmaps
from factories.roadmaps import AT, TODAY, day, version
from grappe.apps.roadmaps import operations
from grappe.apps.roadmaps.enums import AID_TRANSITIONS, AidState
from grappe.apps.roadmaps.models import AidRequest
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
PATHS = {
    AidState.PLANNED: (),
    AidState.REQUESTED: (AidState.REQUESTED,),
    AidState.OBTAINED: (AidState.REQUESTED, AidState.OBTAINED),
    AidState.REFUSED: (AidState.REQUESTED, AidState.REFUSED),
    AidState.PAID: (AidState.REQUESTED, AidState.OBTAINED, AidState.PAID),
}


def change(aid, people, state, amount=None, on=TODAY):
    return operations.change_aid(
        aid=aid,
        version=version(aid.roadmap),
        state=state,
        amount=None if amount is None else Decimal(amount),
        on=on,
        by=people.manager,
        at=AT,
    )


def in_state(roadmap, people, state):
    aid = roadmaps.aid(roadmap, people.manager)
    for each in PATHS[state]:
        aid = change(aid, people, each, None if each == AidState.REFUSED else 1000)
    return aid


@pytest.mark.parametrize("wanted", list(AidState))
@pytest.mark.parametrize("now", list(AidState))
def test_the_table_of_transitions_is_the_law(roadmap, people, now, wanted):
    aid = in_state(roadmap, people, now)
    allowed = wanted in AID_TRANSITIONS[now] or (wanted == now != AidState.PLANNED)
    if allowed:
        assert change(aid, people, wanted, 500).state == wanted
    else:
        with pytest.raises(BadInput, match="cannot become"):
            change(aid, people, wanted, 500)
        aid.refresh_from_db()
        assert aid.state == now


def test_amounts_and_days_are_kept_by_state(roadmap, people):
    aid = roadmaps.aid(roadmap, people.manager)
    aid = change(aid, people, "requested", 50000, day(-20))
    aid = change(aid, people, "obtained", 30000, day(-10))
    aid = change(aid, people, "paid", 10000, day(-1))
    assert (aid.requested_eur, aid.obtained_eur, aid.paid_eur) == (50000, 30000, 10000)
    assert (aid.requested_on, aid.decided_on, aid.paid_on) == (day(-20), day(-10), day(-1))
    labels = [
        event.state
        for event in AidRequest.pgh_event_model.objects.filter(pgh_obj_id=aid.pk).order_by("pgh_id")
    ]
    assert labels == ["planned", "requested", "obtained", "paid"]


def test_asking_again_after_a_refusal_forgets_the_refusals_day_only(roadmap, people):
    aid = in_state(roadmap, people, AidState.REFUSED)
    assert (aid.decided_on, aid.obtained_eur) == (TODAY, None)
    again = change(aid, people, "requested", 700)
    assert (again.requested_eur, again.decided_on) == (700, None)
    withdrawn = change(again, people, "planned")
    assert (withdrawn.requested_eur, withdrawn.requested_on) == (None, None)


@pytest.mark.parametrize(
    ("state", "amount", "on", "message"),
    [
        ("requested", None, TODAY, "How much"),
        ("requested", "-1", TODAY, "How much"),
        ("requested", "10", None, "On which day"),
        ("requested", "10", day(1), "has not come yet"),
        ("mislaid", "10", TODAY, "cannot become mislaid"),
    ],
)
def test_what_cannot_be_is_said(roadmap, people, state, amount, on, message):
    aid = roadmaps.aid(roadmap, people.manager)
    with pytest.raises(BadInput, match=message):
        change(aid, people, state, amount, on)


def test_no_more_is_paid_than_was_obtained_and_days_follow_one_another(roadmap, people):
    aid = change(roadmaps.aid(roadmap, people.manager), people, "requested", 900, day(-5))
    with pytest.raises(BadInput, match="do not follow one another"):
        change(aid, people, "obtained", 900, day(-6))
    aid = change(aid, people, "obtained", 900, day(-3))
    with pytest.raises(BadInput, match="than was obtained"):
        change(aid, people, "paid", 901, day(-1))


def test_an_aid_that_was_asked_for_stays(roadmap, people):
    asked = in_state(roadmap, people, AidState.REQUESTED)
    with pytest.raises(BadInput, match="was asked for already"):
        operations.remove_aid(aid=asked, version=version(roadmap), by=people.manager, at=AT)
    planned = roadmaps.aid(roadmap, people.manager, "Other")
    operations.remove_aid(aid=planned, version=version(roadmap), by=people.manager, at=AT)
    assert list(AidRequest.objects.all()) == [asked]


def test_an_overtaken_change_is_told(roadmap, people):
    aid = roadmaps.aid(roadmap, people.manager)
    with pytest.raises(Stale):
        operations.change_aid(
            aid=aid, version=version(roadmap) - 1, state="requested", amount=Decimal(1), on=TODAY,
            by=people.manager, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"state": "requested"},
        {"state": "requested", "requested_on": TODAY},
        {"state": "obtained", "requested_on": TODAY, "requested_eur": 1, "decided_on": TODAY},
        {"state": "refused", "requested_on": TODAY, "requested_eur": 1},
        {"state": "paid", "requested_on": TODAY, "requested_eur": 1, "decided_on": TODAY, "obtained_eur": 1},
    ],
)
def test_the_database_holds_what_a_state_says(roadmap, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        AidRequest.objects.create(roadmap=roadmap, label="x", **values)
