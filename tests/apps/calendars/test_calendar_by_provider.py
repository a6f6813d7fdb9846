"""Is a calendar kept in step that its owner connected by signing in at a provider? Radicale behind a proxy that takes tokens."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import requests
from django.core import mail as letters
from django.core.management import CommandError, call_command
from django.test import Client

from factories import bearer, identity, radicale
from factories.jobs import perform
from grappe.apps.accounts.models import AuditEntry
from grappe.apps.calendars import operations as calendars
from grappe.apps.calendars.models import Account
from grappe.apps.calendars.operations import syncing
from grappe.apps.companies import operations as companies
from grappe.ui import clock
from grappe.ui.oauth import client, providers
from grappe.ui.oauth.tokens import unsealed

pytestmark = pytest.mark.django_db
WHO = "claire@example.org"


@pytest.fixture
def offered(mine, dav, settings):
    """A provider that gives access to Claire's calendars."""
    settings.SITE_URL = "http://testserver"
    with (
        identity.server() as provider,
        bearer.proxy(provider, dav, name="claire", password=radicale.PASSWORD) as url,
    ):
        client._document.cache_clear()
        entry = {
            "id": "example", "name": "Example Calendar", "issuer": provider.url, "client_id": identity.CLIENT,
            "secret": identity.SECRET, "calendar": {"url": f"{url}claire/", "scopes": ["calendar"]},
        }  # fmt: skip
        settings.ACCESS_PROVIDERS = providers.Providers((providers.provider(entry, {}),))
        yield provider, url


