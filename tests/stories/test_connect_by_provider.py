"""As a cluster manager whose mailbox takes no passwords, I connect it by signing in at its provider; when the access was
withdrawn there, My day says so, and one press leads me back to sign in again."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from factories import bearer, dovecot, identity, radicale
from factories.jobs import work
from grappe.apps.calendars.operations.dav import Server
from grappe.apps.mail.models import Mailbox, Message
from grappe.ui.oauth import client, providers

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "connect": "Connect your mailbox", "with": "Connect with Example Mail", "address": "Address of the mailbox",
        "all": "All mails of the folders", "save": "Save", "in": "The server lets you in. Choose folders.",
        "with_label": "Connected with", "again": "Sign in again at Example Mail", "no_more": "is read no more",
        "in_again": "The server lets you in again.", "wanted": "Sign-in is wanted again",
    },
    "fr": {
        "connect": "Relier votre boîte de courriel", "with": "Relier avec Example Mail", "address": "Adresse de la boîte",
        "all": "Tous les courriels des dossiers", "save": "Enregistrer", "in": "Le serveur vous laisse entrer.",
        "with_label": "Relié par", "again": "Se reconnecter chez Example Mail", "no_more": "n’est plus relevée",
        "in_again": "Le serveur vous laisse de nouveau entrer.", "wanted": "Une nouvelle connexion est demandée",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def running():
    with identity.server() as provider, dovecot.server(introspection=f"{provider.url}/introspect") as imap:
        provider.page = True
        yield provider, imap


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_password_is_typed(sign_in, people, live_server, axe_clean, shot, language, settings, running):
    (provider, imap), words = running, WORDS[language]
    settings.IMAP_INNER, settings.SITE_URL = frozenset({"127.0.0.1"}), live_server.url
    client._document.cache_clear()
    entry = {
        "id": "example", "name": "Example Mail", "issuer": provider.url, "client_id": identity.CLIENT,
        "secret": identity.SECRET,
        "mail": {"host": "127.0.0.1", "port": imap.port, "security": "none", "scopes": ["imap", "offline_access"]},
    }  # fmt: skip
    settings.ACCESS_PROVIDERS = providers.Providers((providers.provider(entry, {}),))
    who = f"s{uuid.uuid4().hex[:8]}@example.org"
    mail = dovecot.letter("Anna <anna@else.example>", who, "Offre signée", number=uuid.uuid4().hex)
    dovecot.put(imap, who, mail.as_bytes())
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/mail/boxes/")
    page.locator("main").get_by_role("link", name=words["connect"]).click()
    axe_clean(page)
    shot(page, "connect-by-provider")
    offer = page.get_by_role("region", name="Example Mail")
    expect(offer.get_by_label(words["address"])).to_have_value(people.manager.email)
    offer.get_by_label(words["address"]).fill(who)
    offer.get_by_role("button", name=words["with"]).click()
    # At the provider; then back with what it said.
    expect(page.get_by_role("heading", name=who)).to_be_visible()
    page.get_by_role("link", name="Allow").click()
    expect(page.get_by_text(words["in"])).to_be_visible()
    page.get_by_label(words["all"]).check()
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_text(words["with_label"])).to_be_visible()
    work()
    page.reload()
    axe_clean(page)
    shot(page, "connect-by-provider-boxes")
    assert Message.objects.get().subject == "Offre signée"
    # It is withdrawn there: My day says so, and one press leads back.
    provider.end_all()
    box = Mailbox.objects.get()
    page.goto(f"{live_server.url}/mail/boxes/")
    page.locator(f"form[action='/mail/boxes/{box.pk}/fetch/'] button").first.click()
    work()
    page.goto(f"{live_server.url}/mail/boxes/")
    expect(page.get_by_text(words["wanted"])).to_be_visible()
    axe_clean(page)
    shot(page, "connect-by-provider-refused")
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text(words["no_more"])).to_be_visible()
    axe_clean(page)
    shot(page, "connect-by-provider-my-day")
    page.get_by_role("button", name=words["again"]).click()
    page.get_by_role("link", name="Allow").click()
    expect(page.get_by_text(words["in_again"])).to_be_visible()
    box.refresh_from_db()
    assert (box.state, box.trouble) == ("active", "")


CALENDAR = {
    "en": {
        "connect": "Connect your calendar", "with": "Connect with Example Calendar", "address": "Address of the account",
        "save": "Save", "state": "Kept in step",
    },
    "fr": {
        "connect": "Relier votre agenda", "with": "Relier avec Example Calendar", "address": "Adresse du compte",
        "save": "Enregistrer", "state": "Tenu à jour",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_calendar_without_a_password(
    sign_in, people, live_server, axe_clean, shot, language, settings, tmp_path
):
    words, settings.SITE_URL = CALENDAR[language], live_server.url
    with (
        radicale.server(tmp_path, radicale.free_port()) as dav,
        identity.server() as provider,
        bearer.proxy(provider, dav, name="claire", password=radicale.PASSWORD) as url,
    ):
        settings.CALDAV_INNER = frozenset({"127.0.0.1"})
        radicale.new_calendar(Server(dav, "claire", radicale.PASSWORD), "claire", "Travail")
        provider.page = True
        client._document.cache_clear()
        entry = {
            "id": "example", "name": "Example Calendar", "issuer": provider.url, "client_id": identity.CLIENT,
            "secret": identity.SECRET, "calendar": {"url": f"{url}claire/", "scopes": ["calendar"]},
        }  # fmt: skip
        settings.ACCESS_PROVIDERS = providers.Providers((providers.provider(entry, {}),))
        page = sign_in(people.manager, language)
        page.goto(f"{live_server.url}/calendars/connect/")
        axe_clean(page)
        shot(page, f"connect-calendar-{language}")
        offer = page.get_by_role("region", name="Example Calendar")
        offer.get_by_role("textbox").fill("claire@example.org")
        offer.get_by_role("button", name=words["with"]).click()
        expect(page.get_by_role("heading", name="claire@example.org")).to_be_visible()
        page.get_by_role("link", name="Allow").click()
        page.get_by_role("radio", name="Travail").check()
        axe_clean(page)
        shot(page, f"connect-calendar-choose-{language}")
        page.get_by_role("button", name=words["save"]).click()
        work()
        page.goto(f"{live_server.url}/calendars/")
        expect(page.get_by_text(words["state"])).to_be_visible()
        axe_clean(page)
        shot(page, f"connect-calendar-own-{language}")
