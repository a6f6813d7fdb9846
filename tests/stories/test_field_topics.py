"""As a market analyst, I see what companies speak of, and lead it from their notes to a study question.

Notes of contacts in four languages, one of them in confidence. I have topics found, open one, read how it goes, open a
figure to its sentences, look at what a split would give and leave it, name the topic, merge another into it and undo that.
I begin a trend sheet with two sentences, write what follows, and a study begins with that question. The ministry sees
the topic without the note in confidence, by no word and no count.
"""

import re

import pytest
from playwright.sync_api import expect

from factories import topics
from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import ContactFactory
from factories.jobs import work
from grappe.apps.studies.models import Study
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "find": "Bring up to date", "terms": "Heat pump", "table": "The figures as a table; each opens to its sentences",
        "all": "Show all", "split": "Split", "leave": "Leave it as it is", "name_it": "Name it", "save": "Save",
        "name": "Heat pumps for processes", "confirm": "Confirm", "merge_with": "Merge it with another", "merge": "Merge",
        "undo": "Undo", "begin": "Begin a trend sheet with the chosen sentences", "edit": "Edit",
        "what": "Gas boilers are replaced.", "so": "Which heat is worth taking back?", "study": "Begin a study",
        "field": "In the field",
    },
    "fr": {
        "find": "Mettre à jour", "terms": "Pompe à chaleur", "table": "Les chiffres en tableau ; chacun s’ouvre sur ses phrases",
        "all": "Tout montrer", "split": "Diviser", "leave": "Le laisser tel quel", "name_it": "Nommer",
        "save": "Enregistrer", "name": "Pompes à chaleur industrielles", "confirm": "Confirmer",
        "merge_with": "Réunir avec un autre", "merge": "Réunir", "undo": "Annuler",
        "begin": "Commencer une fiche de tendance avec les phrases choisies", "edit": "Modifier",
        "what": "On remplace des chaudières à gaz.", "so": "Quelle chaleur vaut la peine d’être reprise ?",
        "study": "Commencer une étude", "field": "Sur le terrain",
    },
}  # fmt: skip
SECRET = "Quagga Holding wants to buy the heat pump of Zanzibar."


def press(place, name: str) -> None:
    """Press a button or a link by its name with the keyboard, to a page that loads anew."""
    found = place.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first
    with loads_anew(place.page):
        found.press("Enter")


def told(clusters) -> None:
    """Three firms of one cluster and two of another speak of heat, all five of attacks; one note is in confidence."""
    firms = topics.companies(clusters["healthtech"], "Alba", "Brise", "Cime")
    others = topics.companies(clusters["wood"], "Dune", "Etang")
    now = clock.now()
    topics.told("process_heat", companies=[*firms, *others], times=14, at=now)
    topics.told("ransomware", companies=[*firms, *others], times=10, at=now)
    ContactFactory(company=others[0], notes=SECRET, notes_language="en", audience="confidence", starts_at=now)


def corrected(page, words, language: str, axe_clean, shot) -> None:
    """Look at a split and leave it, name, confirm, merge and undo, all by the keyboard."""
    with loads_anew(page):
        page.get_by_role("link", name=words["split"], exact=True).press("Enter")
    axe_clean(page)
    expect(page.locator("main section li").first).to_be_visible()
    shot(page, f"topic-split-{language}")
    with loads_anew(page):
        page.get_by_role("link", name=words["leave"]).press("Enter")
    page.locator("summary", has_text=words["name_it"]).press("Enter")
    page.locator(f"#id_names_{language}").fill(words["name"])
    press(page.locator("section[aria-labelledby=correct-title]"), words["save"])
    expect(page.get_by_role("heading", level=1)).to_have_text(words["name"])
    press(page.locator("main"), words["confirm"])
    before = page.locator("#said-title span").inner_text()
    page.locator("summary", has_text=words["merge_with"]).press("Enter")
    press(page.locator("section[aria-labelledby=correct-title]"), words["merge"])
    expect(page.get_by_role("heading", level=1)).to_have_text(words["name"])
    expect(page.locator("#said-title span")).not_to_have_text(before)
    press(page.locator("main"), words["undo"])
    expect(page.locator("#said-title span")).not_to_have_text(before)  # the page of the other one, as it was


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_notes_to_a_study(sign_in, people, clusters, live_server, axe_clean, shot, language):
    words = WORDS[language]
    told(clusters)
    page = sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/trends/topics/")
    press(page.locator("body"), words["find"])
    expect(page.get_by_role("progressbar")).to_be_visible()
    work()
    link = page.get_by_role("link", name=re.compile(words["terms"], re.IGNORECASE)).first
    expect(link).to_be_visible()  # the page came anew by itself
    at_rest(page)
    axe_clean(page)
    shot(page, f"topics-{language}", document="topics" if language == "en" else "")
    with loads_anew(page):
        link.press("Enter")
    axe_clean(page)
    expect(page.locator("main")).not_to_contain_text("Quagga")
    page.locator("summary", has_text=words["table"]).press("Enter")
    shot(page, f"topic-{language}", document="topic" if language == "en" else "")
    figure = page.locator("tbody td.number a").first
    count = int(figure.inner_text())
    with loads_anew(page):
        figure.press("Enter")
    expect(page.locator("#said li")).to_have_count(count)
    with loads_anew(page):
        page.get_by_role("link", name=words["all"]).press("Enter")
    topic = page.url.split("?")[0].split("#")[0]
    corrected(page, words, language, axe_clean, shot)
    page.goto(topic)
    for n in (0, 1):
        page.locator("#said input[type=checkbox]").nth(n).press("Space")
    press(page.locator("#said"), words["begin"])
    expect(page).to_have_url(re.compile(r"/trends/sheets/\d+/"))
    expect(page.locator("blockquote")).to_have_count(2)
    expect(page.locator("main")).to_contain_text(words["field"])
    sheet = page.url
    with loads_anew(page):
        page.get_by_role("link", name=words["edit"]).first.press("Enter")
    page.locator(f"#id_what_{language}").fill(words["what"])
    page.locator(f"#id_so_what_{language}").fill(words["so"])
    press(page.locator("main"), words["save"])
    axe_clean(page)
    shot(page, f"topic-sheet-{language}")
    press(page.locator("main"), words["study"])
    expect(page).to_have_url(re.compile(r"/studies/\d+/"))
    assert Study.objects.get().questions[language] == words["so"]

    page = sign_in(people.ministry, language)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (f"{live_server.url}/trends/topics/", topic):
        page.goto(address)
        expect(page.locator("body")).to_contain_text(words["name"])
        expect(page.locator("main")).not_to_contain_text("Quagga")
        nothing_sticks_out(page)
        axe_clean(page)
    at_rest(page)
    shot(page, f"topic-phone-{language}")
    assert page.goto(sheet).status == 403  # a draft