def back_from(answer) -> str:
    """Follow a page that leads on, sign in at the provider, and return the address with which the browser comes back."""
    assert answer.status_code == 200, answer.content.decode()[:2000]
    there = requests.get(answer["Refresh"].removeprefix("0;url="), allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    return f"{back.path}?{back.query}"


def connected(web, where: str) -> Account:
    answer = web.get(back_from(web.post("/calendars/connect/by/example/", {"address": WHO})))
    assert answer["Location"] == "/calendars/choose/", web.get("/calendars/").content.decode()
    account = Account.objects.get()
    target = account.calendars.get(href__endswith=urlsplit(where).path)
    assert web.post("/calendars/choose/", {"target": target.pk}).status_code == 302
    account.refresh_from_db()
    return account


def synced(account: Account, at=None) -> Account:
    syncing.sync(account_id=account.pk, at=at or clock.now())
    account.refresh_from_db()
    return account


def test_a_calendar_is_connected_and_kept_in_step(manager, people, mine, offered, company):
    server, where = mine
    assert "Connect with Example Calendar" in manager.get("/calendars/connect/").content.decode()
    account = connected(manager, where)
    assert (account.user, account.provider, account.username) == (people.manager, "example", WHO)
    at = clock.now().replace(microsecond=0)
    companies.plan_contact(
        company=company, kind="visit", subject="First visit", place="Belval", starts_at=at + timedelta(days=2),
        team=[people.manager], invite=False, by=people.manager, at=at,
    )  # fmt: skip
    assert synced(account).trouble == ""
    hrefs = server.changes(where, "").etags
    (item,) = server.items(where, hrefs)
    assert "First visit" in str(radicale.event_of(item.data)["SUMMARY"])
    token = unsealed(account.secret)
    shown = manager.get("/calendars/").content.decode()
    assert "Example Calendar" in shown and token.access not in shown and "Another password" not in shown
    assert token.refresh not in account.secret
    assert AuditEntry.objects.get(kind="access_given").what == "calendars.account"


def test_access_is_renewed_before_it_ends_and_when_refused(manager, mine, offered):
    provider, _url = offered
    account = connected(manager, mine[1])
    assert synced(account).trouble == "" and provider.used == []
    assert synced(account, clock.now() + timedelta(seconds=provider.lasts - 60)).trouble == ""
    assert len(provider.used) == 1
    provider.end_access()
    assert synced(account).trouble == "" and len(provider.used) == 2


def test_a_refused_renewal_waits_for_its_owner(manager, mine, offered, django_capture_on_commit_callbacks):
    provider, _url = offered
    account = connected(manager, mine[1])
    provider.end_all()
    with django_capture_on_commit_callbacks(execute=True):
        synced(account)
    assert (account.state, account.trouble) == ("refused", "access")
    assert "sign in at the provider again" in letters.outbox[-1].body
    for page in ("/calendars/", "/"):
        shown = manager.get(page).content.decode()
        assert "Sign in again at Example Calendar" in shown and "Give the password again" not in shown
    assert manager.get("/calendars/password/").status_code == 400
    assert manager.get(back_from(manager.post("/calendars/access/")))["Location"] == "/calendars/"
    assert synced(account).trouble == "" and account.state == "active"


def test_a_provider_that_does_not_answer_is_tried_again(manager, mine, offered):
    provider, _url = offered
    account = connected(manager, mine[1])
    provider.busy = True
    synced(account, clock.now() + timedelta(hours=2))
    assert (account.state, account.trouble) == ("active", "provider")


def test_what_is_refused_is_said_and_nothing_kept(manager, people, mine, offered):
    provider, _url = offered
    provider.answer = "access_denied"
    back = back_from(manager.post("/calendars/connect/by/example/", {"address": WHO}))
    assert "gives no access" in manager.get(back, follow=True).content.decode()
    provider.answer = ""
    back = back_from(manager.post("/calendars/connect/by/example/", {"address": WHO}))
    other = Client()
    other.force_login(people.other_manager)
    assert "not one to a question of yours" in other.get(back, follow=True).content.decode()
    wrong = back.replace("/calendars/back/", "/mail/boxes/back/")  # an answer for a calendar opens no mailbox
    assert manager.get(wrong).status_code == 302
    assert not Account.objects.exists()
    assert manager.post("/calendars/connect/by/nobody/", {"address": WHO}).status_code == 400


@pytest.mark.parametrize("way", ["remove", "close"])
def test_removing_gives_the_access_up(manager, people, mine, offered, way):
    provider, _url = offered
    token = unsealed(connected(manager, mine[1]).secret)
    if way == "remove":
        assert "access to your calendar is given up" in manager.get("/calendars/remove/").content.decode()
        manager.post("/calendars/remove/", {"leave": "yes"})
    else:
        calendars.account_closed(user=people.manager, by=people.administrator, at=clock.now())
    assert perform("ui.revoke_access") == 1
    assert provider.revoked == [token.refresh] and not Account.objects.exists()
    assert AuditEntry.objects.get(kind="access_given_up").about == people.manager


def test_taken_out_first_and_then_given_up(manager, people, mine, offered, company):
    provider, _url = offered
    server, where = mine
    account = connected(manager, where)
    at = clock.now().replace(microsecond=0)
    companies.plan_contact(
        company=company, kind="visit", subject="Visit", place="", starts_at=at + timedelta(days=2),
        team=[people.manager], invite=False, by=people.manager, at=at,
    )  # fmt: skip
    synced(account)
    manager.post("/calendars/remove/", {"leave": "no"})
    assert provider.revoked == []
    assert perform("ui.revoke_access") == 0
    syncing.sync(account_id=account.pk, at=clock.now())
    assert perform("ui.revoke_access") == 1
    assert not Account.objects.exists() and server.changes(where, "").etags == {}
    assert len(provider.revoked) == 1


def test_the_check_says_what_is_wrong(offered, settings):
    def checked() -> str:
        said = StringIO()
        try:
            call_command("connections", stdout=said)
        except CommandError as fault:
            said.write(str(fault))
        return said.getvalue()

    said = checked()
    assert "works, as far as it shows" in said and "http://testserver/calendars/back/example/" in said
    (one,) = settings.ACCESS_PROVIDERS.all
    gone = providers.CalendarPlace(
        ("calendar",), f"http://127.0.0.1:{radicale.free_port()}/{uuid.uuid4().hex}/"
    )
    settings.ACCESS_PROVIDERS = providers.Providers(
        (
            providers.Provider(
                one.ident, one.name, one.client_id, one.secret, issuer=one.issuer, calendar=gone
            ),
        )
    )
    assert "The server does not answer" in checked()
