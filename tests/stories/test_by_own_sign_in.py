"""As anybody of the team, I come in by my organisation's own sign-in; as a stranger I am told why I do not."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories import oidc
from grappe.config.doors import providers

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"with": "Sign in with The Ministry", "none": "No account here", "day": "My day", "failed": "That did not work"},
    "fr": {
        "with": "Se connecter avec The Ministry", "none": "Pas de compte ici", "day": "Ma journée",
        "failed": "Cela n’a pas fonctionné",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def issuer():
    with oidc.provider() as address:
        yield address


@pytest.mark.parametrize("language", ["fr", "en"])
def test_by_the_organisations_own_sign_in(
    people, live_server, browser, axe_clean, shot, language, issuer, settings
):
    words = WORDS[language]
    entry = {
        "id": "ministry", "kind": "oidc", "name": "The Ministry", "issuer": issuer, "client_id": "grappe",
        "secret": "a-secret", "domains": "any",
    }  # fmt: skip
    ways = providers.Ways((providers._provider(entry, {}),), False)
    settings.WAYS_IN, settings.SOCIALACCOUNT_PROVIDERS = ways, ways.for_allauth
    people.manager.language = language
    people.manager.save()
    oidc.knows(issuer, "known", email=people.manager.email, email_verified=True)
    oidc.knows(issuer, "stranger", email="stranger@else.example", email_verified=True)
    page = browser.new_context(locale=language, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{live_server.url}/account/login/")
    axe_clean(page)
    shot(page, f"sso-door-{language}")
    page.get_by_role("link", name=words["with"]).click()
    page.locator("input[name=sub]").fill("stranger")
    page.locator("input[name=sub]").press("Enter")
    expect(page.get_by_role("heading", name=words["none"])).to_be_visible()
    axe_clean(page)
    shot(page, f"sso-refused-{language}")
    page.goto(f"{live_server.url}/account/sso/oidc/ministry/login/callback/?error=server_error&state=x")
    expect(page.get_by_role("heading", name=words["failed"])).to_be_visible()
    axe_clean(page)
    shot(page, f"sso-failed-{language}")
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("link", name=words["with"]).click()
    page.locator("input[name=sub]").fill("known")
    page.locator("input[name=sub]").press("Enter")
    expect(page.get_by_role("heading", name=words["day"], level=1)).to_be_visible()
