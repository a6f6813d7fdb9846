"""Is a mailbox read that its owner connected by signing in at a provider? A real Dovecot asks a provider whose a token is."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core import mail as letters
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import dovecot, identity
from factories.jobs import perform, work
from grappe.apps.accounts.models import AuditEntry
from grappe.apps.mail.models import Mailbox, Message
from grappe.apps.mail.operations import capture, mailboxes, tokens
from grappe.ui import clock
from grappe.ui.oauth import client, keeping, providers
from grappe.ui.oauth.tokens import unsealed

pytestmark = pytest.mark.django_db
BACK = "/mail/boxes/back/example/"


@pytest.fixture
def browser_of():
    """A browser in which somebody is signed in."""

    def make(user) -> Client:
        found = Client()
        found.force_login(user)
        return found

    return make


@pytest.fixture(scope="module")
def running():
    with identity.server() as provider, dovecot.server(introspection=f"{provider.url}/introspect") as imap:
        yield provider, imap


@pytest.fixture
def offered(running, settings):
    """The provider as a file sets it up; more of the entry as a test wants it."""
    provider, imap = running
    fresh = identity.Identity()
    for name in ("lasts", "answer", "page", "busy", "slow", "without_refresh", "deaf"):
        setattr(provider, name, getattr(fresh, name))
    provider.used.clear(), provider.revoked.clear(), provider.asked.clear()
    settings.IMAP_INNER = frozenset({"127.0.0.1"})
    settings.SITE_URL = "http://testserver"
    client._document.cache_clear()

    def make(**more):
        entry = {
            "id": "example", "name": "Example Mail", "issuer": provider.url, "client_id": identity.CLIENT,
            "secret": identity.SECRET, "domains": [],
            "mail": {"host": "127.0.0.1", "port": imap.port, "security": "none", "scopes": ["imap", "offline_access"]},
            **more,
        }  # fmt: skip
        settings.ACCESS_PROVIDERS = providers.Providers((providers.provider(entry, {}),))
        return provider

    return make


def address() -> str:
    return f"u{uuid.uuid4().hex[:10]}@example.org"


def led(answer) -> str:
    """Return where a page leads: by itself, and by its link."""
    assert answer.status_code == 200, answer.content.decode()[:3000]
    url = answer["Refresh"].removeprefix("0;url=")
    assert url.replace("&", "&amp;") in answer.content.decode()
    return url


def there(url: str) -> str:
    """Sign in at the provider, and return the address with which the browser comes back."""
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "http://testserver"
    return f"{back.path}?{back.query}"


def connected(web, who: str) -> Mailbox:
    url = led(web.post("/mail/boxes/connect/by/example/", {"address": who}))
    answer = web.get(there(url))
    box = Mailbox.objects.get(username=who)
    assert answer["Location"] == f"/mail/boxes/{box.pk}/choose/"
    folders = [each.pk for each in box.folders.all() if each.name == "INBOX"]
    said = {"folders": folders, "takes": "all", "audience": "confidence", "since": ""}
    assert web.post(f"/mail/boxes/{box.pk}/choose/", said).status_code == 302
    return box


def fetched(box: Mailbox, at=None) -> Mailbox:
    capture.fetch(mailbox_id=box.pk, at=at or clock.now())
    box.refresh_from_db()
    return box


def test_a_mailbox_is_connected_and_read(manager, people, offered, running):
    provider, imap = offered(), running[1]
    who = address()
    page = manager.get("/mail/boxes/connect/").content.decode()
    assert "Connect with Example Mail" in page and people.manager.email in page
    box = connected(manager, who)
    assert (box.user, box.provider, box.address, box.host) == (people.manager, "example", who, "127.0.0.1")
    said = provider.asked[0]
    assert said["grant_type"] == "authorization_code" and len(said["code_verifier"]) >= 43
    dovecot.put(
        imap, who, dovecot.letter("Anna <anna@else.example>", who, "Bonjour", number="oauth").as_bytes()
    )
    assert fetched(box).trouble == ""
    assert Message.objects.get().subject == "Bonjour"
    # Nothing of it stands in the database as it is, nor on the page.
    token = unsealed(box.secret)
    assert token.access not in box.secret and token.refresh not in box.secret
    shown = manager.get("/mail/boxes/").content.decode()
    assert "Example Mail" in shown and token.access not in shown and "Another password" not in shown
    entry = AuditEntry.objects.get(kind="access_given")
    assert (entry.user, entry.method, entry.record) == (people.manager, "example", str(box.pk))


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_each_mechanism_opens_it(manager, offered, running, settings, mechanism):
    provider = offered()
    with dovecot.server(introspection=f"{provider.url}/introspect", mechanisms=mechanism) as imap:
        offered(mail={"host": "127.0.0.1", "port": imap.port, "security": "none", "scopes": ["imap"]})
        assert fetched(connected(manager, address())).trouble == ""


def test_a_server_of_passwords_alone_says_so(manager, offered):
    offered()
    with dovecot.server() as imap:
        offered(mail={"host": "127.0.0.1", "port": imap.port, "security": "none", "scopes": ["imap"]})
        url = led(manager.post("/mail/boxes/connect/by/example/", {"address": address()}))
        page = manager.get(there(url), follow=True).content.decode()
    assert "takes no sign-in by the provider" in page and not Mailbox.objects.exists()


def test_the_mailbox_of_somebody_else_is_not_opened(manager, offered):
    """Who signs in there as another person than the address says gets nothing, and the access is given up."""
    provider = offered()
    url = led(manager.post("/mail/boxes/connect/by/example/", {"address": address()}))
    back = there(url)
    code = parse_qs(urlsplit(back).query)["code"][0]
    provider.codes[code]["login_hint"] = "somebody@example.org"
    page = manager.get(back, follow=True).content.decode()
    assert "gives no access to it any more" in page
    assert not Mailbox.objects.exists() and perform("ui.revoke_access") == 1
    assert len(provider.revoked) == 1
    assert not AuditEntry.objects.filter(kind="access_given").exists()


def test_an_answer_counts_once_and_for_who_asked(manager, people, browser_of, offered):
    other_manager = browser_of(people.other_manager)
    provider = offered()
    back = there(led(manager.post("/mail/boxes/connect/by/example/", {"address": address()})))
    state = parse_qs(urlsplit(back).query)["state"][0]
    refused = "not one to a question of yours"
    assert refused in other_manager.get(back, follow=True).content.decode()  # another browser
    forged = back.replace(state, "forged")
    assert refused in manager.get(forged, follow=True).content.decode()
    assert refused in manager.get(BACK, follow=True).content.decode()
    mixed = f"{BACK}?state={state}&code=x&iss=https://evil.example"  # of another provider: RFC 9207
    assert refused in manager.get(mixed, follow=True).content.decode()
    assert refused in manager.get(back, follow=True).content.decode()  # it was used by now
    assert not Mailbox.objects.exists() and provider.asked == []


def test_too_late_is_said(manager, offered, monkeypatch):
    provider = offered()
    back = there(led(manager.post("/mail/boxes/connect/by/example/", {"address": address()})))
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "more than a quarter of an hour" in manager.get(back, follow=True).content.decode()
    assert provider.asked == []


def test_a_stolen_code_is_worth_nothing_without_its_verifier(manager, offered):
    """PKCE: the code of one question brought with the state of another."""
    offered()
    theirs = there(led(manager.post("/mail/boxes/connect/by/example/", {"address": address()})))
    own = there(led(manager.post("/mail/boxes/connect/by/example/", {"address": address()})))
    code, state = (
        parse_qs(urlsplit(theirs).query)["code"][0],
        parse_qs(urlsplit(own).query)["state"][0],
    )
    page = manager.get(f"{BACK}?state={state}&code={code}", follow=True).content.decode()
    assert "gives no access" in page and not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"answer": "access_denied"}, "gives no access"),
        ({"answer": "invalid_scope"}, "is not set up rightly here"),
        ({"busy": True}, "does not answer"),
        ({"without_refresh": True}, "is not set up rightly here"),
    ],
)
def test_what_the_provider_refuses_is_said(manager, offered, what, told):
    provider = offered()
    for name, value in what.items():
        setattr(provider, name, value)
    back = there(led(manager.post("/mail/boxes/connect/by/example/", {"address": address()})))
    assert told in manager.get(back, follow=True).content.decode()
    assert not Mailbox.objects.exists()


def test_a_wrong_secret_is_a_matter_of_the_set_up(manager, offered):
    offered(secret="wrong")
    back = there(led(manager.post("/mail/boxes/connect/by/example/", {"address": address()})))
    assert "grappe connections" in manager.get(back, follow=True).content.decode()


def test_it_is_offered_to_its_domains(manager, people, browser_of, offered):
    administrator = browser_of(people.administrator)
    offered(domains=["ministry.example"])
    assert "Connect with" not in manager.get("/mail/boxes/connect/").content.decode()
    sent = manager.post("/mail/boxes/connect/by/example/", {"address": address()})
    assert sent.status_code == 400
    people.manager.email = "claire@ministry.example"
    people.manager.save()
    assert "Connect with" in manager.get("/mail/boxes/connect/").content.decode()
    wrong = manager.post("/mail/boxes/connect/by/example/", {"address": "a@else.example"})
    assert wrong.status_code == 422 and "addresses of ministry.example" in wrong.content.decode()
    page = administrator.get("/mail/boxes/connect/shared/").content.decode()
    assert "Connect with Example Mail" in page


def test_one_of_several(people, browser_of, offered):
    administrator = browser_of(people.administrator)
    offered()
    said = {"address": "Contact@example.org", "name": "Contact"}
    administrator.get(there(led(administrator.post("/mail/boxes/connect/shared/by/example/", said))))
    box = Mailbox.objects.get()
    assert (box.user, box.name, box.address) == (None, "Contact", "contact@example.org")


def test_access_is_renewed_before_it_ends(manager, offered):
    provider = offered()
    box = connected(manager, address())
    before = unsealed(box.secret)
    assert fetched(box).trouble == "" and provider.used == []
    assert fetched(box, clock.now() + timedelta(seconds=provider.lasts - 60)).trouble == ""
    after = unsealed(box.secret)
    assert provider.used == [before.refresh]
    assert after.access != before.access and after.refresh != before.refresh


def test_access_that_is_refused_too_early_is_renewed_once(manager, offered):
    provider = offered()
    box = connected(manager, address())
    provider.end_access()
    assert fetched(box).trouble == "" and len(provider.used) == 1


def test_a_refused_renewal_waits_for_its_owner(manager, people, offered, django_capture_on_commit_callbacks):
    provider = offered()
    box = connected(manager, address())
    provider.end_all()
    with django_capture_on_commit_callbacks(execute=True):
        fetched(box)
    assert (box.state, box.trouble) == ("refused", "access")
    assert "sign in at the provider again" in letters.outbox[-1].body
    fetched(box)  # nothing more is tried
    assert len(provider.used) == 1
    page = manager.get("/mail/boxes/").content.decode()
    assert "Sign in again at Example Mail" in page and "Sign-in is wanted again" in page
    assert "Give the password again" not in page
    assert manager.get(f"/mail/boxes/{box.pk}/password/").status_code == 400
    back = there(led(manager.post(f"/mail/boxes/{box.pk}/access/")))
    assert manager.get(back)["Location"] == "/mail/boxes/"
    box.refresh_from_db()
    assert (box.state, box.trouble, box.failures) == ("active", "", 0)
    assert fetched(box).trouble == ""


def test_nobody_signs_in_for_somebody_elses_mailbox(manager, people, browser_of, offered):
    other_manager = browser_of(people.other_manager)
    offered()
    box = connected(manager, address())
    assert other_manager.post(f"/mail/boxes/{box.pk}/access/").status_code == 403


def test_a_provider_that_does_not_answer_is_tried_again(manager, offered):
    provider = offered()
    box = connected(manager, address())
    provider.busy = True
    later = clock.now() + timedelta(hours=2)
    fetched(box, later)
    assert (box.state, box.trouble) == ("active", "provider")
    provider.busy = False
    assert fetched(box, later).trouble == ""


def test_a_provider_that_is_set_up_no_more_is_said(manager, offered, settings):
    offered()
    box = connected(manager, address())
    settings.ACCESS_PROVIDERS = providers.Providers()
    fetched(box)
    assert (box.state, box.trouble) == ("active", "setup")
    assert "not set up rightly" in manager.get("/mail/boxes/").content.decode()


def test_removing_gives_the_access_up(manager, people, offered):
    provider = offered()
    box = connected(manager, address())
    token = unsealed(box.secret)
    assert "is given up" in manager.post(f"/mail/boxes/{box.pk}/remove/", follow=True).content.decode()
    assert perform("ui.revoke_access") == 1
    box.refresh_from_db()
    assert (box.state, box.secret) == ("removed", "")
    assert provider.revoked == [token.refresh]
    assert AuditEntry.objects.get(kind="access_given_up").about == people.manager


def test_an_account_that_is_closed_gives_it_up(manager, people, offered):
    provider = offered()
    box = connected(manager, address())
    token = unsealed(box.secret)
    mailboxes.account_closed(user=people.manager, by=people.administrator, at=clock.now())
    perform("ui.revoke_access")
    assert provider.revoked == [token.refresh]


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_does_not_hear_it_is_told_again(manager, offered):
    provider = offered()
    box = connected(manager, address())
    token = unsealed(box.secret)
    provider.deaf = 503
    manager.post(f"/mail/boxes/{box.pk}/remove/")
    work()
    job = ProcrastinateJob.objects.get(task_name="ui.revoke_access")
    assert (job.status, job.attempts, provider.revoked) == ("todo", 1, [])
    assert token.refresh not in str(job.args) and token.access not in str(job.args)  # sealed
    provider.deaf = 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [job.pk])
    work()
    assert provider.revoked == [token.refresh]
    job.refresh_from_db()
    assert job.status == "succeeded"


def test_what_a_provider_will_never_hear_is_not_tried_again(manager, offered, settings):
    provider = offered()
    box, other = connected(manager, address()), address()
    provider.deaf = 400
    manager.post(f"/mail/boxes/{box.pk}/remove/")
    assert perform("ui.revoke_access") == 1  # and raises nothing
    keeping.give_back("example", "no token")
    keeping.give_back("gone", connected(manager, other).secret)
    assert perform("ui.revoke_access") == 2
    assert provider.revoked == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_use_a_refresh_token_once(manager, offered):
    """A refresh token is good once there: the second worker waits for the first, and takes what it got."""
    provider = offered()
    box = connected(manager, address())
    provider.slow, got, later = 0.5, [], clock.now() + timedelta(hours=2)

    def work() -> None:
        try:
            got.append(tokens.access_of(Mailbox.objects.get(pk=box.pk), at=later - timedelta(minutes=61)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(20)
    assert len(got) == 3 and len(set(got)) == 1 and len(provider.used) == 1


def checked() -> str:
    said = StringIO()
    try:
        call_command("connections", stdout=said)
    except CommandError as fault:
        said.write(str(fault))
    return said.getvalue()


def test_the_check_says_what_is_wrong(offered, running, settings):
    offered()
    said = checked()
    assert "works, as far as it shows" in said and "http://testserver/mail/boxes/back/example/" in said
    offered(secret="wrong")
    assert "invalid_client" in checked()
    client._document.cache_clear()
    offered(issuer=f"{running[0].url}/realms/other")
    assert "no document there (HTTP 404)" in checked()
    offered(mail={"host": "127.0.0.1", "port": dovecot.free_port(), "security": "none", "scopes": ["imap"]})
    assert "does not answer at this name and port" in checked()
    with dovecot.server() as plain:
        offered(mail={"host": "127.0.0.1", "port": plain.port, "security": "none", "scopes": ["imap"]})
        assert "only passwords" in checked()
    settings.ACCESS_PROVIDERS = providers.Providers()
    assert "GRAPPE_CONNECT_FILE is empty" in checked()


def test_my_day_says_which_mailbox_waits(manager, people, offered):
    provider = offered()
    box = connected(manager, address())
    assert "is read no more" not in manager.get("/").content.decode()
    provider.end_all()
    fetched(box)
    page = manager.get("/").content.decode()
    assert "is read no more" in page and f'action="/mail/boxes/{box.pk}/access/"' in page
