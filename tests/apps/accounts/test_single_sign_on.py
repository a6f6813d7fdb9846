"""Does an identity provider open an account, and only the right one? Against a real OpenID Connect provider."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.test import Client

from factories import jobs, oidc
from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import AuditEntry, Issued, Session, User
from grappe.apps.accounts.operations import change_account
from grappe.config.doors import providers
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issuer():
    with oidc.provider() as address:
        yield address


@pytest.fixture
def configured(issuer, settings):
    """Grappe with that provider, as a file would say it; more of the entry as a test wants it."""

    def _configured(only_sso=False, **more):
        entry = {"id": "ministry", "kind": "oidc", "name": "The Ministry", "issuer": issuer, **more}
        entry = {"client_id": "grappe", "secret": "a-secret", "domains": "any", **entry}
        ways = providers.Ways((providers._provider(entry, {}),), only_sso)
        settings.WAYS_IN, settings.SOCIALACCOUNT_PROVIDERS = ways, ways.for_allauth

    return _configured


def with_app(user) -> str:
    """Give an account an authenticator app; return its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str, later: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + later))


def come_by(client: Client, issuer: str, claims: dict) -> object:
    """Go through the door as a browser would: our link, the provider's page, back to us."""
    claims = {"email_verified": True, **claims}
    requests.put(f"{issuer}/users/{claims['sub']}", json=claims, timeout=5).raise_for_status()
    begun = client.get("/account/sso/oidc/ministry/login/")
    assert begun.status_code == 302 and begun["Location"].startswith(issuer)
    there = requests.post(begun["Location"], data={"sub": claims["sub"]}, allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_a_verified_address_opens_its_account(client, people, issuer, configured):
    configured()
    assert "Sign in with The Ministry" in client.get("/account/login/").content.decode()
    answer = come_by(client, issuer, {"sub": "m-1", "email": people.manager.email.upper()})
    assert answer.status_code == 302 and client.get("/").status_code == 200
    assert Session.objects.get(user=people.manager).method == "sso:ministry"
    assert AuditEntry.objects.get(kind=AuditKind.SIGNED_IN).user == people.manager


def test_a_code_is_good_once(client, people, issuer, configured):
    configured()
    requests.put(
        f"{issuer}/users/m-1", json={"email": people.manager.email, "email_verified": True}, timeout=5
    )
    begun = client.get("/account/sso/oidc/ministry/login/")
    there = requests.post(begun["Location"], data={"sub": "m-1"}, allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    stranger = Client()  # without the state of who began
    stranger.get(f"{back.path}?{back.query}")
    assert "_auth_user_id" not in stranger.session
    forged = re.sub(r"state=[^&]+", "state=forged", back.query)
    client.get(f"{back.path}?{forged}")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "x-1", "email": "manager@cluster.example", "email_verified": False},
        {"sub": "x-4", "email": "manager@cluster.example", "email_verified": "false"},
        {"sub": "x-5", "email": "manager@cluster.example", "email_verified": 1},
        {"sub": "x-2", "email": "unknown@cluster.example"},
        {"sub": "x-3"},
    ],
)
def test_nobody_else_comes_in(client, people, issuer, configured, claims):
    """Neither by an address that is not verified, nor unknown, nor without any; each is written down."""
    configured()
    before = User.objects.count()
    assert come_by(client, issuer, claims).status_code == 403
    assert "_auth_user_id" not in client.session and User.objects.count() == before
    assert AuditEntry.objects.get().kind == AuditKind.SIGN_IN_REFUSED


def test_an_address_is_verified_by_a_yes_alone(client, people, issuer, configured):
    configured()
    come_by(client, issuer, {"sub": "m-9", "email": people.manager.email, "email_verified": "true"})
    assert client.get("/").status_code == 200


def test_the_first_key_alone_opens_an_account_until_it_is_forgotten(client, people, issuer, configured):
    configured()
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    client.post("/account/logout/")
    other = Client()
    answer = come_by(other, issuer, {"sub": "m-2", "email": people.manager.email})
    assert answer.status_code == 403 and "another key" in answer.content.decode()
    assert "_auth_user_id" not in other.session
    boss = Client()
    boss.force_login(people.administrator)
    assert "Single sign-on: The Ministry" in boss.get(f"/accounts/{people.manager.pk}/").content.decode()
    assert boss.post(f"/accounts/{people.manager.pk}/forget-sign-on/").status_code == 302
    come_by(other, issuer, {"sub": "m-2", "email": people.manager.email})
    assert other.get("/").status_code == 200
    kinds = list(
        AuditEntry.objects.filter(about=people.manager).order_by("pk").values_list("kind", flat=True)
    )
    assert [kind for kind in kinds if kind.startswith("identity")] == [
        AuditKind.IDENTITY_LINKED, AuditKind.IDENTITY_FORGOTTEN, AuditKind.IDENTITY_LINKED,
    ]  # fmt: skip


