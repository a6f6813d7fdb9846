"""As a cluster manager, I find that a company stands twice on file and make one file of two, without losing anything.

The list shows the pair with reasons. I compare both files, choose whose values stand, see beforehand what moves, and
merge. What hung on the one hangs on the other; the old address leads there; somebody who stands twice now is proposed. It was
a mistake: I take it back, and each
file is as it was.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from grappe.apps.companies.models import Company, Contact
from grappe.apps.duplicates.operations import finding

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
WORDS = {
    "fr": {
        "compare": "Comparer", "preview": "Aperçu de la fusion", "merge": "Fusionner les deux dossiers",
        "one": "sont une seule entreprise",
        "undo": "Annuler la fusion", "back": "chacun tel qu’il était", "contacts": "Rencontres, appels et notes",
    },
    "en": {
        "compare": "Compare", "preview": "Preview the merge", "merge": "Merge the two files", "one": "are one company",
        "undo": "Take the merge back", "back": "each as it was", "contacts": "Meetings, calls and notes",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_files_of_one_company_become_one_and_two_again(
    sign_in, people, clusters, live_server, axe_clean, shot, language
):
    words, of = WORDS[language], [clusters["healthtech"]]
    for name in ("Moulin de Berg", "Garage Thill", "Sanitaires Weber"):
        CompanyFactory(name=f"{name} S.à r.l.", clusters=of)
    where = {"street": "12, rue du Fort", "postcode": "2160", "city": "Luxembourg"}
    first = CompanyFactory(name="Atelier Wampach S.à r.l.", clusters=of, vat_number="LU12345613", **where)
    second = CompanyFactory(name="Atelier Wampach SARL", clusters=of, activity="Escaliers en chêne.", **where)
    PersonFactory(company=first, name="Tess Wampach", email="tess@wampach.example")
    PersonFactory(company=second, name="T. Wampach", email="tess@wampach.example")
    contact = ContactFactory(company=second, subject="Visite de l’atelier")
    FiguresFactory(company=first, year=2025, turnover_eur=900_000)
    FiguresFactory(company=second, year=2025, turnover_eur=910_000)
    finding.find_now(at=NOW)

    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/duplicates/")
    axe_clean(page)
    shot(page, f"duplicates-{language}")
    with loads_anew(page):
        page.get_by_role("link", name=words["compare"]).click()
    axe_clean(page)
    shot(page, f"duplicates-pair-{language}")
    page.locator(f"input[name=keep][value='{first.pk}']").check()
    page.locator(f"input[name=take_activity][value='{second.pk}']").check()
    with loads_anew(page):
        page.get_by_role("button", name=words["preview"]).press("Enter")
    expect(page.get_by_role("row", name=words["contacts"])).to_contain_text("1")
    axe_clean(page)
    shot(page, f"duplicates-preview-{language}", document="duplicates" if language == "en" else "")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"duplicates-preview-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert Contact.objects.get(pk=contact.pk).company_id == second.pk
    with loads_anew(page):
        page.get_by_role("button", name=words["merge"], exact=True).press("Enter")
    axe_clean(page)
    shot(page, f"duplicates-merged-{language}")
    merged = page.url
    with loads_anew(page):  # who stands twice now that the two are one
        page.get_by_role("link", name="Tess Wampach / T. Wampach").click()
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"duplicates-people-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    with loads_anew(page):
        page.get_by_role("button", name=words["preview"]).press("Enter")
    axe_clean(page)
    shot(page, f"duplicates-people-{language}")

    page.goto(f"{live_server.url}/companies/{second.pk}/")
    expect(page.locator("main, body").first).to_contain_text(words["one"])
    expect(page.locator("main")).to_contain_text("Escaliers en chêne.")
    expect(page.locator("main")).to_contain_text("Visite de l’atelier")
    shot(page, f"duplicates-old-address-{language}")

    page.goto(merged)
    with loads_anew(page):
        page.get_by_role("button", name=words["undo"]).press("Enter")
    expect(page.locator("body")).to_contain_text(words["back"])
    axe_clean(page)
    shot(page, f"duplicates-undone-{language}")
    assert Contact.objects.get(pk=contact.pk).company_id == second.pk
    assert Company.objects.get(pk=first.pk).activity == ""
