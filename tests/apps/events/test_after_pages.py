"""Is what came of an event shown, counted, added to and taken back on its page?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import events as make
from factories import reference
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.events.models import Cooperation, EventLink
from grappe.apps.events.operations import cooperations, links
from grappe.apps.events.queries.came import came
from grappe.apps.needs import operations as needs
from grappe.apps.needs.models import Need

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def event(people):
    return make.event(people.manager, in_days=-3)


def firm(clusters, event, name, slug="healthtech", *, came=True):
    company = CompanyFactory(name=name, clusters=[clusters[slug]])
    make.registration(
        event, f"Head of {name}", company=company, checked_in_at=event.starts_at if came else None
    )
    return company


def page_of(event, name="after"):
    return reverse(f"events:{name}", args=[event.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_in_a_constant_number_of_queries(
    manager, people, clusters, event, rows, django_assert_num_queries
):
    for number in range(rows):
        company = firm(clusters, event, f"Firm {number}")
        other = firm(clusters, event, f"Other {number}")
        need = needs.add_need(
            company=company, title=f"Need {number}", language="en", theme="digital", by=people.manager, at=AT
        )
        links.link_need(event=event, need=need, by=people.manager, at=AT)
        links.link_contact(event=event, contact=ContactFactory(company=company), by=people.manager, at=AT)
        links.link_idea(event=event, idea=f"Idea {number}", company=company, by=people.manager, at=AT)
        cooperations.begin(
            first=company, second=other, title=f"Together {number}", event=event, by=people.manager, at=AT
        )
    with django_assert_num_queries(17):
        page = manager.get(page_of(event)).content.decode()
    for what in ("Need", "Idea", "Together"):
        assert page.count(f">{what} ") == rows
    assert f"<strong>{2 * rows}</strong>" in page  # people who came, and companies


@pytest.mark.parametrize("rows", [1, 3])
def test_the_cooperations_in_a_constant_number_of_queries(
    manager, people, clusters, event, rows, django_assert_num_queries
):
    for number in range(rows):
        pair = [CompanyFactory(clusters=[clusters["healthtech"]]) for _ in range(2)]
        cooperations.begin(
            first=pair[0], second=pair[1], title=f"Together {number}", event=event, by=people.manager, at=AT
        )
    with django_assert_num_queries(8):
        page = manager.get(reverse("events:cooperations")).content.decode()
    assert page.count("Together ") == rows
    assert (
        "No cooperation yet"
        in manager.get(reverse("events:cooperations"), {"state": "ended"}).content.decode()
    )
    assert (
        manager.get(reverse("events:cooperations"), {"state": "x"}).content.decode().count("Together ")
        == rows
    )


def test_seats_stand_in_where_nobody_was_checked_in(people, clusters, event):
    firm(clusters, event, "Alpha", came=False)
    make.registration(event, state="waiting")
    first = came(event, for_user=people.ministry)
    assert (first.people, first.companies, first.known) == (1, 1, False)
    make.registration(event, "Somebody", checked_in_at=event.starts_at)
    then = came(event, for_user=people.ministry)
    assert (then.people, then.companies, then.known) == (1, 0, True)


def test_a_need_is_made_and_counted(manager, people, clusters, event):
    company = firm(clusters, event, "Alpha")
    answer = manager.post(
        page_of(event, "outcome_need"),
        {"company": company.pk, "title": "A clean room", "description": "", "language": "en", "urgency": "2",
         "theme": reference.theme("digital").pk},
    )  # fmt: skip
    assert answer.status_code == 302
    need = Need.objects.get(company=company)
    assert (need.title, need.state) == ("A clean room", "confirmed")
    assert EventLink.objects.get(event=event).need == need


@pytest.mark.parametrize("field", ["company", "title", "theme"])
def test_a_need_without_what_it_needs_writes_nothing(manager, clusters, event, field):
    values = {
        "company": firm(clusters, event, "Alpha").pk,
        "title": "A clean room",
        "language": "en",
        "urgency": "2",
    }
    values["theme"] = reference.theme("digital").pk
    answer = manager.post(page_of(event, "outcome_need"), values | {field: ""})
    assert answer.status_code == 422
    assert not Need.objects.exists() and not EventLink.objects.exists()


def test_only_companies_that_came_and_are_theirs(client, people, clusters, event):
    firm(clusters, event, "Alpha")
    mine = firm(clusters, event, "Woody", "wood")
    elsewhere = CompanyFactory(name="Stranger", clusters=[clusters["wood"]])
    client.force_login(people.other_manager)
    page = client.get(page_of(event, "outcome_need")).content.decode()
    assert "Woody" in page and "Alpha" not in page and "Stranger" not in page
    for company, status in ((elsewhere, 422), (mine, 302)):
        answer = client.post(
            page_of(event, "outcome_idea"), {"company": company.pk, "idea": "Drying together"}
        )
        assert answer.status_code == status
    assert EventLink.objects.get().company == mine


def test_a_cooperation_names_a_company_on_file(manager, clusters, event):
    company, partner = firm(clusters, event, "Alpha"), CompanyFactory(name="Béta S.A.")
    CompanyFactory(name="Twin"), CompanyFactory(name="Twin")
    values = {
        "first": company.pk,
        "title": "A line",
        "state": "talking",
        "value_eur": "12 000,50",
        "began_on": "",
    }
    for name, pk, status in (("Nobody", "", 422), ("Twin", "", 422), ("béta s.a.", partner.pk, 302)):
        answer = manager.post(
            page_of(event, "outcome_cooperation"), values | {"partner": name, "partner_id": pk}
        )
        assert answer.status_code == status
    made = Cooperation.objects.get()
    assert (made.first, made.second, made.event, str(made.value_eur)) == (company, partner, event, "12000.50")
    again = manager.post(
        page_of(event, "outcome_cooperation"), values | {"partner": "Béta S.A.", "partner_id": ""}
    )
    assert again.status_code == 422 and "on file already" in again.content.decode()


def test_what_is_on_file_is_linked_and_unlinked(manager, people, clusters, event):
    company = firm(clusters, event, "Alpha")
    need = needs.add_need(
        company=company, title="A mill", language="en", theme="digital", by=people.manager, at=AT
    )
    contact = ContactFactory(
        company=company, starts_at=event.ends_at + timedelta(days=1), subject="Called after"
    )
    ContactFactory(company=company, starts_at=event.starts_at - timedelta(days=1), subject="Long before")
    page = manager.get(page_of(event, "outcome_existing")).content.decode()
    assert "Called after" in page and "Long before" not in page
    assert (
        manager.post(page_of(event, "outcome_existing"), {"what": "need", "need-which": ""}).status_code
        == 422
    )
    assert manager.post(page_of(event, "outcome_existing"), {"what": "x"}).status_code == 422
    manager.post(page_of(event, "outcome_existing"), {"what": "need", "need-which": need.pk})
    manager.post(page_of(event, "outcome_existing"), {"what": "contact", "contact-which": contact.pk})
    assert event.links.count() == 2
    assert "Called after" not in manager.get(page_of(event, "outcome_existing")).content.decode()
    manager.post(reverse("events:unlink", args=[event.links.get(kind="need").pk]))
    assert event.links.get().contact == contact


def test_a_cooperation_is_moved_changed_and_told_in_the_file(manager, people, clusters, event):
    pair = [firm(clusters, event, name) for name in ("Alpha", "Beta")]
    made = cooperations.begin(
        first=pair[0], second=pair[1], title="A line", event=event, by=people.manager, at=AT
    )
    where = reverse("events:cooperation_edit", args=[made.pk])
    values = {"title": "Two lines", "value_eur": "", "began_on": "2026-02-01", "notes": ""}
    assert manager.post(where, values | {"version": "1"}).status_code == 302
    assert manager.post(where, values | {"version": "1"}).status_code == 409
    assert manager.post(where, values | {"version": "2", "began_on": "2999-01-01"}).status_code == 422
    step = reverse("events:cooperation_move", args=[made.pk])
    assert manager.post(step, {"to": "ended", "version": "2"}).status_code == 400  # never agreed
    assert manager.post(step, {"to": "agreed", "version": "x"}).status_code == 400
    assert manager.post(step, {"to": "agreed", "version": "2"}).status_code == 302
    page = manager.get(reverse("events:cooperations_of", args=[pair[1].pk])).content.decode()
    assert "Two lines" in page and "Alpha" in page and "Agreed" in page


def test_nothing_is_offered_for_a_draft(manager, people):
    draft = make.event(people.manager, state="draft")
    assert "Add need" not in manager.get(page_of(draft)).content.decode()
    answer = manager.post(page_of(draft, "outcome_idea"), {"idea": "Too early"})
    assert answer.status_code == 422 and "still being prepared" in answer.content.decode()


def test_a_cooperation_on_file_is_linked(manager, people, clusters, event):
    first, second = firm(clusters, event, "Alpha"), firm(clusters, event, "Béta")
    made = cooperations.begin(first=first, second=second, title="A press for two", by=people.manager, at=AT)
    address = page_of(event, "outcome_existing")
    assert "Alpha – Béta · A press for two" in manager.get(address).content.decode()
    manager.post(address, {"what": "cooperation", "cooperation-which": made.pk})
    assert event.links.get().cooperation == made
    assert "A press for two" not in manager.get(address).content.decode()
