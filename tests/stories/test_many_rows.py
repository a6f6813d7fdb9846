"""As a cluster manager, I want to change many records at once without fear, and to see how far things are at a glance.

I tick companies, see what would change and what would not, do it, and take it back. I move needs from state to state on a
board, with the keyboard and with the mouse; where that is not allowed, I am told why.
"""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from factories import reference
from factories.browser import loads_anew, nothing_sticks_out, swaps
from factories.companies import CompanyFactory
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "all": "Tick all on this page", "act": "Add to a cluster", "go": "Go on", "show": "Show what would change",
        "would": "2 rows would change.", "so": "It is so already.", "do": "Change 2 rows", "done": "2 rows were changed.",
        "back": "Undo this change", "was": "2 rows are as they were.", "move": "Move", "now": "“Sensors” is now: Met.",
        "not": "cannot become", "mouse": "“Robots” is now: Met.",
    },
    "fr": {
        "all": "Tout cocher sur cette page", "act": "Ajouter à un cluster", "go": "Continuer",
        "show": "Montrer ce qui changerait",
        "would": "2 lignes changeraient.", "so": "C’est déjà le cas.", "do": "Modifier 2 lignes",
        "done": "2 lignes ont été modifiées.", "back": "Annuler la modification", "was": "2 lignes sont comme avant.",
        "move": "Déplacer",
        "now": "« Sensors » est maintenant", "not": "ne peut pas", "mouse": "« Robots » est maintenant",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_many_rows_are_changed_and_cards_moved(
    sign_in, people, clusters, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    health, digital = clusters["healthtech"], clusters["digital"]
    companies = [
        CompanyFactory(name=name, clusters=[health]) for name in ("Aalbach Medical", "Bijou Diagnostics")
    ]
    CompanyFactory(name="Clervaux Care", clusters=[health, digital])
    for title, state in (("Sensors", "confirmed"), ("Robots", "confirmed"), ("Money", "proposed")):
        Need.objects.create(
            company=companies[0],
            title=title,
            theme=reference.theme("digital"),
            state=state,
            created_at=clock.now(),
        )
    page = sign_in(people.manager, language)
    page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(f"{live_server.url}/lists/companies/")
    axe_clean(page)
    shot(page, f"list-ticks-{language}")
    assert page.locator(".list-table tbody tr").first.bounding_box()["y"] < 900
    page.get_by_role("checkbox", name=words["all"]).press("Space")
    page.locator("#bulk-act").select_option(label=words["act"])
    with loads_anew(page):
        page.get_by_role("button", name=words["go"], exact=True).press("Enter")
    page.locator("#id_value").select_option("digital")
    axe_clean(page)
    with loads_anew(page):
        page.get_by_role("button", name=words["show"]).press("Enter")
    expect(page.locator(".list-act")).to_contain_text(words["would"])
    expect(page.locator(".list-act")).to_contain_text(words["so"])
    axe_clean(page)
    shot(page, f"list-preview-{language}", document="list-preview" if language == "en" else "")
    with loads_anew(page):
        page.get_by_role("button", name=words["do"]).press("Enter")
    expect(page.locator(".list-act")).to_contain_text(words["done"])
    assert companies[0].clusters.count() == 2
    with loads_anew(page):
        page.get_by_role("button", name=words["back"]).press("Enter")
    expect(page.locator(".list-act")).to_contain_text(words["was"])
    assert companies[0].clusters.count() == 1
    shot(page, f"list-undone-{language}")

    board = quote(json.dumps({"as": "board", "columns": ["title", "company", "urgency"]}))
    page.goto(f"{live_server.url}/lists/needs/?def={board}")
    axe_clean(page)
    said, met = page.locator("#board-said"), page.locator("#cards-met")

    def move(title, to):
        card = page.locator(".board-card").filter(has_text=title)
        card.locator("summary").press("Enter")
        card.locator("select").select_option(to)
        with swaps(page):
            card.get_by_role("button", name=words["move"]).press("Enter")

    move("Sensors", "met")
    expect(said).to_contain_text(words["now"])
    expect(met).to_contain_text("Sensors")
    expect(page.locator("#count-met")).to_contain_text("1")
    expect(page.locator(".board-card").filter(has_text="Sensors").locator("summary")).to_be_focused()
    move("Money", "met")
    expect(said).to_contain_text(words["not"])
    axe_clean(page)
    page.locator(".board-card").filter(has_text="Money").locator("summary").press("Enter")
    page.locator(".board-card").filter(has_text="Robots").drag_to(met, source_position={"x": 8, "y": 8})
    expect(said).to_contain_text(words["mouse"])
    expect(met.locator(".board-card")).to_have_count(2)
    shot(page, f"list-board-{language}", document="list-board" if language == "en" else "")
    assert set(Need.objects.filter(state="met").values_list("title", flat=True)) == {"Sensors", "Robots"}
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"list-board-phone-{language}")
