"""Does the company file show what every app knows, in a constant number of queries, to whom, and as text?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from apps.desk.conftest import NOW, TODAY, introduced, late_roadmap
from factories import diagnostics, sweeps
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory, reference_data
from factories.reference import theme
from grappe.apps.companies.models import NaceCode
from grappe.apps.diagnostics.models import Run
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import FollowUp

pytestmark = pytest.mark.django_db


def address(company) -> str:
    return reverse("desk:company_file", args=[company.pk])


def history(company, by, things: int) -> None:
    """Give a company so many things in its timeline, of all sorts, beside the day its file was opened."""
    for number in range(things):
        day = NOW - timedelta(days=3 * number + 1)
        if number % 3 == 0:
            ContactFactory(company=company, subject=f"Thing {number}", starts_at=day, state="held")
        elif number % 3 == 1:
            Need.objects.create(
                company=company, title=f"Thing {number}", language="en", theme=theme(), created_at=day,
                state="confirmed" if number < 30 else "met",
            )  # fmt: skip
        else:
            introduced(company, by, days=3 * number + 1, title=f"Thing {number}")


@pytest.fixture
def filled(people, company):
    """Return a company about which every app knows something."""
    reference_data()
    diagnostics.load()
    found = company(name="Zephyrine Biotech S.A.", brand="Zephyrine", nace=NaceCode.objects.get(code="32.50"))
    PersonFactory(company=found, name="Quirin Wallenborn")
    for year in (2024, 2025):
        FiguresFactory(company=found, year=year, headcount=30, turnover_eur=4_000_000)
    diagnostics.finish(found, people.manager, {f"q{number}": ["i1"] for number in (2, 3)})
    FollowUp.objects.create(company=found, every=3, since=TODAY - timedelta(days=200), owner=people.manager)
    late_roadmap(found, people.manager)
    return found


def test_it_shows_what_every_app_knows(client, people, filled):
    history(filled, people.manager, 3)
    client.force_login(people.manager)
    html = client.get(address(filled)).content.decode()
    for words in (
        "Zephyrine Biotech S.A.", "32.50", "Quirin Wallenborn", "4,000,000", "Digital Maturity Assessment",
        'id="company-radar"', "Thing 1", "Security check", "Nadia Beispill", "Fit for 2027", "14 days late",
        "on time",
    ):  # fmt: skip
        assert words in html, words
    for name, args in (
        ("companies:contact_plan", [filled.pk]),
        ("needs:create", [filled.pk]),
        ("diagnostics:list", [filled.pk]),
        ("companies:edit", [filled.pk]),
        ("roadmaps:follow_up", [filled.pk]),
        ("aids:company", [filled.pk]),
    ):
        assert f'"{reverse(name, args=args)}"' in html, name


@pytest.mark.parametrize("things", [3, 60])
def test_the_queries_do_not_depend_on_the_history(client, people, filled, django_assert_num_queries, things):
    history(filled, people.manager, things)
    client.force_login(people.manager)
    with django_assert_num_queries(46):
        assert client.get(address(filled)).status_code == 200


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_may_act(client, people, filled, role):
    history(filled, people.manager, 3)
    client.force_login(people.by_role()[role])
    html = client.get(address(filled)).content.decode()
    acts = role in {"administrator", "manager"}
    for name in ("companies:contact_plan", "needs:create", "companies:edit", "roadmaps:follow_up"):
        assert (reverse(name, args=[filled.pk]) in html) == acts, name


def test_an_archived_company_is_not_worked_on(client, people, filled):
    filled.archived_at = NOW
    filled.save()
    client.force_login(people.manager)
    html = client.get(address(filled)).content.decode()
    assert "archived" in html
    assert reverse("companies:contact_plan", args=[filled.pk]) not in html


def test_a_new_company_says_what_is_missing(client, people, company):
    client.force_login(people.manager)
    html = client.get(address(company(name="New S.A."))).content.decode()
    for words in (
        "No need is open.",
        "No diagnostic is finished yet.",
        "No roadmap is open.",
        "No rhythm is set",
    ):
        assert words in html


def test_a_run_under_way_is_resumed(client, people, filled):
    run = diagnostics.start(filled, people.manager, days=30)
    assert isinstance(run, Run)
    client.force_login(people.manager)
    html = client.get(address(filled)).content.decode()
    assert reverse("diagnostics:answer", args=[run.pk]) in html
    assert "Resume diagnostic" in html


@pytest.mark.parametrize("name", ["desk:company_file", "desk:company_timeline"])
def test_no_such_company_is_not_found(client, people, name):
    client.force_login(people.manager)
    assert client.get(reverse(name, args=[987654]), headers={"HX-Request": "true"}).status_code == 404


def timeline(client, company, **query) -> str:
    url = reverse("desk:company_timeline", args=[company.pk], query=query)
    answer = client.get(url, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_earlier_pages_show_every_thing_once(client, people, filled):
    history(filled, people.manager, 60)
    client.force_login(people.manager)
    html = timeline(client, filled)
    shown: list[str] = []
    for _page in range(60):
        shown += re.findall(r"Thing (\d+)<", html)
        following = re.search(r'hx-get="[^"]*before=([^"&]+)', html)
        if following is None:
            break
        html = timeline(client, filled, before=following[1].replace("%3A", ":").replace("%2B", "+"))
    contacts_and_needs = [str(number) for number in range(60) if number % 3 != 2]
    assert [thing for thing in shown if int(thing) % 3 != 2] == contacts_and_needs
    assert "Fit for 2027" in client.get(address(filled)).content.decode()


def test_the_timeline_is_narrowed_to_a_kind(client, people, filled):
    history(filled, people.manager, 6)
    client.force_login(people.manager)
    html = timeline(client, filled, kind="needs")
    assert "Thing 1<" in html and "Thing 4<" in html
    assert "Thing 0<" not in html and "Fit for 2027" not in html
    everything = timeline(client, filled, kind="nonsense")
    assert "Thing 0<" in everything and "Fit for 2027" in everything


@pytest.mark.parametrize("before", ["", "yesterday", "2026-13-45T00:00:00Z", "2026-11-24T00:00:00", "\x00"])
def test_a_moment_that_cannot_be_read_is_none(client, people, filled, before):
    client.force_login(people.manager)
    assert "File opened" in timeline(client, filled, before=before)


def test_the_timeline_without_htmx_is_the_file(client, people, filled):
    client.force_login(people.manager)
    url = reverse("desk:company_timeline", args=[filled.pk], query={"kind": "needs"})
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer["Location"] == f"{address(filled)}?kind=needs#timeline"
    assert "HX-Request" in answer["Vary"]


def test_what_people_wrote_is_text(client, people, filled):
    nasty = "<img src=x onerror=alert(1)>"
    ContactFactory(company=filled, subject=nasty, notes=nasty, starts_at=NOW)
    Need.objects.create(company=filled, title=nasty, language="en", theme=theme(), created_at=NOW)
    CompanyFactory(name=nasty)
    filled.brand = nasty
    filled.save()
    client.force_login(people.manager)
    assert nasty not in client.get(address(filled)).content.decode()


def test_an_aid_that_opened_up_is_told(client, people, clusters):
    sweeps.catalogue()
    company = sweeps.company([clusters["wood"]], heads=14)
    sweeps.sweep(at=sweeps.AT - sweeps.DAY)
    client.force_login(people.ministry)
    assert "Aids that opened up" not in client.get(company.get_absolute_url()).content.decode()
    sweeps.state(company, business_permit=True, undertaking_in_difficulty=False, activity_excluded=False)
    sweeps.sweep()
    html = client.get(company.get_absolute_url()).content.decode()
    assert "Aids that opened up" in html and "eligible since the sweep of 01/06/2026" in html
