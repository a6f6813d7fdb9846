"""As somebody who advises companies, I type what I remember of a thing, in my language and with slips, and open it.

The name that I spelt wrongly is found, and I am told what was looked for. A German question finds the French note that means
the same. A note in confidence is not found by whom it is not for. Operators and filters narrow what is found; all of it goes
with the keyboard alone, and on a phone.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory, PersonFactory, reference_data
from grappe.apps.search import operations
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"found_for": "shown is what was found for", "none": "Nothing was found", "narrow": "Narrow", "type": "Type",
           "show": "Show", "unknown": "There is no cluster", "how": "How to search"},
    "fr": {"found_for": "voici ce qui a été trouvé pour", "none": "Rien n’a été trouvé", "narrow": "Préciser", "type": "Type",
           "show": "Afficher", "unknown": "Il n’y a pas de cluster", "how": "Comment chercher"},
}  # fmt: skip


@pytest.fixture
def country(people, clusters):
    """A foundry with a French note about waste heat and one in confidence, and companies beside it."""
    now = clock.now()
    reference_data()
    foundry = CompanyFactory(
        name="Zéphyrine Fonderie S.A.",
        clusters=[clusters["healthtech"]],
        activity="Pièces en aluminium",
        language="fr",
    )
    CompanyFactory(
        name="Moselle Précision S.à r.l.", clusters=[clusters["wood"]], activity="Meubles", language="fr"
    )
    PersonFactory(company=foundry, name="Quirin Wällenborn", function="Production")
    held = {"company": foundry, "state": "held", "kind": "visit", "notes_language": "fr"}
    ContactFactory(
        subject="Visite de l’atelier", starts_at=now - timedelta(days=20), created_by=people.manager,
        notes="L’entreprise veut récupérer la chaleur perdue de ses fours pour chauffer ses bureaux.", **held,
    )  # fmt: skip
    ContactFactory(
        subject="Succession du fondateur", starts_at=now - timedelta(days=10), created_by=people.manager,
        audience="confidence", notes="Le fondateur cherche un repreneur.", **held,
    )  # fmt: skip
    while operations.encode_waiting():
        pass
    return foundry


@pytest.mark.every_language
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_one_remembers_is_found(page, live_server, sign_in, people, country, axe_clean, shot, language):
    words = WORDS[language]
    sign_in(people.manager, language)

    # By the keyboard alone: Ctrl+K, some letters with a slip, arrows, Escape, arrows again, Enter.
    box = page.locator("#search-box")
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type("zephirine")
    option = page.get_by_role("option", name="Zéphyrine Fonderie")
    option.wait_for()
    axe_clean(page)
    shot(page, f"search-box-{language}")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(box).to_have_value("zephirine")
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    with loads_anew(page):
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/companies/{country.pk}/")

    # On the page it is said what was looked for instead.
    page.keyboard.press("Control+k")
    page.keyboard.type("zephirine fondrie")
    with loads_anew(page):
        page.keyboard.press("Enter")
    expect(page.locator(".search-corrected")).to_contain_text(words["found_for"])
    expect(page.locator(".search-corrected strong")).to_have_text("Zéphyrine Fonderie")
    expect(page.locator("#hits .hit-title").first).to_have_text("Zéphyrine Fonderie S.A.")
    axe_clean(page)
    shot(page, f"search-corrected-{language}")

    # What is meant is found in another language.
    page.goto(f"{live_server.url}/search/?q=Wärmerückgewinnung+bei+Öfen")
    note = page.locator("#hits a", has_text="Visite de l’atelier")
    expect(note).to_contain_text("chaleur perdue")
    expect(page.locator("#hits .hit-title")).to_have_count(1)
    shot(page, f"search-meant-{language}")

    # Operators, one that is not understood, and the filters of the page.
    page.goto(f"{live_server.url}/search/?q=fonderie+type:person")
    expect(page.locator("#hits .hit-title")).to_have_text(["Quirin Wällenborn"])
    page.goto(f"{live_server.url}/search/?q=fonderie+cluster:nowhere")
    expect(page.get_by_role("alert")).to_contain_text(words["unknown"])
    page.goto(f"{live_server.url}/search/?q=zephyrine")
    page.get_by_text(words["narrow"], exact=True).click()
    page.get_by_label(words["type"], exact=True).select_option("company")
    with loads_anew(page):
        page.get_by_role("button", name=words["show"], exact=True).click()
    expect(page.locator("#hits .hit-title")).to_have_text(["Zéphyrine Fonderie S.A."])
    page.get_by_text(words["how"]).click()
    axe_clean(page)
    shot(page, f"search-narrowed-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"search-narrowed-phone-{language}")
    page.goto(f"{live_server.url}/search/?q=zephyrine")
    nothing_sticks_out(page)
    box.fill("zephyr")
    option.wait_for()
    axe_clean(page)
    shot(page, f"search-phone-{language}")


def test_a_note_in_confidence_is_found_by_whom_it_is_for(page, live_server, sign_in, people, country):
    for person, finds in ((people.manager, True), (people.other_manager, False), (people.ministry, False)):
        sign_in(person)
        page.goto(f"{live_server.url}/search/?q=repreneur")
        expect(page.get_by_text("Succession du fondateur")).to_have_count(int(finds))
        page.locator("#search-box").fill("succession")
        page.locator(".search-all").wait_for()
        at_rest(page)
        expect(page.get_by_role("option", name="Succession du fondateur")).to_have_count(int(finds))
