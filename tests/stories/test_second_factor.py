"""As a cluster manager, I make my account safe, and come in with a passkey from then on.

An administrator invites a colleague and asks every manager for a second factor. I am led to set one up before anything
else: my telephone's app reads the picture, I keep the recovery codes, I add a passkey. I sign out and in again with the
passkey alone. The administrator sees where I am signed in, ends it, and reads all of it in the audit.
"""

import pytest
from playwright.sync_api import expect

from factories.browser import loads_anew, nothing_sticks_out
from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import AuditEntry, Session, User

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PASSWORD = "secret-pass-1"
WORDS = {
    "en": {"passkey": "Sign in with a passkey", "end": "End all", "way": "Chrome · Linux · passkey"},
    "fr": {
        "passkey": "Se connecter avec une clé d’accès",
        "end": "Mettre fin à toutes",
        "way": "Chrome · Linux · clé d’accès",
    },
}


def rules_and_invitation(page, base, language, axe_clean, shot):
    """The administrator invites a colleague, and asks managers for a second factor."""
    page.goto(f"{base}/accounts/invite/")
    page.locator("#id_name").fill("Nora Weber")
    page.locator("#id_email").fill("nora@cluster.example")
    axe_clean(page)
    with loads_anew(page):
        page.locator("main form .btn-primary").press("Enter")
    axe_clean(page)
    shot(page, f"account-{language}")
    page.goto(f"{base}/accounts/rules/")
    page.locator(f"input[value={Role.CLUSTER_MANAGER}]").check()
    with loads_anew(page):
        page.locator("main form .btn-primary").press("Enter")
    axe_clean(page)
    shot(page, f"account-rules-{language}")


def app_and_passkey(page, base, language, axe_clean, shot):
    """Led to my security page: the app, the recovery codes, a passkey of a (virtual) device."""
    from apps.accounts.test_factors import code_of

    page.goto(f"{base}/companies/")
    page.wait_for_url("**/accounts/security/")
    axe_clean(page)
    page.locator("a[href$='/totp/activate/']").click()
    page.locator("input[type=password]").fill(PASSWORD)
    axe_clean(page)
    shot(page, f"account-again-{language}")
    page.locator("main form .btn-primary").first.press("Enter")
    page.wait_for_url("**/totp/activate/")
    axe_clean(page)
    shot(page, f"account-app-{language}")
    page.locator("input[name=code]").fill(code_of(page.locator("#totp-key").inner_text()))
    page.locator("main form .btn-primary").press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    axe_clean(page)
    shot(page, f"account-codes-{language}")
    page.goto(f"{base}/account/factors/webauthn/add/")
    axe_clean(page)
    page.locator("#id_name").fill("Laptop")
    shot(page, f"account-passkey-{language}")
    page.locator("#passkey_add").press("Enter")
    page.wait_for_url("**/accounts/security/")
    expect(page.get_by_text("Laptop").first).to_be_visible()
    axe_clean(page)
    shot(page, f"account-security-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_second_factor(sign_in, people, live_server, page, axe_clean, shot, language, settings):
    settings.SITE_URL = live_server.url
    words, base = WORDS[language], live_server.url.replace("127.0.0.1", "localhost")
    sign_in(people.administrator, language)
    rules_and_invitation(page, live_server.url, language, axe_clean, shot)
    assert User.objects.filter(email="nora@cluster.example", last_login=None).exists()
    # A passkey belongs to a name, never to a number: the same server by its name.
    people.manager.language = language
    people.manager.save()
    own = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", locale=language
    )
    mine = own.new_page()
    tool = own.new_cdp_session(mine)
    tool.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    mine.goto(f"{base}/account/login/")
    axe_clean(mine)
    shot(mine, f"sign-in-ways-{language}")
    mine.locator("input[name=login]").fill(people.manager.email)
    mine.locator("input[name=password]").fill(PASSWORD)
    mine.locator("main form .btn-primary").first.press("Enter")
    mine.wait_for_url("**/accounts/security/")
    app_and_passkey(mine, base, language, axe_clean, shot)
    nothing_sticks_out(mine)
    mine.goto(f"{base}/account/logout/")
    with loads_anew(mine):
        mine.locator("main form .btn-primary").press("Enter")
    mine.goto(f"{base}/account/login/")
    mine.get_by_role("button", name=words["passkey"]).press("Enter")
    mine.wait_for_url(f"{base}/")
    assert Session.objects.get(user=people.manager).method == "passkey"
    page.goto(f"{live_server.url}/accounts/{people.manager.pk}/")
    axe_clean(page)
    with loads_anew(page):
        page.get_by_role("button", name=words["end"]).press("Enter")
    assert not Session.objects.filter(user=people.manager).exists()
    mine.goto(f"{base}/companies/")
    assert "/account/login/" in mine.url
    own.close()
    page.goto(f"{live_server.url}/accounts/audit/?person={people.manager.pk}")
    expect(page.get_by_text(words["way"]).first).to_be_visible()
    axe_clean(page)
    shot(page, f"account-audit-{language}")
    page.goto(f"{live_server.url}/accounts/")
    axe_clean(page)
    shot(page, f"accounts-{language}")
    known = list(AuditEntry.objects.filter(user=people.manager).order_by("pk").values_list("kind", flat=True))
    assert known[:2] == ["signed_in", "factor_added"] and known[-1] == "signed_in"
