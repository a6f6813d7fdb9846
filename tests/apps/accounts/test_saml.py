"""Does a SAML identity provider open an account, and is nothing believed that it has not signed?"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from factories import saml
from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import AuditEntry, Session
from grappe.apps.accounts.operations import sessions
from grappe.config.doors import providers
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saml")
    return {name: saml.key_pair(folder, name) for name in ("ours", "stranger")}


def browser() -> Client:
    return Client(headers={"host": "testserver"})  # the names of a host, as browsers send it


@pytest.fixture
def client():
    return browser()


@pytest.fixture
def provider(keys, settings, client):
    """Return the provider with the key that Grappe was told of, or with another."""
    entry = {
        "id": "uni", "kind": "saml", "name": "The University", "entity_id": saml.ENTITY, "sso_url": saml.DOOR,
        "certificate": str(keys["ours"][1]), "trust_email": True, "domains": ["cluster.example"],
    }  # fmt: skip
    ways = providers.Ways((providers._provider(entry, {}),))
    settings.WAYS_IN, settings.SOCIALACCOUNT_PROVIDERS = ways, ways.for_allauth
    metadata = client.get("/account/sso/saml/uni/metadata/").content.decode()
    return lambda name="ours": saml.IdentityProvider(metadata, *keys[name])


def begin(client: Client) -> str:
    begun = client.get("/account/sso/saml/uni/login/")
    assert begun.status_code == 302 and begun["Location"].startswith(saml.DOOR)
    return begun["Location"]


def post(client: Client, answer: dict[str, str]):
    return client.post("/account/sso/saml/uni/acs/", answer, follow=True)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def changed(answer: dict[str, str], old: str, new: str) -> dict[str, str]:
    text = base64.b64decode(answer["SAMLResponse"]).decode()
    assert old in text
    return {**answer, "SAMLResponse": base64.b64encode(text.replace(old, new).encode()).decode()}


def test_what_is_signed_opens_the_account_once(client, people, provider):
    idp, door = provider(), begin(client)
    answer = idp.answer(door, people.manager.email)
    post(client, answer)
    assert signed_in(client), AuditEntry.objects.values()
    assert Session.objects.get(user=people.manager).method == "sso:uni"
    client.post("/account/logout/")
    noted = AuditEntry.objects.filter(kind=AuditKind.SIGN_IN_FAILED, method="sso:uni")
    for number, one in enumerate((client, browser()), start=1):
        page = post(one, answer)
        assert not signed_in(one) and "could not be verified" in page.content.decode(), "a second time"
        assert noted.count() == number and "PermissionDenied" in noted.latest("pk").detail["said"]


def test_nothing_else_is_believed(client, people, provider):
    """Altered after it was signed, signed by another key, not signed at all, asked for by nobody."""
    idp, door = provider(), begin(client)
    mine = idp.answer(door, people.ministry.email)
    forged = changed(mine, people.ministry.email, people.administrator.email)
    for answer in (
        forged,
        provider("stranger").answer(door, people.administrator.email),
        idp.answer(door, people.administrator.email, sign_assertion=False),
        {"SAMLResponse": "bm8=", "RelayState": ""},
    ):
        page = post(client, answer)
        assert not signed_in(client) and "could not be verified" in page.content.decode()
    other = browser()
    begin(other)
    post(other, mine)
    assert not signed_in(other), "somebody else’s answer, given to a browser that did not ask for it"
    noted = AuditEntry.objects.all()
    assert set(noted.values_list("kind", flat=True)) == {AuditKind.SIGN_IN_FAILED} and noted.count() == 5
    said = list(noted.order_by("pk").values_list("detail__said", flat=True))
    assert all("unknown" not in one for one in said[:4]), said
    assert "ignature" in said[0] and "no XML" in said[3]
    post(client, mine)
    assert signed_in(client), "the true one still opens: it was the forgery that was refused"


def test_an_address_is_believed_where_the_configuration_says_so(client, people, provider, settings):
    trusting = settings.WAYS_IN
    settings.WAYS_IN = providers.Ways((replace(trusting.providers[0], trust_email=False),))
    answer = post(client, provider().answer(begin(client), people.manager.email))
    assert answer.status_code == 403 and not signed_in(client)


def test_a_domain_that_is_not_its_own_is_not_believed(client, people, provider, settings):
    """A university that may say who its own people are cannot say that somebody is the administrator."""
    known = settings.WAYS_IN.providers[0]
    settings.WAYS_IN = providers.Ways((replace(known, domains=("uni.example",)),))
    answer = post(client, provider().answer(begin(client), people.administrator.email))
    assert answer.status_code == 403 and "may not vouch" in answer.content.decode() and not signed_in(client)


def test_a_name_that_is_another_one_each_time_is_refused(client, people, provider):
    from saml2.saml import NAMEID_FORMAT_TRANSIENT

    answer = provider().answer(begin(client), people.manager.email, NAMEID_FORMAT_TRANSIENT)
    post(client, answer)
    assert not signed_in(client)
    assert "transient" in AuditEntry.objects.get(kind=AuditKind.SIGN_IN_FAILED).detail["said"]


def test_nobody_is_logged_out_or_sent_away_from_elsewhere(client, people, provider):
    post(client, provider().answer(begin(client), people.manager.email))
    asked = {"SAMLRequest": saml.logout_request("anybody"), "RelayState": "https://evil.example/"}
    for answer in (
        client.get("/account/sso/saml/uni/sls/", asked),
        client.post("/account/sso/saml/uni/sls/", asked),
    ):
        assert answer.status_code == 404
    assert signed_in(client)
    assert "SingleLogoutService" not in client.get("/account/sso/saml/uni/metadata/").content.decode()


def test_of_posts_of_strangers_nothing_is_kept(client, provider, monkeypatch):
    before = Session.objects.count()
    assert client.post("/account/sso/saml/other/acs/", {"SAMLResponse": "PGEvPg=="}).status_code == 404
    assert client.get("/account/sso/saml/uni/acs/").status_code == 405
    assert client.post("/account/sso/saml/uni/acs/", {"SAMLResponse": "bm8="}).status_code == 401
    assert Session.objects.count() == before
    client.post("/account/sso/saml/uni/acs/", {"SAMLResponse": "PGEvPg=="})
    kept = Session.objects.latest("expire_date")
    assert kept.expire_date < clock.now() + timedelta(minutes=11), "and no longer than a browser needs"
    sessions.remove_expired(at=clock.now() + timedelta(minutes=12))
    assert not Session.objects.filter(pk=kept.pk).exists()
    monkeypatch.setattr("grappe.config.doors.saml.RATE", {"saml_acs": "3/m/ip"})
    many = [client.post("/account/sso/saml/uni/acs/", {"SAMLResponse": "bm8="}).status_code for _ in range(5)]
    assert many[-1] == 429
