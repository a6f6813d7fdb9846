"""Do the pages of somebody's own calendar connect, choose, tell what waits and remove? Against a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import radicale
from grappe.apps.accounts.models import AuditEntry
from grappe.apps.accounts.operations import people as accounts
from grappe.apps.calendars.models import Account, Entry
from grappe.apps.companies import operations as companies
from grappe.ui import clock

pytestmark = pytest.mark.django_db
OWN = "calendars:own"


def test_a_server_is_connected_chosen_paused_and_removed(manager, people, mine):
    _server, where = mine
    given = {"url": where, "username": "claire", "password": "water"}
    refused = manager.post(reverse("calendars:connect"), given)
    assert refused.status_code == 422 and "does not accept" in refused.content.decode()
    assert not Account.objects.exists() and "water" not in refused.content.decode()
    answer = manager.post(reverse("calendars:connect"), given | {"password": radicale.PASSWORD})
    assert answer.url == reverse("calendars:choose")
    account = Account.objects.get()
    target = account.calendars.get(href=where)
    assert "Travail é" in manager.get(answer.url).content.decode()
    wrong = manager.post(answer.url, {"target": 0})
    assert wrong.status_code == 422
    assert manager.post(answer.url, {"target": target.pk, "titles": "on"}).url == reverse(OWN)
    account.refresh_from_db()
    assert (account.state, account.titles) == ("active", True)
    shown = manager.get(reverse(OWN)).content.decode()
    assert "sync-progress" in shown and radicale.PASSWORD not in shown and account.secret not in shown
    assert manager.post(reverse("calendars:connect"), given).status_code == 422
    manager.post(reverse("calendars:pause"), {"paused": "yes"})
    assert Account.objects.get().state == "paused"
    assert manager.post(reverse("calendars:sync")).status_code == 400
    manager.post(reverse("calendars:pause"))
    assert Account.objects.get().state == "active"
    manager.post(reverse("calendars:remove"), {"leave": "yes"})
    assert not Account.objects.exists()


def test_what_waits_is_told_with_both_sides_and_settled(manager, people, side, company):
    at = clock.now().replace(microsecond=0)
    contact = companies.plan_contact(
        company=company, kind="visit", subject="First visit", place="Belval", starts_at=at + timedelta(days=2),
        team=[people.manager], invite=False, by=people.manager, at=at,
    )  # fmt: skip
    side.sync()
    side.change(location="Esch")
    companies.change_contact(
        contact=contact, kind="visit", subject="First visit", starts_at=contact.starts_at, minutes=45, place="Mersch",
        team=[people.manager], invite=False, by=people.manager, at=at,
    )  # fmt: skip
    side.sync()
    shown = manager.get(reverse(OWN)).content.decode()
    assert "Esch" in shown and "Mersch" in shown and "1 appointment waits" in shown
    entry = Entry.objects.get()
    assert (
        manager.post(reverse("calendars:settle", args=[entry.pk]), {"choice": "nonsense"}).status_code == 400
    )
    manager.post(reverse("calendars:settle", args=[entry.pk]), {"choice": "theirs"})
    contact.refresh_from_db()
    assert contact.place == "Esch"
    assert "waits for your choice" not in manager.get(reverse(OWN)).content.decode()
    done = manager.get(reverse("calendars:sync_progress"))
    assert "HX-Refresh" not in done  # ordered, and not yet done
    side.sync()
    assert manager.get(reverse("calendars:sync_progress"))["HX-Refresh"] == "true"


def test_what_happened_names_a_confidential_contact_no_more(manager, people, side, company):
    at = clock.now()
    companies.plan_contact(
        company=company, kind="visit", subject="Sale of the firm", starts_at=at + timedelta(days=2), audience="named",
        team=[people.manager], invite=False, by=people.manager, at=at,
    )  # fmt: skip
    side.sync()
    shown = manager.get(reverse(OWN)).content.decode()
    assert "For named people only" in shown and "Sale of the firm" not in shown


def test_the_page_takes_the_same_number_of_queries_for_any_number_of_happenings(
    manager, people, side, company, django_assert_num_queries
):
    at = clock.now()
    for number in (1, 3):
        for day in range(number):
            companies.plan_contact(
                company=company, kind="visit", subject="Visit", starts_at=at + timedelta(days=2 + day),
                team=[people.manager], invite=False, by=people.manager, at=at,
            )  # fmt: skip
        side.sync()
        with django_assert_num_queries(11):
            manager.get(reverse(OWN))


def test_an_account_that_is_closed_has_no_connection_any_more(side, people):
    accounts.deactivate(user=people.manager, by=people.administrator, at=clock.now())
    assert not Account.objects.exists()
    (entry,) = AuditEntry.objects.filter(kind="account_deactivated")
    assert entry.detail == {"links": 1}