def test_a_provider_speaks_for_its_own_domains(client, people, issuer, configured):
    configured(domains=["uni.example"])
    answer = come_by(client, issuer, {"sub": "a-1", "email": people.administrator.email})
    assert answer.status_code == 403 and "_auth_user_id" not in client.session
    configured(domains=["uni.example", "@Cluster.example"])
    come_by(client, issuer, {"sub": "a-1", "email": people.administrator.email})
    assert client.get("/").status_code == 200


def test_who_is_closed_stays_out(client, people, issuer, configured):
    configured()
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    client.post("/account/logout/")
    User.objects.filter(pk=people.manager.pk).update(is_active=False)
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    assert "_auth_user_id" not in client.session


def test_a_domain_or_a_claim_gives_a_role(client, people, issuer, configured):
    configured(
        roles=[
            {"claim": "groups", "value": "analysts", "role": "market_analyst"},
            {"domain": "gov.example", "role": "ministry"},
        ]
    )
    for sub, email, groups, role in (
        ("n-1", "ann@elsewhere.example", ["staff", "analysts"], "market_analyst"),
        ("n-2", "jo@gov.example", [], "ministry"),
    ):
        one = Client()
        come_by(one, issuer, {"sub": sub, "email": email, "groups": groups, "name": "Ann Other"})
        made = User.objects.get(email=email)
        assert (made.role, made.name, made.has_usable_password()) == (role, "Ann Other", False)
    third = come_by(Client(), issuer, {"sub": "n-3", "email": "eve@evil-gov.example", "groups": ["nobody"]})
    assert third.status_code == 403


def test_where_single_sign_on_is_the_only_way(client, people, issuer, configured):
    configured(only_sso=True)
    page = client.get("/account/login/").content.decode()
    assert "passkey" not in page and 'type="password"' not in page
    client.post("/account/login/", {"login": people.manager.email, "password": "secret-pass-1"})
    assert "_auth_user_id" not in client.session
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    assert client.get("/").status_code == 200


def test_nothing_is_connected_with_a_closed_account(client, people, issuer, configured):
    configured()
    User.objects.filter(pk=people.manager.pk).update(is_active=False)
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.get().kind == AuditKind.SIGN_IN_REFUSED


def test_the_owner_is_told_that_a_provider_opens_the_account(
    client, people, issuer, configured, django_capture_on_commit_callbacks
):
    configured()
    with django_capture_on_commit_callbacks(execute=True):
        come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    jobs.perform("accounts.send_letter")
    (letter,) = mail.outbox
    assert letter.to == [people.manager.email]
    assert "The Ministry" in letter.body
    client.post("/account/logout/")
    with django_capture_on_commit_callbacks(execute=True):
        come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    jobs.perform("accounts.send_letter")
    assert len(mail.outbox) == 1, "told once"


def test_a_key_that_comes_with_the_address_of_another_account_is_refused(client, people, issuer, configured):
    """The provider behind an id was exchanged, and counts its people anew: number 1 is somebody else now."""
    configured()
    come_by(client, issuer, {"sub": "1", "email": people.administrator.email})
    client.post("/account/logout/")
    thief = Client()
    answer = come_by(thief, issuer, {"sub": "1", "email": people.manager.email})
    assert answer.status_code == 403
    assert "another account" in answer.content.decode()
    assert "_auth_user_id" not in thief.session
    # Whose address has changed there, to one that is nobody's here, goes on coming in.
    come_by(client, issuer, {"sub": "1", "email": "married@cluster.example"})
    assert client.get("/").status_code == 200


def test_domains_hold_for_a_key_that_is_known(client, people, issuer, configured):
    configured()
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    client.post("/account/logout/")
    configured(domains=["uni.example"])
    assert come_by(client, issuer, {"sub": "m-1", "email": people.manager.email}).status_code == 403
    assert "_auth_user_id" not in client.session


