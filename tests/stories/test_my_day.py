"""As a cluster manager, I open Grappe in the morning, see what waits, and do each thing with one click."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import diagnostics, matches
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from factories.reference import theme
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import FollowUp, Roadmap, Step
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "join": "Join", "plan": "Plan", "confirm": "Confirm", "follow_up": "Follow up", "open": "Open",
        "overdue": "days overdue", "found": "Companies", "earlier": "Earlier", "needs": "Needs", "quiet": "12 months",
        "plan_contact": "Plan contact",
    },
    "fr": {
        "join": "Rejoindre", "plan": "Planifier", "confirm": "Confirmer", "follow_up": "Relancer", "open": "Ouvrir",
        "overdue": "jours de retard", "found": "Entreprises", "earlier": "Plus ancien", "needs": "Besoins",
        "quiet": "12 mois", "plan_contact": "Planifier un contact",
    },
}  # fmt: skip


@pytest.fixture
def morning(people, clusters):
    """A company with a call today and a history, one overdue, a need proposed, an introduction, a late roadmap."""
    now, today = clock.now(), clock.today()
    matches.catalogue(vectors=False)
    diagnostics.load()
    healthtech = [clusters["healthtech"]]
    old = {"clusters": healthtech, "created_at": now - timedelta(days=500)}
    company = CompanyFactory(name="Zéphyrine Biotech S.A.", brand="Zéphyrine", **old)
    person = PersonFactory(company=company, name="Quirin Wallenborn", phone="+352 99 000 001")
    for year in (2023, 2024, 2025):
        FiguresFactory(
            company=company, year=year, headcount=year - 2000, turnover_eur=(year - 2020) * 900_000
        )
    call = ContactFactory(
        company=company, kind="video", subject="Filling line", starts_at=now, link="https://meet.example/42"
    )
    call.team.add(people.manager)
    call.people.add(person)
    for number in range(25):
        ContactFactory(
            company=company, state="held", subject=f"Earlier talk {number}", kind="visit",
            starts_at=now - timedelta(days=9 * (number + 1)), notes="A new filling line is wanted.",
        )  # fmt: skip
    diagnostics.finish(
        company, people.manager, {"q2": ["i1", "i2"], "q3": ["i1"], "q4": {"i1": 2}, "q7": ["i1"]}
    )
    overdue = CompanyFactory(name="Overdue S.A.", **old)
    FollowUp.objects.create(company=overdue, every=3, since=today - timedelta(days=200), owner=people.manager)
    Need.objects.create(
        company=company, title="Sterile filling", language="en", theme=theme(), state="proposed", urgency=3, created_at=now
    )  # fmt: skip
    introduced = matches.need(company, "Secure the office")
    matches.introduced(
        matches.accepted(introduced, people.manager), people.manager, at=now - timedelta(days=23)
    )
    roadmap = Roadmap.objects.create(
        company=company, title="Fit for 2027", opened_on=today - timedelta(days=90), feed_salt="x"
    )
    Step.objects.create(
        roadmap=roadmap, title="Audit", start=today - timedelta(days=60), end=today - timedelta(days=14)
    )
    return company


@pytest.mark.parametrize("language", ["fr", "en"])
def test_my_day(sign_in, people, morning, axe_clean, shot, live_server, language):
    words = WORDS[language]
    page = sign_in(people.manager, language)
    axe_clean(page)
    shot(page, f"my-day-{language}")

    # Each thing is one click away.
    join = page.locator("#contacts a", has_text=words["join"])
    assert join.get_attribute("href") == "https://meet.example/42"
    assert words["overdue"] in page.locator("#follow-ups").inner_text()
    page.locator("#follow-ups a", has_text=words["plan"]).click()
    page.wait_for_url("**/contacts/plan/")
    page.go_back()
    page.locator("#introductions a", has_text=words["follow_up"]).click()
    page.wait_for_url("**/matches/introductions/*/")
    page.go_back()
    page.locator("#roadmaps a", has_text=words["open"]).click()
    page.wait_for_url("**/roadmaps/*/")
    page.go_back()

    # A proposed need is confirmed in place, by keyboard.
    sterile = page.locator("#needs li", has_text="Sterile filling")
    sterile.get_by_role("button", name=words["confirm"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#needs")
    expect(page.locator("#needs li", has_text="Sterile filling")).to_have_count(0)

    # How long a company may be quiet is my choice, and stays.
    page.get_by_label("without a contact for" if language == "en" else "sans contact depuis").select_option(
        "12"
    )
    page.wait_for_url("**/?months=12*")
    page.goto(live_server.url)
    expect(page.locator("#months")).to_have_value("12")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_search_to_the_company_file(sign_in, people, morning, axe_clean, shot, language):
    words = WORDS[language]
    page = sign_in(people.manager, language)
    page.locator("#search-box").fill("zephyr")
    with loads_anew(page):  # what is typed before the page has loaded is looked for by Enter only
        page.keyboard.press("Enter")
    page.locator(".hit-title", has_text="Zéphyrine").first.wait_for()
    page.locator("#search-box").fill("wallenb")
    page.get_by_role("option", name="Quirin Wallenborn").wait_for()
    axe_clean(page)
    shot(page, f"search-{language}")
    at_rest(page)
    page.get_by_role("option", name="Quirin Wallenborn").click()
    page.wait_for_url("**/companies/*/")

    # The file shows what every app knows.
    page.locator("#company-radar[data-drawn=yes]").wait_for()
    expect(page.locator("h1")).to_have_text("Zéphyrine")
    expect(page.get_by_role("link", name=words["plan_contact"], exact=True)).to_be_visible()
    axe_clean(page)
    shot(page, f"company-{language}")

    # One timeline: earlier pages come in place, and a kind can be chosen.
    first = page.locator(".timeline-item").count()
    page.locator(".timeline-more a", has_text=words["earlier"]).click()
    page.locator(".timeline-item", has_text="Earlier talk 20").wait_for()
    at_rest(page)
    assert page.locator(".timeline-item").count() > first
    page.locator(".timeline-kinds a", has_text=words["needs"]).click()
    page.locator(".timeline-item", has_text="Earlier talk 0").wait_for(state="detached")
    expect(page.locator(".timeline-item", has_text="Sterile filling")).to_be_visible()
    axe_clean(page)


def test_the_file_fits_a_phone(sign_in, people, morning, axe_clean, shot):
    page = sign_in(people.manager)
    page.set_viewport_size({"width": 390, "height": 844})
    axe_clean(page)
    shot(page, "my-day-phone")
    for path in ("/", f"/companies/{morning.pk}/", "/search/?q=zephyr"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + path)
        at_rest(page)
        nothing_sticks_out(page)
        axe_clean(page)
    page.go_back()
    shot(page, "company-phone")
