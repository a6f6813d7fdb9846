"""Do lists of people at events and in campaigns say how many they leave out, and never of whom?"""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client

from factories import campaigns as writing
from factories import events as make
from factories.companies import CompanyFactory
from grappe.apps.accounts.operations.teams import set_scope
from grappe.apps.campaigns import operations as answering
from grappe.apps.companies.enums import Visibility
from grappe.apps.companies.models import Company
from grappe.apps.companies.queries import told_left_out
from grappe.apps.events import operations
from grappe.apps.events.models import Registration
from grappe.apps.events.operations import Filled

pytestmark = pytest.mark.django_db
ONE = "1 entry is left out: its company is not shown to you."
TWO = "2 entries are left out: their companies are not shown to you."


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def event(people, clusters):
    """Three who come: of no company, of one for everybody and of one that is kept to its cluster."""
    event = make.event(people.manager, capacity=None)
    for who, visibility in (("ann", None), ("ben", Visibility.EVERYONE), ("xanthippe", Visibility.CLUSTERS)):
        filled = Filled(name=who.title(), email=f"{who}@guest.example", language="fr")
        registration = operations.register(event=event, filled=filled, at=make.AT)
        if visibility:
            company = CompanyFactory(
                name=f"Firm of {who}", visibility=visibility, clusters=[clusters["healthtech"]]
            )
            Registration.objects.filter(pk=registration.pk).update(company=company)
    return event


def test_registrations_say_how_many_are_left_out_whatever_is_typed(people, event):
    client = signed_in(people.other_manager)
    whole = client.get(f"/events/{event.pk}/registrations/").content.decode()
    assert ONE in whole
    assert "Xanthippe" not in whole
    # A number that followed what is typed would tell who is left out.
    typed = client.get(f"/events/{event.pk}/registrations/?q=nobody-like-that").content.decode()
    assert ONE in typed
    of_cluster = signed_in(people.manager).get(f"/events/{event.pk}/registrations/").content.decode()
    assert "left out" not in of_cluster
    assert "Xanthippe" in of_cluster


def test_the_files_of_registrations_say_it_in_their_last_row(people, event):
    client = signed_in(people.other_manager)
    lines = client.get(f"/events/{event.pk}/registrations.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith(ONE)
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/events/{event.pk}/registrations.xlsx").content)
    ).active
    assert [row[0].value for row in sheet.iter_rows()] == ["Name", "Ann", "Ben", ONE]
    seen = signed_in(people.manager).get(f"/events/{event.pk}/registrations.csv").content.decode()
    assert "left out" not in seen
    assert "Xanthippe" in seen


def test_a_role_that_sees_its_own_is_told_of_all_others(people, event):
    set_scope(role="cluster_manager", scope="own", by=people.administrator)
    page = signed_in(people.other_manager).get(f"/events/{event.pk}/registrations/").content.decode()
    assert TWO in page  # who is of no company stays
    assert "Ann" in page


def test_it_is_said_in_the_readers_language(people, event):
    for language, said in (
        ("fr", "1 entrée est laissée de côté : son entreprise ne vous est pas montrée."),
        ("de", "1 Eintrag fehlt hier: Sein Unternehmen wird Ihnen nicht gezeigt."),
    ):
        people.other_manager.language = language
        people.other_manager.save()
        client = Client()
        client.force_login(people.other_manager)
        assert said in client.get(f"/events/{event.pk}/registrations/").content.decode()


def test_administrators_are_not_counted_for(people, event, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert told_left_out(Registration.objects.all(), for_user=people.administrator) == ""


@pytest.fixture
def campaign(people, clusters):
    for name in ("Alpha", "Beta", "Xanthippe"):
        writing.firm(clusters, people.manager, name)
    campaign = writing.sent(writing.begun(people.manager), people.manager, people.administrator)
    for each in campaign.recipients.all():
        answering.answer(recipient=each, kind="interested", text="", at=writing.AT)
    Company.objects.filter(name="Xanthippe").update(visibility=Visibility.CLUSTERS)
    return campaign


def test_recipients_and_answers_say_how_many_are_left_out(people, campaign):
    client = signed_in(people.other_manager)
    for page in ("recipients/", "answers/", "recipients/?state=failed", "answers/?kind=not_for_us"):
        shown = client.get(f"/campaigns/{campaign.pk}/{page}").content.decode()
        assert ONE in shown, page
        assert "Xanthippe" not in shown
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/campaigns/{campaign.pk}/answers.xlsx").content)
    ).active
    assert [row[0].value for row in sheet.iter_rows()] == ["Company", "Alpha", "Beta", ONE]
    everything = signed_in(people.manager).get(f"/campaigns/{campaign.pk}/recipients/").content.decode()
    assert "left out:" not in everything
    assert "Xanthippe" in everything