def test_another_address_is_another_owner(client, people, issuer, configured):
    """An account that goes to somebody else: whoever had it before comes in no more."""
    configured()
    come_by(client, issuer, {"sub": "m-1", "email": people.manager.email})
    before = people.manager.email
    change_account(
        user=people.manager, email="successor@cluster.example", name="Successor", role=people.manager.role,
        language="en", by=people.administrator, at=clock.now(),
    )  # fmt: skip
    assert client.get("/").status_code == 302, "the session has ended"
    assert come_by(client, issuer, {"sub": "m-1", "email": before}).status_code == 403
    successor = Client()
    come_by(successor, issuer, {"sub": "m-2", "email": "successor@cluster.example"})
    assert successor.get("/").status_code == 200


def test_a_key_is_its_issuers(client, people, issuer, configured):
    """The provider behind an id was exchanged: the same number there is nobody we know, whatever address it comes with."""
    configured()
    come_by(client, issuer, {"sub": "1", "email": people.manager.email})
    client.post("/account/logout/")
    kept = Issued.objects.get()
    assert (kept.account.user, kept.issuer) == (people.manager, issuer)
    Issued.objects.update(issuer="https://login.before.example")
    for email in (people.manager.email, "nobody-here@cluster.example", None):
        stranger = Client()
        answer = come_by(stranger, issuer, {"sub": "1", **({"email": email} if email else {})})
        assert answer.status_code == 403
        assert "another identity provider" in answer.content.decode()
        assert "_auth_user_id" not in stranger.session
    assert Issued.objects.get().issuer == "https://login.before.example"
    boss = Client()
    boss.force_login(people.administrator)
    boss.post(f"/accounts/{people.manager.pk}/forget-sign-on/")
    assert not Issued.objects.exists()
    come_by(client, issuer, {"sub": "1", "email": people.manager.email})
    assert client.get("/").status_code == 200 and Issued.objects.get().issuer == issuer


def test_a_key_from_before_issuers_were_kept_is_bound_by_the_next_sign_in(client, people, issuer, configured):
    configured()
    come_by(client, issuer, {"sub": "1", "email": people.manager.email})
    Issued.objects.all().delete()
    client.post("/account/logout/")
    come_by(client, issuer, {"sub": "1", "email": people.manager.email})
    assert client.get("/").status_code == 200
    assert Issued.objects.get().issuer == issuer


def test_a_key_is_kept_once_the_second_factor_was_shown(client, people, issuer, configured):
    """Whoever makes a provider say somebody's address and fails at the second factor leaves no key behind."""
    configured()
    secret = with_app(people.manager)
    thief = Client()
    answer = come_by(thief, issuer, {"sub": "thief", "email": people.manager.email})
    assert answer["Location"] == "/account/factors/authenticate/"
    thief.post(answer["Location"], {"code": "000000"})
    assert "_auth_user_id" not in thief.session
    assert not SocialAccount.objects.exists()
    assert not AuditEntry.objects.filter(kind=AuditKind.IDENTITY_LINKED).exists()
    owner = Client()
    answer = come_by(owner, issuer, {"sub": "true", "email": people.manager.email})
    assert not SocialAccount.objects.exists(), "not before the code"
    owner.post(answer["Location"], {"code": code_of(secret, later=1)})
    assert owner.get("/").status_code == 200
    assert SocialAccount.objects.get().uid == "true"
    assert Issued.objects.get().issuer == issuer
    assert AuditEntry.objects.get(kind=AuditKind.IDENTITY_LINKED).about == people.manager
    assert (
        Session.objects.get(user=people.manager, method__contains="sso:ministry").method
        == "sso:ministry + totp"
    )


def test_of_two_keys_that_wait_for_the_second_factor_one_is_kept(client, people, issuer, configured):
    configured()
    secret = with_app(people.manager)
    first, second = Client(), Client()
    at_the_door = [
        (one, come_by(one, issuer, {"sub": sub, "email": people.manager.email})["Location"])
        for one, sub in ((first, "a"), (second, "b"))
    ]
    for later, (one, address) in zip((0, 1), at_the_door, strict=True):
        cache.clear()
        one.post(address, {"code": code_of(secret, later=later)})
    assert SocialAccount.objects.count() == 1
    signed_in = ["_auth_user_id" in one.session for one in (first, second)]
    assert sorted(signed_in) == [False, True]
