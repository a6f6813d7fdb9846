"""What does a company's file say of events: registered, cancelled, came, stayed away, or not known?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import events
from factories.companies import CompanyFactory
from grappe.apps.desk.queries.timeline import timeline
from grappe.apps.events.queries.timeline import timeline_entries
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(people):
    return CompanyFactory(clusters=[seat.cluster for seat in people.manager.memberships.all()])


@pytest.fixture
def past(people):
    now = clock.now()
    return events.event(
        people.manager, at=now, starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=2, hours=18)
    )


def said(company, user) -> list[tuple[str, str]]:
    return [(each.label, each.by) for each in timeline_entries(company_id=company.pk, for_user=user)]


def test_who_came_and_who_did_not(company, past, people):
    at = past.starts_at
    events.registration(past, "Camille", company=company, checked_in_at=at, at=at - timedelta(days=9))
    events.registration(past, "Jos", company=company, at=at - timedelta(days=8))
    events.registration(
        past, "Lia", company=company, state="cancelled", cancelled_at=at - timedelta(days=1),
        at=at - timedelta(days=7),
    )  # fmt: skip
    events.registration(past, "Nobody yet", company=company, state="unconfirmed")
    assert said(company, people.manager) == [
        ("Registered for an event and did not come", "Jos"),
        ("Came to an event", "Camille"),
        ("Registration for an event cancelled", "Lia"),
        ("Registered for an event", "Lia"),
        ("Registered for an event", "Jos"),
        ("Registered for an event", "Camille"),
    ]


def test_where_nobody_was_checked_in_nobody_is_said_to_have_stayed_away(company, past, people):
    events.registration(past, "Jos", company=company)
    assert said(company, people.manager) == [("Registered for an event", "Jos")]


def test_the_ministry_reads_of_nobody(company, past, people):
    events.registration(past, "Jos", company=company)
    assert said(company, people.ministry) == []
    assert said(company, people.analyst)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_do_not_depend_on_the_history(company, past, people, django_assert_num_queries, rows):
    for number in range(rows):
        events.registration(past, f"Guest {number}", company=company, checked_in_at=past.starts_at)
    with django_assert_num_queries(6):
        timeline_entries(company_id=company.pk, for_user=people.manager)


def test_the_pages_of_the_timeline_leave_none_out(company, past, people):
    for number in range(40):
        events.registration(past, f"Guest {number:02d}", company=company, at=past.starts_at)
    first = timeline(company.pk, for_user=people.manager, kind="events", limit=15)
    seen, before = list(first.entries), first.before
    while before is not None:
        page = timeline(company.pk, for_user=people.manager, kind="events", before=before, limit=15)
        seen, before = seen + list(page.entries), page.before
    assert len({each.key for each in seen}) == len(seen) == 40


def test_the_room_in_the_file(manager, company, past):
    events.registration(past, "Camille", company=company, checked_in_at=past.starts_at)
    events.registration(past, "Jos", company=company)
    shown = manager.get(reverse("events:of_company", args=[company.pk])).content.decode()
    assert "2 registered" in shown and "1 came" in shown
    empty = CompanyFactory()
    assert (
        "Invited to no event" in manager.get(reverse("events:of_company", args=[empty.pk])).content.decode()
    )
    assert (
        reverse("events:of_company", args=[company.pk])
        in manager.get(f"/companies/{company.pk}/").content.decode()
    )
