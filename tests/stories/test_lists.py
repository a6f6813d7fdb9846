"""As a cluster manager, I want to put together the list that I need today, and find it again tomorrow.

HealthTech companies whose digital maturity is below 40, to whom nobody spoke for six months, with an open need on digital. I
choose the columns, save the list for my team, and take it away as a file.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import diagnostics, reference
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory
from grappe.apps.accounts.models import Team
from grappe.apps.diagnostics.models import QuestionnaireVersion, Run
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "add": "Add", "less": "less than", "number": "Number", "months": "Months or days", "not": "not in the last … months",
        "keep": "Add the condition", "save": "Save as a view", "name": "Name", "team": "A team", "ok": "Save",
        "columns": "Columns", "show": "Show these columns", "score": "Digital Maturity Assessment (DMA)", "town": "Town",
        "said": "Cluster: HealthTech", "who": "Team", "later": "Move later: Clusters",
    },
    "fr": {
        "add": "Ajouter", "less": "moins de", "number": "Nombre", "months": "Mois ou jours",
        "not": "pas au cours des … derniers mois", "keep": "Ajouter la condition", "save": "Enregistrer comme vue",
        "name": "Nom", "team": "Une équipe", "ok": "Enregistrer", "columns": "Colonnes", "show": "Afficher ces colonnes",
        "town": "Ville", "said": "Cluster : HealthTech", "who": "Équipe", "later": "Reculer : Clusters",
    },
}  # fmt: skip


@pytest.fixture
def companies(people, clusters):
    """Two like that, and five of which one thing each is otherwise."""
    now = clock.now()
    diagnostics.load("dma")
    version = QuestionnaireVersion.objects.get()
    Team.objects.create(name="Coaches", created_at=now).members.set([people.manager])
    cases = [
        ("Aalbach Medical", "healthtech", 22, 300, "digital"), ("Bijou Diagnostics", "healthtech", 39, None, "digital"),
        ("Clervaux Care", "healthtech", 71, 300, "digital"), ("Dudelange Devices", "healthtech", 12, 20, "digital"),
        ("Echternach Implants", "healthtech", 35, 300, "business_model"), ("Fels Holz", "wood", 20, 300, "digital"),
    ]  # fmt: skip
    for name, cluster, score, days, theme in cases:
        company = CompanyFactory(name=name, clusters=[clusters[cluster]], city="Esch")
        FiguresFactory(company=company, headcount=score * 3)
        Run.objects.create(company=company, version=version, started_at=now, finished_at=now, overall=score)
        Need.objects.create(
            company=company, title="Need", theme=reference.theme(theme), state="confirmed", created_at=now
        )
        if days:
            ContactFactory(company=company, state="held", starts_at=now - timedelta(days=days))


@pytest.mark.every_language
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_list_is_put_together_and_kept(sign_in, people, companies, live_server, axe_clean, shot, language):
    words = WORDS[language]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/lists/companies/")
    axe_clean(page)

    def add(value):
        page.locator("#add-all").select_option(value)
        with loads_anew(page):
            page.locator(".list-add").last.get_by_role("button", name=words["add"], exact=True).press("Enter")

    def keep():
        with loads_anew(page):
            page.get_by_role("button", name=words["keep"], exact=True).press("Enter")

    add("cluster")
    page.get_by_role("checkbox", name="HealthTech").check()
    axe_clean(page)
    shot(page, f"list-condition-{language}")
    keep()
    add("score_dma")
    page.locator("#id_op").select_option(label=words["less"])
    page.locator("#id_number").fill("40")
    keep()
    add("last_contact")
    page.locator("#id_op").select_option(label=words["not"])
    page.locator("#id_count").fill("6")
    keep()
    add("open_need")
    page.get_by_role("checkbox").first.check()
    page.locator("input[value=digital]").check()
    page.get_by_role("checkbox").first.uncheck()
    keep()
    rows = page.locator(".list-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Aalbach Medical")
    expect(page.locator(".list-conditions")).to_contain_text(words["said"])
    axe_clean(page)

    page.locator(".list-columns summary").press("Enter")
    chooser = page.locator(".list-chooser")
    chooser.locator("input[value=score_dma]").check()
    chooser.locator("input[value=open_needs]").check()
    page.get_by_role("button", name=words["later"]).press("Enter")
    axe_clean(page)
    shot(page, f"list-columns-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["show"], exact=True).press("Enter")
    expect(rows.first).to_contain_text("22")

    with loads_anew(page):
        page.get_by_role("link", name=words["save"]).press("Enter")
    page.get_by_label(words["name"], exact=True).fill("DMA < 40")
    page.get_by_role("radio", name=words["team"]).check()
    page.get_by_label(words["who"], exact=True).select_option(label="Coaches")
    axe_clean(page)
    shot(page, f"list-save-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["ok"], exact=True).press("Enter")
    expect(page.locator(".list-views [aria-current]")).to_have_text("DMA < 40")
    axe_clean(page)
    shot(page, f"list-{language}", document="list" if language == "en" else "")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="CSV").press("Enter")
    assert "Aalbach Medical" in fetched.value.path().read_text(encoding="utf-8-sig")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"list-phone-{language}")
