"""As a cluster manager, I open a company's file, complete it, find it again, and see who changed what."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import (
    WHEN,
    CompanyFactory,
    FiguresFactory,
    OwnershipFactory,
    PersonFactory,
    reference_data,
)
from grappe.apps.companies import operations
from grappe.apps.companies.models import Commune, Company, NaceCode

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WIDTHS = {"desktop": 1280, "phone": 390}

WORDS = {
    "en": {"new": "New company", "save": "Save", "name": "Registered name", "nace": "Activity (NACE)", "rice": "growing of rice",
           "add_year": "Add a year", "add_person": "Add a person", "add_owner": "Add an owner", "headcount": "Headcount",
           "turnover": "Turnover", "owner": "Owner", "capital": "Share of capital", "person": "Name",
           "more": "capital add up to 110"},
    "fr": {"new": "Nouvelle entreprise", "save": "Enregistrer", "name": "Dénomination sociale", "nace": "Activité (NACE)",
           "rice": "culture du riz", "add_year": "Ajouter une année", "add_person": "Ajouter une personne",
           "add_owner": "Ajouter un propriétaire", "headcount": "Effectif", "turnover": "Chiffre d’affaires",
           "owner": "Propriétaire", "capital": "Part du capital", "person": "Nom", "more": "parts de capital font 110"},
}  # fmt: skip


@pytest.fixture
def others(clusters):
    """Companies that are on file already, enough for two pages."""
    reference_data()
    nace = list(NaceCode.objects.filter(level=4).order_by("code")[::37])
    communes = list(Commune.objects.all()[:20])
    made = [
        CompanyFactory(
            name=f"Renard {number:02d} S.à r.l.", rcs_number=f"B{100000 + number}", nace=nace[number % len(nace)],
            commune=communes[number % 20], clusters=[list(clusters.values())[number % 6]], invented=True,
            brand="Goupil" if number % 7 == 0 else "",
        )
        for number in range(30)
    ]  # fmt: skip
    for number, company in enumerate(made):
        FiguresFactory(company=company, headcount=Decimal(number * 3))
    return made


@pytest.mark.parametrize("language", ["en", "fr"])
def test_open_and_complete_a_file(
    sign_in, people, others, clusters, axe_clean, shot, live_server, page, language
):
    words = WORDS[language]
    sign_in(people.manager, language)
    page.goto(f"{live_server.url}{reverse('companies:list')}")
    axe_clean(page)
    shot(page, f"company-list-{language}")
    with loads_anew(page):
        page.get_by_role("link", name=words["new"]).click()

    # The identity, by keyboard: the activity is found by its label in this language.
    page.get_by_label(words["name"]).fill("Hérisson Rouge S.A.")
    nace = page.get_by_label(words["nace"])
    nace.focus()
    page.keyboard.type(words["rice"][:4])
    page.keyboard.press("Escape")  # before the answer: no list opens under what one does next
    page.wait_for_timeout(500)
    at_rest(page)
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type(words["rice"][4:], delay=10)
    expect(page.locator(".combobox-list [role=option]").first).to_be_visible()
    axe_clean(page)
    shot(page, f"company-nace-{language}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(nace).to_have_attribute("aria-activedescendant", "combobox-1-0")
    page.keyboard.press("Enter")
    expect(nace).to_have_value(NaceCode.objects.get(code="01.12").code + " " + label(language))
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_label("RCS").fill("rcs b 424242")
    page.get_by_text("HealthTech").check()
    page.get_by_label("TVA" if language == "fr" else "VAT").fill("LU15027443")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    axe_clean(page)
    shot(page, f"company-refused-{language}")
    page.get_by_label("TVA" if language == "fr" else "VAT").fill("LU15027442")
    page.get_by_role("button", name=words["save"], exact=True).click()
    company_page_of(page)
    company = Company.objects.get(name="Hérisson Rouge S.A.")
    assert (company.nace.code, company.rcs_number) == ("01.12", "B424242")
    assert page.url == f"{live_server.url}{company.get_absolute_url()}"

    complete(page, words, company, others, shot)
    axe_clean(page)
    shot(page, f"company-file-{language}")

    page.goto(f"{live_server.url}{reverse('companies:changes', args=[company.pk])}")
    axe_clean(page)
    shot(page, f"company-changes-{language}")
    expect(page.locator("main")).to_contain_text("Manager")


def label(language: str) -> str:
    return getattr(NaceCode.objects.get(code="01.12"), f"label_{language}")


def company_page_of(page) -> None:
    expect(page.locator("#company-identity")).to_be_visible()


def complete(page, words, company, others, shot) -> None:
    """Add two years, a person and two owners, each in place."""
    figures = page.locator("#company-figures")
    for year, headcount in (("2023", "12,5"), ("2024", "14")):
        figures.get_by_role("link", name=words["add_year"]).click()
        figures.locator("[name=year]").wait_for()
        at_rest(page)
        figures.locator("[name=year]").fill(year)
        figures.get_by_label(words["headcount"]).fill(headcount)
        figures.get_by_label(words["turnover"], exact=True).fill("1 200 000")
        figures.get_by_role("button", name=words["save"]).click()
        expect(figures.get_by_role("row", name=year)).to_be_visible()
        at_rest(page)
    figures.locator("[data-drawn=yes]").wait_for()
    assert company.figures.get(year=2023).headcount == Decimal("12.5")

    people = page.locator("#company-people")
    people.get_by_role("link", name=words["add_person"]).click()
    people.locator("[name=is_head]").wait_for()
    at_rest(page)
    people.get_by_label(words["person"], exact=True).fill("Ada Lovelace")
    people.locator("[name=is_head]").check()
    people.get_by_role("button", name=words["save"]).click()
    expect(people.get_by_text("Ada Lovelace")).to_be_visible()

    owners = page.locator("#company-ownership")
    owners.get_by_role("link", name=words["add_owner"]).click()
    owner = owners.get_by_label(words["owner"], exact=True)
    expect(owner).to_be_focused()
    at_rest(page)
    page.keyboard.type("renard 07", delay=10)
    owners.locator(".combobox-list [role=option]", has_text="Renard 07").click()
    expect(owner).to_have_value("Renard 07 S.à r.l.")
    owners.get_by_label(words["capital"]).fill("60")
    shot(page, "company-owner-form")
    owners.get_by_role("button", name=words["save"]).click()
    expect(owners.get_by_role("link", name="Renard 07 S.à r.l.", exact=True)).to_be_visible()
    at_rest(page)
    owners.get_by_role("link", name=words["add_owner"]).click()
    expect(owner).to_be_focused()
    at_rest(page)
    owner.fill("Somebody else")
    owners.get_by_label(words["capital"]).fill("50")
    owners.get_by_role("button", name=words["save"]).click()
    expect(owners.get_by_text(words["more"])).to_be_visible()
    assert company.owners.get(owner__isnull=False).owner == others[7]


def test_find_filter_and_page_by_keyboard(sign_in, people, others, live_server, page):
    sign_in(people.manager)
    page.goto(f"{live_server.url}{reverse('companies:list')}")
    rows = page.locator(".company-name")
    expect(rows).to_have_count(25)
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(5)
    at_rest(page)
    page.get_by_role("link", name="Previous").click()
    expect(rows).to_have_count(25)
    at_rest(page)
    page.get_by_role("link", name="Headcount").click()
    expect(rows.first).to_contain_text("Renard 00")
    expect(page.get_by_role("columnheader", name="Headcount")).to_have_attribute("aria-sort", "ascending")
    search = page.get_by_label("Name, brand")
    search.focus()
    page.keyboard.type("rennard 03", delay=15)  # a slip of the pen
    expect(rows.first).to_contain_text("Renard 03")
    search.fill("")
    page.keyboard.type("goupil", delay=15)
    expect(page.locator("main").get_by_role("status")).to_have_text(re.compile(r"^\s*5 companies\b"))
    expect(page).to_have_url(re.compile(r"\?(?=.*sort=headcount)(?=.*q=goupil)"))
    page.get_by_label("My clusters only").check()
    expect(page.locator("#companies-count")).not_to_have_text("5 companies")
    expect(page).to_have_url(re.compile("mine="))
    page.reload()
    expect(page.get_by_label("My clusters only")).to_be_checked()
    page.get_by_role("link", name="Show all").click()
    expect(rows).to_have_count(25)


def test_two_people_at_once_keep_what_they_choose(
    sign_in, people, clusters, axe_clean, shot, live_server, page
):
    company = CompanyFactory(name="Renard S.A.", clusters=[clusters["healthtech"]])
    sign_in(people.manager)
    page.goto(f"{live_server.url}{reverse('companies:edit', args=[company.pk])}")
    operations.change_company(
        company=company, values={"brand": "Theirs", "city": "Wiltz"}, clusters=[clusters["healthtech"]], version=1,
        by=people.administrator, at=WHEN,
    )  # fmt: skip
    page.get_by_label("Brand").fill("Mine")
    page.get_by_label("Street").fill("rue A")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Administrator changed this file")).to_be_focused()
    axe_clean(page)
    shot(page, "company-conflict-en")
    page.get_by_role("group", name="Brand").get_by_label("Theirs").check()
    page.get_by_role("button", name="Save with these choices").click()
    company_page_of(page)
    company.refresh_from_db()
    assert (company.brand, company.city, company.street) == ("Theirs", "Wiltz", "rue A")


def test_on_a_phone(sign_in, people, others, clusters, axe_clean, shot, live_server, page):
    company = others[0]
    company.clusters.add(clusters["digital"])
    for year in (2022, 2023, 2024):
        FiguresFactory(
            company=company, year=year, headcount=Decimal(year - 2000), turnover_eur=Decimal(year * 1000)
        )
    PersonFactory(company=company, is_head=True, function="Gérance", phone="+352 621 000 000")
    OwnershipFactory(owned=company, owner=others[1], capital_pct=Decimal("33.3"), control=True)
    OwnershipFactory(owned=others[2], owner=company, capital_pct=Decimal(100))
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 844})
    sign_in(people.manager)
    for name, url in {
        "list": reverse("companies:list"),
        "file": company.get_absolute_url(),
        "edit": reverse("companies:edit", args=[company.pk]),
        "changes": reverse("companies:changes", args=[company.pk]),
        "owner": reverse("companies:owner_add", args=[company.pk]),
    }.items():
        page.goto(f"{live_server.url}{url}")
        axe_clean(page)
        shot(page, f"company-{name}-phone")
        nothing_sticks_out(page)


def test_archive_without_losing_anything(sign_in, people, clusters, live_server, page):
    company = CompanyFactory(name="Renard S.A.", clusters=[clusters["healthtech"]])
    sign_in(people.manager)
    page.goto(f"{live_server.url}{company.get_absolute_url()}")
    page.on("dialog", lambda dialog: dialog.accept())
    with loads_anew(page):
        page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_text("This file is archived since")).to_be_visible()
    with loads_anew(page):
        page.get_by_role("button", name="Take out of the archive").click()
    expect(page.get_by_text("This file is archived since")).to_have_count(0)
