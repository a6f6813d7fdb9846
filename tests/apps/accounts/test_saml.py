"""Does a SAML identity provider open an account, and is nothing believed that it has not signed?"""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from django.test import Client

from factories import saml
from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import AuditEntry, Session
from grappe.config.doors import providers

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
        "certificate": str(keys["ours"][1]), "trust_email": True,
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
    post(client, answer)
    assert not signed_in(client), "the same answer a second time"
    post(browser(), answer)


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
    assert set(AuditEntry.objects.values_list("kind", flat=True)) == {AuditKind.SIGN_IN_FAILED}
    post(client, mine)
    assert signed_in(client), "the true one still opens: it was the forgery that was refused"


def test_an_address_is_believed_where_the_configuration_says_so(client, people, provider, settings):
    trusting = settings.WAYS_IN
    settings.WAYS_IN = providers.Ways((replace(trusting.providers[0], trust_email=False),))
    answer = post(client, provider().answer(begin(client), people.manager.email))
    assert answer.status_code == 403 and not signed_in(client)
