"""As a cluster manager, I see what a company's group makes of its size, what de minimis aid is left, and what a project may have.

I look at the SME status of a group of five companies as a drawing and as sums, enter what is missing, try an amount on
the de minimis ledger, work a project out as I type and save it, see who is in difficulty, and take the transparency
register away as a file; in French and English (difficulty and register in
German too), by keyboard, and on a phone.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from factories.awards import award
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, FiguresFactory, OwnershipFactory
from grappe.apps.aids.models import AidProject
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "status": "SME status", "sums": "With the sums", "not": "may not be granted", "may": "may be granted",
        "save": "Save", "register": "Transparency register", "difficult": "in difficulty", "enter": "Enter it",
    },
    "fr": {
        "status": "Statut PME", "sums": "Avec les sommes", "not": "ne peuvent pas être octroyés",
        "may": "peuvent être octroyés", "save": "Enregistrer", "register": "Registre de transparence",
        "difficult": "en difficulté", "enter": "L’inscrire",
    },
    "de": {
        "status": "KMU-Status", "register": "Transparenzregister", "difficult": "in Schwierigkeiten",
    },
}  # fmt: skip


@pytest.fixture
def group(people):
    """Five companies: a mother, a daughter and a sister linked, a partner of 40 %, and a stake of 10 %."""
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    this_year = clock.today().year
    made = {
        name: CompanyFactory(
            name=f"{name} S.A.", invented=True, clusters=seats, legal_form="SA", founded=date(2010, 1, 1)
        )
        for name in (
            "Menuiserie Exemple",
            "Holding Exemple",
            "Scierie Exemple",
            "Forêts Exemple",
            "Fonds Exemple",
        )
    }
    for name, heads in zip(made, (38, 4, 25, 120, 900), strict=True):
        for back in (1, 2):
            FiguresFactory(
                company=made[name], year=this_year - back, headcount=heads, turnover_eur=heads * 150_000,
                balance_sheet_eur=None if name == "Scierie Exemple" and back == 1 else heads * 110_000,
            )  # fmt: skip
    joiner, holding, mill, forests, fund = made.values()
    OwnershipFactory(owned=joiner, owner=holding, capital_pct=70, votes_pct=70)
    OwnershipFactory(owned=mill, owner=holding, capital_pct=60)
    OwnershipFactory(owned=joiner, owner=fund, capital_pct=10)
    OwnershipFactory(owned=mill, owner=forests, capital_pct=40)
    OwnershipFactory(owned=holding, owner_name="Jeanne Exemple", owner_kind="natural_person", capital_pct=100)
    return joiner, holding, mill, forests, fund


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_size_of_a_group_of_five(sign_in, people, group, live_server, axe_clean, shot, language):
    words, joiner = WORDS[language], group[0]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/companies/{joiner.pk}/")
    short = page.locator("#company-sme")
    expect(short.locator("svg[role=img]")).to_be_visible()
    axe_clean(page)
    shot(page, f"company-sme-{language}")
    short.get_by_role("link", name=words["sums"]).click()
    page.wait_for_url("**/sme-status/")
    # 38 + 4 + 25 + 40 % x 120 = 115 heads; the mill's balance sheet is missing, but turnover decides.
    expect(page.locator("[data-total=headcount]")).to_have_text("115")
    expect(page.locator("[data-size=medium]")).to_be_visible()
    expect(page.locator(".sme-box")).to_have_count(6)
    expect(page.locator(".sme-share")).to_have_count(5)
    axe_clean(page)
    shot(page, f"sme-status-{language}", document="sme-status" if language == "en" else "")
    page.keyboard.press("Tab")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"sme-status-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})

    # What is missing is a question, with the way to where it is entered.
    with loads_anew(page):
        page.get_by_role("link", name=words["enter"]).first.click()
    page.locator("#id_balance_sheet_eur").fill("2 750 000")
    page.locator("form.part-form button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/companies/\d+/(#.*)?$"))
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/sme-status/")
    expect(page.locator("#sme-missing")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_de_minimis_aid_is_left(sign_in, people, group, live_server, axe_clean, shot, language):
    words, (joiner, holding, mill, _forests, _fund) = WORDS[language], group
    award(joiner, people.manager, 120_000, date(2024, 5, 2), label="Fit 4 Digital")
    award(mill, people.manager, 100_000, date(2025, 1, 10), label="Paquet PME")
    award(holding, people.manager, 30_000, date(2023, 3, 1), label="Foire")
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/de-minimis/?on=2026-11-01")
    expect(page.locator("[data-headroom]")).to_contain_text("80")
    page.locator("[data-chart][data-drawn=yes]").wait_for()
    with page.expect_response(lambda response: "amount=90000" in response.url):
        page.locator("#id_amount").fill("90000")
    expect(page.locator(".ledger-answer")).to_contain_text(words["not"])
    axe_clean(page)
    shot(page, f"de-minimis-{language}", document="de-minimis" if language == "en" else "")
    page.locator("#id_on").fill("2027-05-03")
    page.locator("#id_amount").press("Enter")
    expect(page.locator(".ledger-answer")).to_contain_text(words["may"])
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"de-minimis-phone-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_projects_aid_step_by_step(sign_in, people, group, live_server, axe_clean, shot, language):
    words, joiner = WORDS[language], group[0]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/projects/add/")
    page.locator("#id_name").fill("Ligne de collage")
    page.locator("#id_size").select_option("small")
    page.locator("#id_cost_industrial_research").fill("100 000")
    with page.expect_response(lambda response: "cost_experimental_development=200" in response.url):
        page.locator("#id_cost_experimental_development").fill("200000")
    expect(page.locator("[data-low^='160000']")).to_be_visible()
    page.locator("#id_bonus_collaboration").select_option("unknown")
    expect(page.locator(".project-sum")).to_contain_text("200")
    page.locator("#id_bonus_collaboration").select_option("yes")
    expect(page.locator("[data-low^='200000']")).to_be_visible()
    axe_clean(page)
    shot(page, f"project-{language}", document="project-aid" if language == "en" else "")
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url("**/aids/projects/*/")
    assert AidProject.objects.get().result["low_eur"] == 200_000
    axe_clean(page)
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"project-saved-phone-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_project_beside_an_award_on_the_same_costs(
    sign_in, people, group, live_server, axe_clean, shot, language
):
    """The award lacks its costs and its ceiling: the project says so, leads there, and then answers."""
    words, joiner = WORDS[language], group[0]
    kept = award(
        joiner, people.manager, 240_000, date(2025, 6, 2), basis="gber", article="25", label="Projet RDI",
        costs_reference="Ligne de collage",
    )  # fmt: skip
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/projects/add/")
    expect(page.locator("#known-costs option")).to_have_attribute("value", "Ligne de collage")
    page.locator("#id_name").fill("Ligne de collage, suite")
    page.locator("#id_size").select_option("small")
    page.locator("#id_cost_industrial_research").fill("300 000")
    with page.expect_response(lambda response: "costs_reference=Ligne" in response.url):
        page.locator("#id_costs_reference").fill("Ligne de collage")
    asked = page.locator("[aria-labelledby=result-cumulation]")
    expect(asked.get_by_role("link", name="Projet RDI")).to_have_count(2)
    axe_clean(page)
    shot(page, f"cumulation-unknown-{language}")
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url("**/aids/projects/*/")
    with loads_anew(page):
        page.get_by_role("link", name="Projet RDI").first.click()
    with loads_anew(page):
        page.locator(f"#award-{kept.pk} a[href*='/edit/']").click()
    page.locator("#id_costs_eur").fill("520 000")
    page.locator("#id_ceiling_pct").fill("60")
    axe_clean(page)
    shot(page, f"award-form-{language}")
    page.locator("#id_ceiling_pct").press("Enter")
    page.wait_for_url("**/awards/")
    page.goto(f"{live_server.url}/aids/projects/{AidProject.objects.get().pk}/edit/")
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url(re.compile(r"/aids/projects/\d+/$"))
    # 70 % of 300,000 and 60 % of the 220,000 beyond: 342,000; 240,000 had, so 102,000 of 210,000 are left.
    assert AidProject.objects.get().result["cumulation"]["verdict"] == "no"
    expect(asked).to_contain_text("102")
    axe_clean(page)
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"cumulation-phone-{language}")


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_difficulty_and_the_register_as_a_file(
    sign_in, people, group, live_server, axe_clean, shot, language
):
    words, joiner = WORDS[language], group[0]
    joiner.figures.filter(year=clock.today().year - 1).update(
        capital_eur=100_000, reserves_eur=-70_000, insolvency=False, rescue_aid=False
    )
    award(
        joiner,
        people.manager,
        240_000,
        date(2025, 6, 2),
        basis="gber",
        article="25",
        label="Projet RDI",
        reference="SA.1",
    )
    award(joiner, people.manager, 60_000, date(2025, 6, 3), basis="gber", label="Petit projet")
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/difficulty/")
    expect(page.locator("[data-verdict=met]")).to_contain_text(words["difficult"])
    axe_clean(page)
    shot(page, f"difficulty-{language}")
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/awards/")
    axe_clean(page)
    shot(page, f"awards-company-{language}")
    page.goto(f"{live_server.url}/aids/awards/")
    axe_clean(page)
    shot(page, f"awards-{language}")
    page.get_by_role("link", name=words["register"]).click()
    page.wait_for_url("**/transparency/")
    expect(page.locator("article")).to_have_count(1)
    # On the page as the reader writes it, in the file as the register wants it.
    amount, day, instrument = {
        "en": ("EUR 240,000", "2025-06-02", "Grant / interest rate subsidy"),
        "fr": ("240\u202f000 EUR", "02/06/2025", "Subvention / bonification"),
        "de": ("240.000 EUR", "02.06.2025", "Zuschuss / Zinszuschuss"),
    }[language]
    for said in (amount, day, instrument):
        expect(page.locator("article dd", has_text=said).first).to_be_visible()
    axe_clean(page)
    shot(page, f"transparency-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"transparency-phone-{language}")
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/awards/add/")
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"award-form-phone-{language}")
    page.goto(f"{live_server.url}/aids/company/{joiner.pk}/difficulty/")
    nothing_sticks_out(page)
    shot(page, f"difficulty-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/aids/transparency/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) == 2 and rows[1][0] == "Menuiserie Exemple S.A." and rows[1][5] == "240000"
