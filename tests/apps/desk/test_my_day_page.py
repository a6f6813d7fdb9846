"""Is everything that waits on My day, for whom it waits, one click from being done?"""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from apps.desk.conftest import NOW
from factories import sweeps
from factories.companies import ContactFactory

pytestmark = pytest.mark.django_db
PAGE = "/"


@pytest.fixture
def day(client):
    """Return a reader of My day as somebody: its HTML."""

    def _day(user, query: str = "", language: str = "en") -> str:
        client.force_login(user)
        client.cookies["django_language"] = language
        answer = client.get(PAGE + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return _day


def test_everything_leads_to_its_action(people, work, day):
    waiting = work()
    html = day(people.manager)
    assert f'href="{waiting["contact"].link}" target="_blank" rel="noopener noreferrer"' in html
    for name, args in (
        ("companies:contact", [waiting["contact"].pk]),
        ("companies:contact_plan", [waiting["overdue"].pk]),
        ("needs:confirm", [waiting["need"].pk]),
        ("matches:introduction", [waiting["introduction"].pk]),
        ("roadmaps:detail", [waiting["roadmap"].pk]),
        ("companies:contact_plan", [waiting["quiet"].pk]),
    ):
        assert f'"{reverse(name, args=args)}"' in html, name
    assert "22 days" in html
    assert "14 days late" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_number_of_queries(client, people, work, django_assert_num_queries, rows):
    for _row in range(rows):
        work()
    client.force_login(people.manager)
    with django_assert_num_queries(42):
        assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_sees_it_and_who_can_act(people, work, day, role):
    waiting = work()
    html = day(people.by_role()[role])
    sees = role != "other_manager"  # looks after wood, not healthtech
    for words in ("Talk 1", "Overdue 1", "Proposed 1", "Introduced 1", "Late 1", "Quiet 1"):
        assert (words in html) == sees, words
    acts = role in {"administrator", "manager"}
    for address in (
        waiting["contact"].link,
        reverse("companies:contact_plan", args=[waiting["overdue"].pk]),
        reverse("needs:confirm", args=[waiting["need"].pk]),
    ):
        assert (address in html) == acts, address


def test_confirming_a_need_comes_back_to_the_day(client, people, work):
    need = work()["need"]
    client.force_login(people.manager)
    answer = client.post(
        reverse("needs:confirm", args=[need.pk]), {"version": need.version, "next": f"{PAGE}#needs"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"{PAGE}#needs"
    need.refresh_from_db()
    assert need.state == "confirmed"
    assert "Proposed 1" not in client.get(PAGE).content.decode()


def test_the_months_are_chosen_and_remembered(people, company, day):
    ContactFactory(
        company=company(name="Spoken with in spring"), state="held", starts_at=NOW - timedelta(days=200)
    )
    assert "Spoken with in spring" in day(people.manager)
    assert "Spoken with in spring" not in day(people.manager, "?months=12")
    assert "Spoken with in spring" not in day(people.manager), "remembered"
    html = day(people.manager, "?months=7")
    assert '<option value="12" selected>' in html, "a number that is not offered changes nothing"
    assert "Spoken with in spring" in day(people.manager, "?months=3")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("No contact is planned for today.", "Nobody is waiting to hear from you.")),
        ("fr", ("Aucun contact n’est prévu", "Personne n’attend de vos nouvelles.")),
        ("de", ("Für heute ist kein Kontakt geplant.", "Niemand wartet auf Nachricht")),
    ],
)
def test_an_empty_day_is_friendly(people, day, language, words):
    html = unescape(day(people.manager, language=language))
    for each in words:
        assert each in html


def test_what_is_done_or_not_of_today_is_not_there(people, company, day):
    for subject, fields in (
        ("Yesterday", {"starts_at": NOW - timedelta(days=1)}),
        ("Tomorrow", {"starts_at": NOW + timedelta(days=1)}),
        ("Cancelled", {"starts_at": NOW, "state": "cancelled"}),
        ("Held already", {"starts_at": NOW, "state": "held", "link": "https://meet.example/held"}),
    ):
        ContactFactory(company=company(), subject=subject, **fields).team.add(people.manager)
    html = day(people.manager)
    assert "Held already" in html
    assert "https://meet.example/held" not in html, "nobody joins what is over"
    for subject in ("Yesterday", "Tomorrow", "Cancelled"):
        assert subject not in html


def test_names_are_text(people, work, day):
    waiting = work()
    contact = waiting["contact"]
    contact.subject = "<script>alert(1)</script>"
    contact.save()
    html = day(people.manager)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_who_became_eligible_by_the_last_sweep_is_told_to_who_looks_after_them(people, clusters, day):
    sweeps.catalogue()
    company = sweeps.company([clusters["wood"]], name="Neuer Milan S.A.", heads=14)
    sweeps.sweep(at=sweeps.AT - sweeps.DAY)
    for user in (people.manager, people.other_manager):
        assert "Newly eligible for an aid" not in day(user)
    sweeps.state(company, business_permit=True, undertaking_in_difficulty=False, activity_excluded=False)
    run = sweeps.sweep()
    assert run.companies_newly == 1
    assert "Neuer Milan" in day(people.other_manager) and "Neuer Milan" in day(people.ministry)
    assert "Newly eligible for an aid" not in day(people.manager)
