"""As a market analyst, I write a trend sheet from what is said in the field and outside, and a study comes of it.

I begin a sheet, note what I heard, put a piece of news of a source outside on it, and publish it. It stands on the radar;
one press begins a study that asks what follows. What a company said in confidence is counted for the ministry and not
shown, on the sheet, the company's contacts and the radar, on a telephone too.
"""

import re

import pytest
from playwright.sync_api import expect

from factories import trends
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.studies.models import Study
from grappe.apps.trends.models import Sheet
from grappe.apps.trends.operations.sheets import add_evidence
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "new": "New trend sheet", "save": "Save", "by_hand": "Note something by hand", "note": "Note it",
        "publish": "Publish", "outside": "Sources outside", "put": "Put it on a trend sheet", "study": "Begin a study",
        "title": "Fibre comes back", "what": "Buyers ask for recycled fibre.", "so": "Who could take it back?",
        "held": "1 more was said in confidence", "confide": "Change who reads it", "confidence": "In confidence",
        "others": "Others see that there was a contact",
    },
    "fr": {
        "new": "Nouvelle fiche de tendance", "save": "Enregistrer", "by_hand": "Noter quelque chose à la main",
        "note": "Noter", "publish": "Publier", "outside": "Sources externes",
        "put": "Mettre sur une fiche de tendance", "study": "Commencer une étude", "title": "La fibre revient",
        "what": "Des clients demandent de la fibre recyclée.", "so": "Qui pourrait la reprendre ?",
        "held": "1 autre a été dit en confidence", "confide": "Changer qui le lit", "confidence": "Confidentiel",
        "others": "Les autres voient qu’il y a eu un contact",
    },
}  # fmt: skip


def press(place, name: str) -> None:
    """Press a button by its name with the keyboard, to a page that loads anew."""
    found = place.get_by_role("button", name=name, exact=True).first
    found.focus()
    with loads_anew(place.page):
        place.page.keyboard.press("Enter")


def written(page, words, language: str, axe_clean, shot) -> None:
    """Write the sheet, note what was heard."""
    with loads_anew(page):
        page.get_by_role("link", name=words["new"]).press("Enter")
    axe_clean(page)
    page.locator(f"#id_titles_{language}").fill(words["title"])
    page.locator(f"#id_what_{language}").fill(words["what"])
    page.locator(f"#id_so_what_{language}").fill(words["so"])
    page.locator("#id_theme").select_option("sustainability")
    page.locator("#id_horizon").select_option("next")
    page.locator("#id_impact").select_option("3")
    page.locator("#id_direction").select_option("rising")
    shot(page, f"trend-edit-{language}")
    press(page.locator("main"), words["save"])
    page.locator("summary", has_text=words["by_hand"]).press("Enter")
    page.locator("#id_words").fill("« On la reprendrait. »")
    press(page.locator("main"), words["note"])  # without saying where it is from: told, and nothing is lost
    expect(page.locator("#id_words")).to_have_value("« On la reprendrait. »")
    page.locator("#id_source").fill("JEC World")
    press(page.locator("main"), words["note"])


def from_outside(page, live_server, words, language: str, axe_clean, shot) -> None:
    """Put a piece of news on the sheet."""
    page.goto(f"{live_server.url}/trends/sources/")
    axe_clean(page)
    shot(page, f"trend-sources-{language}")
    entry = page.locator("li", has_text="Recycling von Kohlefaser").first
    entry.locator("summary").press("Enter")
    press(entry, words["note"])
    expect(page.locator("#evidence-title").locator("xpath=../..")).to_contain_text("Recycling von Kohlefaser")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sheet_from_words_to_a_study(sign_in, people, clusters, live_server, axe_clean, shot, language):
    words = WORDS[language]
    trends.feed(people.administrator)
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/trends/")
    axe_clean(page)
    written(page, words, language, axe_clean, shot)
    from_outside(page, live_server, words, language, axe_clean, shot)
    press(page.locator("main"), words["publish"])
    sheet = Sheet.objects.get()

    company = CompanyFactory(name="Fibra S.à r.l.", clusters=[clusters["healthtech"]])
    contact = ContactFactory(
        company=company, subject="Vente de la firme", notes="Il vend.", starts_at=clock.now()
    )
    page.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    page.get_by_role("link", name=words["confide"]).press("Enter")
    page.get_by_role("radio", name=words["confidence"]).press("Space")
    axe_clean(page)
    shot(page, f"contact-audience-{language}")
    press(page.locator("main"), words["save"])
    expect(page.locator("main")).to_contain_text(words["others"])
    axe_clean(page)
    shot(page, f"contact-confidential-{language}")
    contact.refresh_from_db()
    add_evidence(sheet=sheet, words="Il vend.", contact=contact, by=people.manager, at=clock.now())

    page.goto(f"{live_server.url}/trends/sheets/{sheet.pk}/")
    expect(page.locator("main")).to_contain_text("Il vend.")
    axe_clean(page)
    press(page.locator("main"), words["study"])
    expect(page).to_have_url(re.compile(r"/studies/\d+/"))
    assert Study.objects.get().questions[language] == words["so"]
    page.goto(f"{live_server.url}/trends/sheets/{sheet.pk}/")
    expect(page.locator("#uses-title").locator("xpath=../..")).to_contain_text(words["title"])
    shot(page, f"trend-sheet-{language}", document="trend-sheet" if language == "en" else "")

    page = sign_in(people.ministry, language)
    page.goto(f"{live_server.url}/trends/sheets/{sheet.pk}/")
    expect(page.locator("main")).to_contain_text(words["held"])
    expect(page.locator("main")).not_to_contain_text("Il vend.")
    page.goto(f"{live_server.url}/companies/{company.pk}/contacts/")
    expect(page.locator("main")).to_contain_text(words["confidence"])
    expect(page.locator("main")).not_to_contain_text("Vente")
    for n, horizon in enumerate(("now", "now", "next", "later")):
        title = {"en": f"Trend {n}", "fr": f"Tendance {n}"}
        trends.sheet(people.manager, published=True, titles=title, horizon=horizon, impact=1 + n % 3)
    page.goto(f"{live_server.url}/trends/radar/")
    axe_clean(page)
    shot(page, f"trend-radar-{language}", document="trend-radar" if language == "en" else "")
    with loads_anew(page):
        page.locator(".radar-point").first.press("Enter")
    expect(page).to_have_url(re.compile(r"/trends/sheets/\d+/"))
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("radar/", "sources/", "", f"sheets/{sheet.pk}/"):
        page.goto(f"{live_server.url}/trends/{path}")
        nothing_sticks_out(page)
        axe_clean(page)
    at_rest(page)
    shot(page, f"trend-phone-{language}")
