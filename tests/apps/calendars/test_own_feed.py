"""What does somebody's own calendar read at its secret address, and when does the address stop?"""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from factories import events
from grappe.apps.accounts.models import AuditEntry
from grappe.apps.accounts.operations import people as accounts
from grappe.apps.calendars import operations, queries
from grappe.apps.calendars.models import Feed
from grappe.apps.calendars.permissions import can_have_calendar
from grappe.apps.companies import operations as companies
from grappe.apps.companies.queries.invitations import calendar_file
from grappe.ui import clock

pytestmark = pytest.mark.django_db


def planned(company, people, subject="First visit", days=2, team=None, **more):
    now = clock.now()
    team = [people.manager] if team is None else team
    return companies.plan_contact(
        company=company, kind="visit", subject=subject, place="Belval", starts_at=now + timedelta(days=days), team=team,
        invite=False, by=people.manager, at=now, **more,
    )  # fmt: skip


def address(user) -> str:
    return queries.feed_address(operations.renew_feed(by=user, at=clock.now()))


def entries(client, url) -> dict[str, icalendar.Event]:
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}


def test_own_contacts_stand_in_it_as_the_invitation_names_them(client, people, company):
    contact = planned(company, people)
    planned(company, people, "Not mine", team=[people.administrator])
    planned(company, people, "Long ago", days=-70)
    companies.cancel_contact(
        contact=planned(company, people, "Called off"), by=people.manager, at=clock.now()
    )
    found = entries(client, address(people.manager))
    invitation = icalendar.Calendar.from_ical(calendar_file(contact, language="fr", at=clock.now()))
    (invited,) = invitation.walk("VEVENT")
    assert list(found) == [str(invited["uid"])]
    (entry,) = found.values()
    assert entry["summary"] == "First visit · Cellule Exemple S.A." and entry["location"] == "Belval"
    assert entry["dtstart"].dt == invited["dtstart"].dt and entry["dtend"].dt == invited["dtend"].dt


@pytest.mark.parametrize("audience", ["confidence", "named"])
def test_what_not_everybody_reads_has_no_subject_there(client, people, company, audience):
    planned(company, people, "Sale of the firm", audience=audience)
    body = client.get(address(people.manager)).content.decode()
    assert body.count("BEGIN:VEVENT") == 1
    assert not [word for word in ("Sale of the firm", "Cellule", "Belval") if word in body]


def test_a_company_that_its_owner_sees_no_more_is_not_in_it(client, people, company):
    planned(company, people, team=[people.other_manager])
    url = address(people.other_manager)
    assert len(entries(client, url)) == 1
    type(company).objects.filter(pk=company.pk).update(visibility="clusters")
    assert entries(client, url) == {}


def test_events_that_somebody_organises_stand_in_it(client, people):
    event = events.event(people.manager, at=clock.now())
    url = address(people.manager)
    assert [entry["status"] for entry in entries(client, url).values()] == ["CONFIRMED"]
    type(event).objects.filter(pk=event.pk).update(state="cancelled")
    assert [entry["status"] for entry in entries(client, url).values()] == ["CANCELLED"]
    assert entries(client, address(people.other_manager)) == {}


def test_a_calendar_that_knows_it_is_told_so_until_something_changes(client, people, company):
    contact = planned(company, people)
    url = address(people.manager)
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304
    companies.change_contact(
        contact=contact, kind="visit", subject="Second visit", starts_at=contact.starts_at, minutes=45, place="Belval",
        team=[people.manager], invite=False, by=people.manager, at=clock.now(),
    )  # fmt: skip
    answer = client.get(url, headers={"if-none-match": tag})
    assert answer.status_code == 200 and "Second visit" in answer.content.decode()


def test_the_address_stops_when_it_is_renewed_stopped_or_its_owner_has_gone(client, people):
    first = address(people.manager)
    second = address(people.manager)
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200
    people.manager.is_active = False
    people.manager.save()
    assert client.get(second).status_code == 404
    people.manager.is_active = True
    people.manager.save()
    operations.stop_feed(by=people.manager, at=clock.now())
    assert client.get(second).status_code == 404 and not Feed.objects.exists()


def test_an_account_that_is_closed_and_opened_again_has_no_address_any_more(client, people):
    url = address(people.manager)
    accounts.deactivate(user=people.manager, by=people.administrator, at=clock.now())
    assert client.get(url).status_code == 404 and not Feed.objects.exists()
    (entry,) = AuditEntry.objects.filter(kind="account_deactivated")
    assert entry.detail == {"links": 1}
    accounts.reactivate(user=people.manager, by=people.administrator, at=clock.now())
    assert client.get(url).status_code == 404


def test_the_page_gives_the_address_renews_and_stops_it(manager, people):
    own = reverse("calendars:own")
    assert "/calendars/feed/" not in manager.get(own).content.decode().replace("/calendars/feed/renew/", "")
    assert manager.post(reverse("calendars:renew")).url == own
    url = queries.feed_address(Feed.objects.get(user=people.manager))
    shown = manager.get(own)
    assert url in shown.content.decode() and "no-store" in shown["Cache-Control"]
    manager.post(reverse("calendars:renew"))
    assert url not in manager.get(own).content.decode()
    manager.post(reverse("calendars:stop"))
    assert not Feed.objects.exists()


def test_reading_takes_the_same_number_of_queries_for_any_number_of_contacts(
    client, people, company, django_assert_num_queries
):
    url = address(people.manager)
    planned(company, people)
    client.get(url)  # the first reading of a day is written down in the audit
    with django_assert_num_queries(30):  # 24 of them count how often the link is opened
        assert len(entries(client, url)) == 1
    for day in (3, 4):
        planned(company, people, days=day)
    with django_assert_num_queries(30):
        assert len(entries(client, url)) == 3


def test_everybody_inside_has_one_and_nobody_else(people):
    assert all(can_have_calendar(user) for user in people.by_role().values())
    people.manager.is_active = False
    assert not can_have_calendar(people.manager)
