"""Who is not free while a contact is planned, and what of it is told to whom?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import events
from grappe.apps.calendars.models import Account, Busy, Calendar
from grappe.apps.calendars.queries.clashes import members_then
from grappe.apps.calendars.queries.sealing import seal
from grappe.apps.companies import operations as companies
from grappe.engines.agenda import Span
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)


def busy(user, start, end, **more):
    at = clock.now()
    account, _made = Account.objects.get_or_create(
        user=user,
        defaults={"url": "https://c.example/", "secret": seal("x"), "state": "active", "next_at": at, "connected_at": at},
    )  # fmt: skip
    calendar, _made = Calendar.objects.get_or_create(
        account=account, href="w", defaults={"name": "W", "counts": True} | more
    )
    return Busy.objects.create(
        calendar=calendar, href=f"{start}", starts_at=start, ends_at=end, sealed=seal("Dentist")
    )


def asked(client, company, start, team, **more):
    local = start.astimezone(timezone.get_default_timezone())
    given = {
        "day": local.date().isoformat(), "hour": f"{local:%H:%M}", "minutes": 60, "team": [each.pk for each in team]
    } | more  # fmt: skip
    answer = client.get(reverse("calendars:clashes", args=[company.pk]), given)
    assert answer.status_code == 200
    return answer.content.decode()


def planned(people, company, start, team, **more):
    return companies.plan_contact(
        company=company, kind="visit", subject="First visit", starts_at=start, team=team, invite=False, by=people.administrator,
        at=clock.now(), **more,
    )  # fmt: skip


def test_contacts_events_and_own_calendars_are_told_and_no_more_than_may_be(manager, people, company, start):
    team = [people.manager, people.administrator]
    assert "has anything else" in asked(manager, company, start, team)
    contact = planned(people, company, start, [people.administrator])
    busy(people.administrator, start + timedelta(minutes=30), start + timedelta(hours=3))
    shown = asked(manager, company, start, team)
    assert "First visit · Cellule Exemple S.A." in shown and "not free" in shown and "Dentist" not in shown
    assert people.manager.name in shown.split("Without a connected calendar")[1]
    assert "First visit" not in asked(manager, company, start, team, contact=contact.pk)
    assert "First visit" not in asked(manager, company, start + timedelta(hours=1), team)
    assert "has anything else" in asked(manager, company, start, [people.manager])


@pytest.mark.parametrize("audience", ["confidence", "named"])
def test_what_not_everybody_reads_is_a_time_and_nothing_else(manager, people, company, start, audience):
    planned(people, company, start, [people.administrator], audience=audience)
    shown = asked(manager, company, start, [people.administrator])
    assert "not free" in shown and "First visit" not in shown and "Cellule" not in shown.split("<ul")[1]


def test_a_company_that_one_does_not_see_is_a_time_and_nothing_else(people, company, start):
    planned(people, company, start, [people.administrator])
    type(company).objects.filter(pk=company.pk).update(visibility="clusters")
    (member,) = members_then(
        [people.administrator], Span(start, start + timedelta(hours=1)), for_user=people.other_manager, language="en"
    )  # fmt: skip
    assert [clash.title for clash in member.clashes] == [""]


def test_nothing_is_asked_of_people_who_cannot_be_chosen(manager, people, company, start):
    type(company).objects.filter(pk=company.pk).update(visibility="clusters")
    busy(people.other_manager, start, start + timedelta(hours=1))
    shown = asked(manager, company, start, [people.other_manager])
    assert "not free" not in shown and people.other_manager.name not in shown


def test_an_event_takes_time_of_who_prepares_it(manager, people, company):
    event = events.event(people.administrator, at=clock.now())
    type(event).objects.filter(pk=event.pk).update(state="published")
    shown = asked(manager, company, event.starts_at, [people.administrator])
    assert str(event) in shown or "not free" in shown
    type(event).objects.filter(pk=event.pk).update(state="cancelled")
    assert "has anything else" in asked(manager, company, event.starts_at, [people.administrator])


def test_a_form_half_filled_in_is_no_fault(manager, company, start):
    for given in (
        {},
        {"day": "nonsense"},
        {"day": "2027-03-02", "hour": "10:00", "minutes": "9999", "team": "x"},
    ):
        answer = manager.get(reverse("calendars:clashes", args=[company.pk]), given)
        assert answer.status_code == 200 and "alert" not in answer.content.decode()


def test_the_form_of_a_contact_leaves_room_for_it(manager, company):
    page = manager.get(reverse("companies:contact_plan", args=[company.pk])).content.decode()
    assert reverse("calendars:clashes", args=[company.pk]) in page


def test_it_takes_the_same_number_of_queries_for_any_number_of_people(
    people, company, start, django_assert_num_queries
):
    span = Span(start, start + timedelta(hours=1))
    everybody = list(people.by_role().values())
    for member in everybody:
        planned(people, company, start, [member])
        busy(member, start, start + timedelta(hours=1))
    for members in (everybody[:1], everybody[:3]):
        with django_assert_num_queries(4):
            members_then(members, span, for_user=people.manager, language="en")
