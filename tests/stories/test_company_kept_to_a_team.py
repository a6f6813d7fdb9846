"""A manager keeps a company to a team, and a contact to named people: for the others both are gone.

Nora opens the company of her cluster, chooses who sees it, and is told how many people that is. Her colleague of the
other cluster finds it no more: not in the list, not in search, not by its address, not in its timeline, not in an export.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from factories.browser import loads_anew
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.accounts.operations.teams import save_team
from grappe.ui import clock

WORDS = {
    "en": ("Its team", "Save", "Only the team “Stewards”", "Named people only"),
    "fr": (
        "Son équipe",
        "Enregistrer",
        "Seuls l’équipe « Stewards »",
        "Personnes nommées seulement",
    ),
}
NAME = "Hortensia Sensors"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_company_kept_to_its_team(page, live_server, sign_in, people, clusters, axe_clean, shot, language):
    its_team, save, only, named = WORDS[language]
    now = clock.now()
    team = save_team(team=None, name="Stewards", members=[people.manager], by=people.administrator, at=now)
    company = CompanyFactory(name=NAME, clusters=[clusters["healthtech"]])
    contact = ContactFactory(
        company=company,
        subject="The heir wants to sell",
        created_by=people.manager,
        state="held",
        starts_at=now - timedelta(days=2),
    )
    home = live_server.url
    sign_in(people.manager, language)
    page.goto(home + reverse("companies:edit", args=[company.pk]))
    page.get_by_label(its_team, exact=True).check()
    page.locator("#id_team").select_option(str(team.pk))
    axe_clean(page)
    shot(page, f"rights-company-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=save, exact=True).click()
    expect(page.get_by_text(only)).to_be_visible()
    shot(page, f"rights-file-{language}")
    page.goto(home + reverse("companies:contact_audience", args=[contact.pk]))
    page.get_by_label(named, exact=True).check()
    axe_clean(page)
    shot(page, f"rights-contact-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=save, exact=True).click()
    sign_in(people.other_manager, language)
    for address in (
        reverse("companies:list"),
        reverse("desk:search") + "?q=Hortensia",
        reverse("desk:my_day"),
    ):
        page.goto(home + address)
        expect(page.get_by_text(NAME)).to_have_count(0)
    assert page.goto(home + company.get_absolute_url()).status == 403
    assert page.goto(home + reverse("companies:contact", args=[contact.pk])).status == 403
    sign_in(people.administrator, language)
    page.goto(home + reverse("companies:contacts", args=[company.pk]))
    expect(page.get_by_text("The heir wants to sell")).to_have_count(0)
    page.goto(home + reverse("companies:rights"))
    axe_clean(page)
    shot(page, f"rights-overview-{language}")
    page.get_by_role("link", name="Stewards").click()
    page.get_by_label(people.analyst.name).check()
    axe_clean(page)
    shot(page, f"rights-team-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=save, exact=True).click()
    expect(page.get_by_text(people.analyst.name).first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, f"rights-overview-phone-{language}")
    page.goto(home + reverse("companies:edit", args=[company.pk]))
    shot(page, f"rights-company-phone-{language}")
