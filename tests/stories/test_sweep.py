"""As a cluster manager, I find out who should be told of an aid, before anybody asks.

I start a sweep and watch how far it is, see who is newly eligible and what should be asked next, look at one
programme's companies and why they are where they are, filter them, open the map and a commune on it, and take the
list away as a workbook. A list too long for that is prepared by the worker.
"""

from __future__ import annotations

import openpyxl
import pytest
from playwright.sync_api import expect

from factories import sweeps
from factories.browser import nothing_sticks_out
from factories.companies import reference_data
from factories.jobs import work
from grappe.apps.aids.models import SweepRun
from grappe.apps.aids.operations import sweep_exports
from grappe.apps.companies.models import Commune
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PROGRAMME = "fit4-digital"
NAMES = ("Renard Bleu", "Blauer Fuchs", "Loutre Verte", "Roter Milan", "Hibou Gris")
SWEEP = {"fr": "Passer en revue maintenant", "en": "Sweep now"}
NEWLY = {"fr": "nouvellement éligible", "en": "newly eligible"}
MAP = {"fr": "Carte par commune", "en": "Map by commune"}
XLSX = {"fr": "En XLSX", "en": "As XLSX"}
PREPARE = {"fr": "Préparer en XLSX", "en": "Prepare as XLSX"}


@pytest.fixture
def country(clusters, people, db):
    """Companies all over the country; yesterday's sweep, since which some have answered."""
    reference_data()
    sweeps.catalogue()
    communes = list(Commune.objects.order_by("name"))
    known = {"business_permit": True, "undertaking_in_difficulty": False, "activity_excluded": False}
    made = []
    for number in range(60):
        slugs = ["wood"] if number % 3 else ["healthtech", "digital"]
        made.append(
            sweeps.company(
                [clusters[slug] for slug in slugs],
                name=f"{NAMES[number % 5]} {number:02d} S.à r.l.", invented=True,
                commune=communes[(number * number) % 100 if number % 4 else 53].name,
                heads=(3, 14, 80, 400, None)[number % 5], section="J" if number % 2 else "C",
                facts=known if number % 3 == 0 else None,
            )
        )  # fmt: skip
    sweeps.sweep(at=clock.now() - sweeps.DAY)
    for company in made[1:25]:
        sweeps.state(company, **known)
    return made


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_sweep_to_the_list(sign_in, people, country, live_server, axe_clean, shot, language):
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/aids/sweep/")
    button = page.get_by_role("button", name=SWEEP[language])
    button.focus()
    page.keyboard.press("Enter")
    page.locator("#sweep-progress").wait_for()
    shot(page, f"sweep-progress-{language}")
    axe_clean(page)
    work()
    page.locator("#sweep-progress").wait_for(state="detached")
    page.locator("[data-chart][data-drawn]").first.wait_for()
    assert SweepRun.objects.first().companies_done == 60
    axe_clean(page)
    shot(page, f"sweep-{language}", document="sweep" if language == "en" else "")
    newly = page.locator("a.sweep-new").first
    newly.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**newly=last**")
    expect(page.get_by_text(NEWLY[language], exact=True).first).to_be_visible()
    axe_clean(page)
    shot(page, f"sweep-newly-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_why_filters_map_and_workbook(
    sign_in, people, country, live_server, axe_clean, shot, language, tmp_path
):
    sweeps.sweep(at=clock.now())
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/aids/sweep/programme/{PROGRAMME}/")
    first = page.locator(".sweep-why summary").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sweep-criteria").first).to_be_visible()
    axe_clean(page)
    shot(page, f"sweep-programme-{language}")
    page.locator(".sweep-filters summary").focus()
    page.keyboard.press("Enter")
    page.locator("#id_size").select_option("small")
    page.wait_for_url("**size=small**")
    expect(page.locator(".sweep-companies > li")).to_have_count(12)
    page.get_by_role("link", name=MAP[language]).click()
    page.wait_for_url("**/map/?**size=small**")
    axe_clean(page)
    shot(page, f"sweep-map-{language}")
    tile = page.locator(".tile-5").first
    tile.focus()
    shot(page, f"sweep-map-focus-{language}")
    page.keyboard.press("Enter")
    page.wait_for_url("**place=**")
    assert "size=small" in page.url
    told = int("".join(filter(str.isdigit, page.locator("main [role=status]").first.inner_text())))
    assert page.locator(".sweep-companies > li").count() == told > 0
    with page.expect_download() as download:
        page.get_by_role("link", name=XLSX[language]).click()
    download.value.save_as(tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet.max_row == told + 1
    assert sheet["A1"].value == {"fr": "Entreprise", "en": "Company"}[language]


def test_a_long_list_is_prepared(
    sign_in, people, country, live_server, axe_clean, shot, monkeypatch, tmp_path
):
    sweeps.sweep(at=clock.now())
    from grappe.ui import pages

    monkeypatch.setattr(pages, "COUNTED", 10)
    monkeypatch.setattr(sweep_exports, "AT_ONCE", 10)
    page = sign_in(people.ministry, "en")
    page.goto(f"{live_server.url}/aids/sweep/programme/{PROGRAMME}/")
    page.get_by_role("button", name=PREPARE["en"]).click()
    page.locator("#sweep-file").wait_for()
    axe_clean(page)
    work()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "list.xlsx")
    assert (
        openpyxl.load_workbook(tmp_path / "list.xlsx").active.max_row == 49
    )  # the twelve large ones are refused
    shot(page, "sweep-file-en")


def test_on_a_phone(sign_in, people, country, live_server, axe_clean, shot):
    sweeps.sweep(at=clock.now())
    page = sign_in(people.manager, "fr")
    page.set_viewport_size({"width": 390, "height": 844})
    for name, path in (
        ("overview", ""),
        ("programme", f"programme/{PROGRAMME}/"),
        ("map", f"programme/{PROGRAMME}/map/"),
        ("runs", "runs/"),
    ):
        page.goto(f"{live_server.url}/aids/sweep/{path}")
        axe_clean(page)
        nothing_sticks_out(page)
        shot(page, f"sweep-phone-{name}")
    box = page.locator("body").bounding_box()
    assert box["width"] <= 390
