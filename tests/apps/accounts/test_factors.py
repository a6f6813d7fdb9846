"""Do second factors open the door, and only they? Codes are computed here, as a telephone would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.test import Client

from factories import jobs
from grappe.apps.accounts import operations
from grappe.apps.accounts.enums import AuditKind, Role
from grappe.apps.accounts.models import AuditEntry, Session
from grappe.apps.accounts.operations import policy
from grappe.config.doors import providers
from grappe.ui import clock

pytestmark = pytest.mark.django_db
PASSWORD = "secret-pass-1"


def code_of(secret: str, later: int = 0) -> str:
    """RFC 6238, with nothing of ours."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_in(client, user):
    return client.post("/account/login/", {"login": user.email, "password": PASSWORD})


def set_up(client, user) -> str:
    """Set the authenticator app up as its owner does; return its secret."""
    sign_in(client, user)
    asked = client.get("/account/factors/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/"), "who found an open screen cannot"
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/account/factors/totp/activate/").content.decode()
    secret = re.search(r'id="totp-key">([A-Z2-7]+)<', page)[1]
    assert client.post("/account/factors/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/account/factors/totp/activate/", {"code": code_of(secret)}).status_code == 302
    return secret


def rules(people, **changed):
    given = {"required_roles": [], "failures": 5, "minutes": 15, "audit_days": 730, **changed}
    policy.change_policy(rules=given, by=people.administrator, at=clock.now())


def test_a_code_is_asked_for_and_is_good_once(client, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(client, people.manager)
    jobs.perform("accounts.send_letter")
    assert [message.to for message in mail.outbox] == [[people.manager.email]]
    kept = Authenticator.objects.get(user=people.manager, type="totp").data["secret"]
    assert secret not in kept, "a copy of the database gives no secret away"
    other = Client()
    assert sign_in(other, people.manager)["Location"] == "/account/factors/authenticate/"
    assert other.get("/").status_code == 302, "the password alone opens nothing"
    fresh = code_of(secret, 1)  # the one of setting up is used
    assert other.post("/account/factors/authenticate/", {"code": fresh}).status_code == 302
    assert other.get("/").status_code == 200
    assert AuditEntry.objects.latest("pk").method == "password + totp"
    third = Client()
    sign_in(third, people.manager)
    third.post("/account/factors/authenticate/", {"code": fresh})
    assert "_auth_user_id" not in third.session, "read over a shoulder, it opens nothing"


def test_a_recovery_code_opens_once(client, people):
    set_up(client, people.manager)
    page = client.get("/account/factors/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>(\d+)</code>", page)
    assert len(codes) == 10
    for expected in (True, False):
        other = Client()
        sign_in(other, people.manager)
        other.post("/account/factors/authenticate/", {"code": codes[0]})
        assert ("_auth_user_id" in other.session) is expected


def test_guessing_codes_locks_the_account(client, people):
    set_up(client, people.manager)
    other = Client()
    sign_in(other, people.manager)
    said = [other.post("/account/factors/authenticate/", {"code": f"{n:06d}"}) for n in range(5)]
    assert "locked until" in said[-1].content.decode()
    assert AuditEntry.objects.filter(kind=AuditKind.LOCKED, about=people.manager).exists()


def test_a_stolen_password_does_not_clear_the_guesses_of_codes(client, people):
    set_up(client, people.manager)
    for number in range(5):
        thief = Client()
        assert sign_in(thief, people.manager)["Location"] == "/account/factors/authenticate/"
        said = thief.post("/account/factors/authenticate/", {"code": f"{number:06d}"}).content.decode()
    assert "locked until" in said
    entry = AuditEntry.objects.get(kind=AuditKind.LOCKED, about=people.manager)
    assert entry.method == "code"
    boss = Client()
    boss.force_login(people.administrator)
    page = boss.get("/accounts/?state=locked").content.decode()
    assert people.manager.name in page and people.analyst.email not in page
    boss.post(f"/accounts/{people.manager.pk}/unlock/")
    assert people.manager.email not in boss.get("/accounts/?state=locked").content.decode()


def test_a_code_is_good_once_however_long_it_would_do(client, people, monkeypatch):
    """The cache may forget, and half a minute may pass: allauth takes a code for a minute and a half."""
    secret = set_up(client, people.manager)
    code = code_of(secret, 1)
    first = Client()
    sign_in(first, people.manager)
    assert first.post("/account/factors/authenticate/", {"code": code}).status_code == 302
    cache.clear()
    now = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now + 31))
    for one in (code, code_of(secret, 0)):
        thief = Client()
        sign_in(thief, people.manager)
        thief.post("/account/factors/authenticate/", {"code": one})
        assert "_auth_user_id" not in thief.session, "neither it nor one before it"


@pytest.mark.parametrize("where", ["first", "beside", "again"])
def test_a_passkey_that_is_none_is_written_down(client, people, where):
    set_up(client, people.manager)
    visitor, none = (
        Client(),
        {"credential": '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}'},
    )
    if where == "first":
        visitor.post("/account/factors/webauthn/login/", none)
    elif where == "beside":
        sign_in(visitor, people.manager)
        visitor.post("/account/factors/authenticate/", none)
    else:
        Authenticator.objects.create(user=people.manager, type="webauthn", data={"name": "Key"})
        client.post("/account/factors/webauthn/reauthenticate/", none)
    entry = AuditEntry.objects.get(kind=AuditKind.SIGN_IN_FAILED, method__in=["passkey", "webauthn"])
    assert entry.about == (None if where == "first" else people.manager)


