"""An administrator deletes a team: sees what hangs on it, is refused where somebody would see more, and hands it over."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from factories.browser import loads_anew
from factories.companies import CompanyFactory
from grappe.apps.accounts.models import AuditEntry, Team
from grappe.apps.accounts.operations.teams import save_team
from grappe.ui import clock

WORDS = {
    "en": ("Delete…", "would see or change companies", "Delete the team", "The team “Stewards” is deleted."),
    "fr": (
        "Supprimer…", "verraient ou modifieraient des entreprises", "Supprimer l’équipe",
        "L’équipe « Stewards » est supprimée.",
    ),
    "de": ("Löschen…", "würden Unternehmen sehen oder ändern", "Team löschen", "Das Team „Stewards“ ist gelöscht."),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_a_team_is_deleted(page, live_server, sign_in, people, axe_clean, shot, language):
    begin, refused, delete, deleted = WORDS[language]
    boss, now = people.administrator, clock.now()
    team = save_team(team=None, name="Stewards", members=[people.manager, people.analyst], by=boss, at=now)
    wider = save_team(team=None, name="Foresters", members=[people.other_manager], by=boss, at=now)
    heirs = save_team(team=None, name="Heirs", members=[people.manager], by=boss, at=now)
    kept = CompanyFactory(name="Hortensia Sensors", visibility="team", team=team)
    CompanyFactory(name="Zorvex S.A.", team=team)
    sign_in(boss, language)
    page.goto(live_server.url + reverse("companies:team_edit", args=[team.pk]))
    page.get_by_role("link", name=begin).click()
    expect(page.get_by_text("Hortensia Sensors")).to_be_visible()
    expect(page.get_by_role("button", name=delete, exact=True)).to_have_count(0)
    with loads_anew(page):
        page.locator("#id_to").select_option(str(wider.pk))
    expect(page.get_by_text(refused)).to_be_visible()
    axe_clean(page)
    shot(page, f"rights-team-refused-{language}")
    with loads_anew(page):
        page.locator("#id_to").select_option(str(heirs.pk))
    axe_clean(page)
    shot(page, f"rights-team-delete-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, f"rights-team-delete-phone-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=delete, exact=True).press("Enter")
    expect(page.get_by_text(deleted)).to_be_visible()
    kept.refresh_from_db()
    assert kept.team == heirs
    assert not Team.objects.filter(pk=team.pk).exists()
    assert AuditEntry.objects.get(kind="team_deleted").title == "Stewards"
