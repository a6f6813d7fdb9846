"""Is an event's account right where amounts are missing, and does nobody overwrite the organiser's words?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import events as make
from factories.companies import CompanyFactory
from grappe.apps.events.models import Cost
from grappe.apps.events.operations import costs as operations
from grappe.apps.events.queries.came import came
from grappe.apps.events.queries.costs import account_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def event(people):
    return make.event(people.manager, in_days=-3)


def line(event, by, kind="venue", planned=None, actual=None, label="Hall", **more):
    return operations.save_cost(
        event=event, kind=kind, label=label, by=by, at=AT, **more,
        planned_eur=None if planned is None else Decimal(planned), actual_eur=None if actual is None else Decimal(actual),
    )  # fmt: skip


def account(event, user):
    return account_of(event, came(event, for_user=user), for_user=user)


def test_nothing_is_not_zero(event, people):
    found = account(event, people.ministry)
    assert found.is_empty and found.chart is None
    assert (found.net_planned, found.net_actual, found.per_participant) == (None, None, None)


def test_sums_less_income_for_each(event, people):
    for company in (CompanyFactory(), CompanyFactory(), None):
        make.registration(event, company=company, checked_in_at=event.starts_at)
    line(event, people.manager, "venue", 900, 1000)
    line(event, people.manager, "catering", 600, "650.50", label="Lunch")
    line(event, people.manager, "income", 300, 250, label="Sponsor")
    found = account(event, people.ministry)
    assert (found.net_planned, found.net_actual) == (1200, Decimal("1400.50"))
    assert (found.per_participant, found.per_company) == (Decimal("466.83"), Decimal("700.25"))
    assert [(each.kind, each.sum.difference) for each in found.kinds] == [
        ("venue", 100), ("catering", Decimal("50.50")), ("income", -50),
    ]  # fmt: skip
    assert found.incomplete == 0


def test_what_is_not_known_is_counted_not_guessed(event, people):
    line(event, people.manager, planned=900)
    found = account(event, people.ministry)
    assert (found.net_planned, found.net_actual, found.incomplete) == (900, None, 1)
    line(event, people.manager, planned=None, actual=100, label="Chairs")
    found = account(event, people.ministry)
    assert (found.net_actual, found.incomplete, found.kinds[0].sum.difference) == (100, 1, None)
    assert found.per_participant is None  # nobody came


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "bribes", "actual": 1}, "kinds of costs"),
        ({"label": "  ", "actual": 1}, "what it is for"),
        ({"label": "x" * 201, "actual": 1}, "what it is for"),
        ({}, "planned amount"),
        ({"planned": -1}, "zero or more"),
        ({"actual": "10000000000"}, "zero or more"),
    ],
)
def test_what_cannot_be_is_told(event, people, values, said):
    with pytest.raises(BadInput, match=said):
        line(event, people.manager, **values)
    assert not Cost.objects.exists()


def test_who_may(event, people):
    made = line(event, people.manager, planned=1)
    for role, user in people.by_role().items():
        if role in {"administrator", "manager"}:
            line(event, user, planned=2, cost=made)
            continue
        for write in (
            lambda user=user: line(event, user, planned=3),
            lambda user=user: operations.remove_cost(cost=made, by=user, at=AT),
            lambda user=user: operations.write_results(event=event, text="x", based_on="", by=user, at=AT),
        ):
            with pytest.raises(PermissionDenied):
                write()


def test_on_the_page(manager, event):
    where = reverse("events:costs", args=[event.pk])
    values = {"kind": "venue", "label": "Hall", "planned_eur": "1 200,50", "actual_eur": ""}
    assert manager.post(where, values).status_code == 302
    made = Cost.objects.get()
    assert (made.planned_eur, made.actual_eur) == (Decimal("1200.50"), None)
    for bad in (
        {"planned_eur": "-3"},
        {"planned_eur": "much"},
        {"planned_eur": ""},
        {"kind": "x"},
        {"label": ""},
    ):
        assert manager.post(where, values | bad).status_code == 422
    edit = reverse("events:cost", args=[made.pk])
    assert manager.post(edit, values | {"actual_eur": "1300"}).status_code == 302
    assert Cost.objects.get().actual_eur == 1300
    assert manager.post(reverse("events:cost_remove", args=[made.pk])).status_code == 302
    assert not Cost.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_in_a_constant_number_of_queries(manager, people, event, rows, django_assert_num_queries):
    for number in range(rows):
        line(event, people.manager, planned=10, label=f"Line {number}")
    with django_assert_num_queries(8):
        page = manager.get(reverse("events:costs", args=[event.pk])).content.decode()
    assert page.count(">Line ") == rows


def test_words_are_not_overwritten(manager, people, event):
    operations.write_results(event=event, text=" Two lines\r\nof it ", based_on="", by=people.manager, at=AT)
    event.refresh_from_db()
    assert event.results == "Two lines\nof it"
    with pytest.raises(Stale):
        operations.write_results(event=event, text="Mine", based_on="", by=people.manager, at=AT)
    where = reverse("events:results_write", args=[event.pk])
    answer = manager.post(where, {"text": "Mine", "based_on": "something older"})
    assert (
        answer.status_code == 409
        and "Two lines" in answer.content.decode()
        and "Mine" in answer.content.decode()
    )
    assert manager.post(where, {"text": "x" * 10_001, "based_on": event.results}).status_code == 422
    assert manager.post(where, {"text": "Ours", "based_on": "Two lines\r\nof it"}).status_code == 302
    assert "Ours" in manager.get(reverse("events:after", args=[event.pk])).content.decode()
