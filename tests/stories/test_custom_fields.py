"""As an administrator, I want to know of companies what Grappe does not ask, without waiting for an update of the software.

I define a field with choices, in my language and in another; a minute later a cluster manager is asked for it in the
company's form, sees it on the file, reads in the history who filled it in, and finds the company by it in a list.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory
from grappe.apps.fields.models import Definition

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "several": "Plusieurs choix", "add": "Ajouter un champ", "save": "Enregistrer", "label": "Certificats",
        "eco": "Label écologique", "list": "Colonnes, conditions, fichiers",
    },
    "en": {
        "several": "Several choices", "add": "Add a field", "save": "Save", "label": "Certificates", "eco": "Eco label",
        "list": "Columns, conditions, files",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_field_is_defined_and_filled_in(sign_in, people, clusters, live_server, axe_clean, shot, language):
    words = WORDS[language]
    company = CompanyFactory(name="Beispill Recycling S.A.", clusters=[clusters["healthtech"]])
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/fields/")
    section = page.locator("#company")
    section.get_by_text(words["add"]).click()
    axe_clean(page)
    shot(page, f"custom-fields-none-{language}")
    with loads_anew(page):
        section.get_by_role("link", name=words["several"], exact=True).click()
    page.locator("#id_label_en").fill("Certificates")
    page.locator("#id_label_fr").fill("Certificats")
    page.locator("#option-1-en").fill("Eco label")
    page.locator("#option-1-fr").fill("Label écologique")
    page.locator("#option-1-colour").select_option("green")
    page.locator("#option-2-en").fill("ISO 14001")
    axe_clean(page)
    shot(page, f"custom-field-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")
    expect(section.get_by_role("link", name=words["label"], exact=True)).to_be_visible()
    axe_clean(page)
    shot(page, f"custom-fields-{language}", document="custom-fields" if language == "en" else "")
    page.goto(f"{live_server.url}/fields/{Definition.objects.get().pk}/archive/")
    axe_clean(page)
    shot(page, f"custom-field-away-{language}")
    page.go_back()
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"custom-fields-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})

    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/companies/{company.pk}/edit/")
    page.get_by_role("checkbox", name=words["eco"]).check()
    axe_clean(page)
    shot(page, f"company-form-custom-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).press("Enter")
    expect(page.locator("#company-identity")).to_contain_text(words["eco"])
    axe_clean(page)
    page.goto(f"{live_server.url}/companies/{company.pk}/changes/")
    expect(page.locator("main")).to_contain_text(words["eco"])
    axe_clean(page)

    page.goto(f"{live_server.url}/companies/?q=Beispill")
    with loads_anew(page):
        page.get_by_role("link", name=words["list"]).press("Enter")
    expect(page.locator(".list-conditions")).to_contain_text("Beispill")
    shot(page, f"company-list-from-page-{language}")