def test_another_key_of_the_installation_lets_factors_be_reset(client, people, settings):
    secret = set_up(client, people.manager)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-the-installation"
    boss = Client()
    boss.force_login(people.administrator)
    assert boss.get(f"/accounts/{people.manager.pk}/").status_code == 200
    late = Client()
    sign_in(late, people.manager)
    answer = late.post("/account/factors/authenticate/", {"code": code_of(secret, 1)})
    assert answer.status_code == 200 and "_auth_user_id" not in late.session
    mine = Client()
    mine.force_login(people.manager)
    assert mine.get("/accounts/security/").status_code == 200
    assert mine.get("/account/factors/recovery-codes/").status_code == 302, (
        "codes that nobody has are not shown"
    )
    assert boss.post(f"/accounts/{people.manager.pk}/reset-factors/").status_code == 302
    settings.SECRET_KEY = before
    secret = set_up(Client(), people.manager)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-the-installation", [before]
    sign_in(late, people.manager)
    assert late.post("/account/factors/authenticate/", {"code": code_of(secret, 1)}).status_code == 302
    assert late.get("/").status_code == 200, "the older key still opens"


@pytest.mark.parametrize(
    "address",
    ["/account/factors/webauthn/add/", "/account/factors/totp/activate/", "/account/factors/recovery-codes/generate/",
     "/account/password/set/"],
)  # fmt: skip
def test_who_comes_by_single_sign_on_alone_makes_no_other_way_in(client, people, address):
    people.manager.set_unusable_password()
    people.manager.save()
    client.force_login(people.manager)
    assert client.get(address).status_code == client.post(address).status_code == 403
    assert "is set up there" in client.get("/accounts/security/").content.decode()


def test_where_single_sign_on_is_the_only_way_letters_say_so(client, people, settings):
    uni = providers.Provider("uni", "The University", "saml", app={"settings": {}})
    settings.WAYS_IN = providers.Ways((uni,), only_sso=True)
    operations.invite(
        name="Nora", email="nora@x.example", role="ministry", language="en", by=people.administrator, at=clock.now()
    )  # fmt: skip
    jobs.perform("accounts.send_letter")
    (letter,) = mail.outbox
    assert "sign in by The University" in letter.body and "/reset/" not in letter.body
    assert client.get("/account/password/reset/").status_code == 404
    assert client.post("/account/password/reset/", {"email": people.manager.email}).status_code == 404
    assert not jobs.perform("accounts.send_letter")


def test_whose_identity_is_elsewhere_gets_no_password_by_letter(client, people):
    people.manager.set_unusable_password()
    people.manager.save()
    SocialAccount.objects.create(user=people.manager, provider="uni", uid="1")
    client.post("/account/password/reset/", {"email": people.manager.email})
    assert jobs.perform("accounts.send_letter") == 1
    assert "has no password" in mail.outbox[0].body and "/reset/" not in mail.outbox[0].body


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_needs_a_factor_is_led_to_it_before_anything_else(client, people, role):
    rules(people, required_roles=[Role.CLUSTER_MANAGER, Role.ADMINISTRATOR])
    client.force_login(people.by_role()[role])
    needs = role in {"administrator", "manager", "other_manager"}
    answer = client.get("/companies/")
    assert (answer.status_code, answer.get("Location")) == (
        (302, "/accounts/security/") if needs else (200, None)
    )
    page = client.get("/accounts/security/").content.decode()
    assert ("Your role needs a second factor" in page) is needs
    assert client.post("/account/logout/").status_code == 302


def test_who_has_set_one_up_goes_on(client, people):
    rules(people, required_roles=[Role.CLUSTER_MANAGER])
    set_up(client, people.manager)
    assert client.get("/companies/").status_code == 200
    assert client.post("/account/factors/totp/deactivate/").status_code == 302
    assert client.get("/companies/").status_code == 302, "who takes it away is led back"


def test_a_file_is_not_given_to_who_has_no_factor(client, people):
    rules(people, required_roles=[Role.ADMINISTRATOR])
    client.force_login(people.administrator)
    assert client.get("/accounts/audit.csv").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_an_administrator_resets_lost_factors(client, people):
    set_up(client, people.manager)
    boss = Client()
    boss.force_login(people.administrator)
    assert boss.post(f"/accounts/{people.manager.pk}/reset-factors/").status_code == 302
    jobs.perform("accounts.send_letter")
    assert not Authenticator.objects.filter(user=people.manager).exists()
    assert not Session.objects.filter(user=people.manager).exists()
    assert [message.to for message in mail.outbox] == [[people.manager.email]]
    assert AuditEntry.objects.get(kind=AuditKind.FACTORS_RESET).user == people.administrator
    assert sign_in(Client(), people.manager)["Location"] == "/"


def test_rules_have_a_history(client, people, django_assert_num_queries):
    client.force_login(people.administrator)
    rules(people, failures=4)
    with django_assert_num_queries(4):
        client.get("/accounts/rules/")
    rules(people, failures=6)
    rules(people, required_roles=[Role.MINISTRY])
    rules(people, required_roles=[Role.MINISTRY])  # nothing changed, nothing written
    with django_assert_num_queries(4):
        page = client.get("/accounts/rules/").content.decode()
    assert page.count("failed attempts ·") == 3
    answer = client.post("/accounts/rules/", {"failures": "1", "minutes": "15", "audit_days": "730"})
    assert answer.status_code == 422, "an account that is locked by one slip"
