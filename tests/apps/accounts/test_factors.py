"""Do second factors open the door, and only they? Codes are computed here, as a telephone would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from grappe.apps.accounts.enums import AuditKind, Role
from grappe.apps.accounts.models import AuditEntry, Session
from grappe.apps.accounts.operations import policy
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


def test_an_administrator_resets_lost_factors(client, people, django_capture_on_commit_callbacks):
    set_up(client, people.manager)
    boss = Client()
    boss.force_login(people.administrator)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert boss.post(f"/accounts/{people.manager.pk}/reset-factors/").status_code == 302
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
