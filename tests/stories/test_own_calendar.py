"""As a cluster manager, I see my contacts in the calendar I already use, and can take that back at any time."""

from __future__ import annotations

import urllib.request
from datetime import timedelta
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect

from factories.browser import loads_anew
from factories.companies import CompanyFactory
from grappe.apps.companies import operations as companies
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"menu": "Your calendar", "get": "Get an address", "stop": "Stop the address"},
    "fr": {"menu": "Votre agenda", "get": "Obtenir une adresse", "stop": "Supprimer l’adresse"},
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_contact_stands_in_ones_own_calendar(
    sign_in, people, live_server, axe_clean, shot, language, settings
):
    words, now = WORDS[language], clock.now()
    settings.SITE_URL = live_server.url
    company = CompanyFactory(name="Cellule Exemple S.A.")
    companies.plan_contact(
        company=company, kind="phone", subject="Visite annuelle", starts_at=now + timedelta(days=2),
        team=[people.administrator], invite=False, by=people.administrator, at=now,
    )  # fmt: skip
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/calendars/")
    with loads_anew(page):
        page.get_by_role("button", name=words["get"]).click()
    url = page.locator("#feed-address").input_value()
    assert url.startswith(f"{live_server.url}/calendars/feed/")
    with urllib.request.urlopen(url) as answer:  # as another program does, without a cookie
        assert "Visite annuelle" in answer.read().decode()
    axe_clean(page)
    shot(page, f"own-calendar-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, f"own-calendar-phone-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["stop"]).click()
    expect(page.locator("#feed-address")).to_have_count(0)
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(url)
