"""As a cluster manager, I see what came of a campaign: who obtained the aid it was about.

An aid that a company obtained on its roadmap is not in the register of awards yet. The campaign's results say so; I go
to the roadmap, enter it with one click in a form that is filled in already, and save. The roadmap leads to the award from
then on, and the campaign counts it; in French and English, by keyboard, and on a phone.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from factories import campaigns as make
from factories import roadmaps, sweeps
from factories.awards import award
from factories.browser import nothing_sticks_out
from grappe.apps.aids.models import Award, Programme
from grappe.apps.roadmaps import operations
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"enter": "Enter it in the register", "in": "In the register of awards", "which": "Which companies", "save": "Save"},
    "fr": {"enter": "L’inscrire au registre", "in": "Au registre des aides octroyées", "which": "Quelles entreprises",
           "save": "Enregistrer"},
}  # fmt: skip


@pytest.fixture
def sent(people, clusters):
    """A campaign sent sixty days ago to three companies, one of which obtained the aid by its roadmap, one by the register."""
    sweeps.catalogue()
    programme = Programme.objects.order_by("slug").first()
    firms = [
        make.firm(clusters, people.manager, name, invented=True)
        for name in ("Loutre Argentée S.A.", "Grand Cerf S.A.", "Blaue Eule S.à r.l.")
    ]
    at = clock.now() - timedelta(days=60)
    campaign = make.sent(
        make.begun(people.manager, at, programme=programme), people.manager, people.administrator, at
    )
    plan = roadmaps.roadmap(firms[0], people.manager, at=at)
    aid = roadmaps.aid(plan, people.manager, "Fit 4 Digital", programme=programme)
    for state, eur, back in (("requested", 6_000, 40), ("obtained", 4_500, 20)):
        aid = operations.change_aid(
            aid=aid, version=roadmaps.version(plan), state=state, amount=Decimal(eur),
            on=clock.today() - timedelta(days=back), by=people.manager, at=clock.now(),
        )  # fmt: skip
    award(
        firms[1],
        people.manager,
        12_000,
        clock.today() - timedelta(days=9),
        at=clock.now(),
        programme=programme,
    )
    return campaign, plan


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_roadmap_to_the_register_and_the_results(
    sign_in, people, sent, live_server, axe_clean, shot, language
):
    words, (campaign, plan) = WORDS[language], sent
    page = sign_in(people.manager, language)
    results = f"{live_server.url}/campaigns/{campaign.pk}/"
    page.goto(results)
    obtained = page.locator("#campaign-obtained")
    expect(obtained.locator("tbody tr strong")).to_have_text(["1", "1", "0"])
    obtained.locator("summary", has_text=words["which"]).focus()
    page.keyboard.press("Enter")
    axe_clean(page)
    shot(page, f"campaign-obtained-{language}")
    obtained.get_by_role("link", name="Fit 4 Digital").click()
    page.wait_for_url(f"**/roadmaps/{plan.pk}/")
    axe_clean(page)
    shot(page, f"roadmap-register-{language}")
    page.get_by_role("link", name=words["enter"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/awards/add/**")
    expect(page.locator("#id_label")).to_have_value("Fit 4 Digital")
    expect(page.locator("#id_granted_on")).to_have_value((clock.today() - timedelta(days=20)).isoformat())
    axe_clean(page)
    shot(page, f"award-from-roadmap-{language}")
    page.get_by_role("button", name=words["save"]).click()
    page.wait_for_url("**/awards/")
    kept = Award.objects.get(label="Fit 4 Digital")
    assert (kept.nominal_eur, kept.origin[:14]) == (4_500, "roadmaps.aid:" + kept.origin[13])
    page.goto(f"{live_server.url}/roadmaps/{plan.pk}/")
    page.get_by_role("link", name=words["in"]).click()
    page.wait_for_url(f"**/awards/#award-{kept.pk}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(results)
    expect(obtained.locator("tbody tr strong")).to_have_text(["2", "0", "0"])
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"campaign-obtained-phone-{language}")
