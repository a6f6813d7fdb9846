"""How do administrators keep accounts, and what is written down of what leaves the house?"""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from factories import jobs
from grappe.apps.accounts import operations
from grappe.apps.accounts.enums import AuditKind, Role
from grappe.apps.accounts.models import AuditEntry, Session, User
from grappe.apps.accounts.operations import attempts, audit, policy
from grappe.apps.accounts.permissions import can_end_sessions, can_manage_accounts, can_read_audit
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, people):
    client.force_login(people.administrator)
    return client


def test_who_may_keep_accounts_and_read_the_audit(people):
    for role, user in people.by_role().items():
        administrator = role == "administrator"
        assert can_manage_accounts(user) is can_read_audit(user) is administrator
        for other in people.by_role().values():
            assert can_end_sessions(user, other) is (administrator or user == other)


@pytest.mark.parametrize(
    "what", ["invite", "invite_again", "change", "deactivate", "reactivate", "reset", "unlock", "rules"]
)
@pytest.mark.parametrize("role", ["manager", "other_manager", "analyst", "ministry"])
def test_nobody_else_changes_accounts(people, role, what):
    by, at, user = people.by_role()[role], clock.now(), people.analyst
    whose = {"name": "X", "email": "x@y.example", "role": "administrator", "language": "en"}
    done = {
        "invite": lambda: operations.invite(**whose, by=by, at=at),
        "invite_again": lambda: operations.invite_again(user=user, by=by, at=at),
        "change": lambda: operations.change_account(user=user, **whose, by=by, at=at),
        "deactivate": lambda: operations.deactivate(user=user, by=by, at=at),
        "reactivate": lambda: operations.reactivate(user=user, by=by, at=at),
        "reset": lambda: operations.reset_factors(user=user, by=by, at=at),
        "unlock": lambda: attempts.unlock(user=user, by=by, at=at),
        "rules": lambda: policy.change_policy(rules={}, by=by, at=at),
    }[what]
    with pytest.raises(PermissionDenied):
        done()


def test_an_invited_person_chooses_a_password(boss, people):
    whose = {"name": "Nora", "email": "Nora@x.example", "role": "market_analyst", "language": "de"}
    assert boss.post("/accounts/invite/", whose).status_code == 302
    assert not mail.outbox and jobs.perform("accounts.send_letter") == 1, "the worker writes, not the page"
    (letter,) = mail.outbox
    assert letter.to == ["nora@x.example"] and "Ihr Konto" in letter.subject
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", letter.body)[1]
    nora = Client()
    form = nora.get(link)["Location"]
    given = {"password1": "a-long-word-77", "password2": "a-long-word-77"}
    assert nora.post(form, given).status_code == 302
    made = User.objects.get(email="nora@x.example")
    assert made.check_password("a-long-word-77") and made.role == Role.MARKET_ANALYST
    assert (
        nora.post("/account/login/", {"login": "nora@x.example", "password": "a-long-word-77"}).status_code
        == 302
    )
    assert "used already" in Client().get(link).content.decode()
    assert boss.post("/accounts/invite/", whose).status_code == 422, "twice the same address"


def test_a_closed_account_is_out_at_once(boss, people):
    manager = Client()
    manager.force_login(people.manager)
    boss.post(f"/accounts/{people.manager.pk}/deactivate/")
    assert manager.get("/").status_code == 302 and not Session.objects.filter(user=people.manager).exists()
    known = {"login": people.manager.email, "password": "secret-pass-1"}
    Client().post("/account/login/", known)
    assert not Session.objects.filter(user=people.manager).exists()
    boss.post(f"/accounts/{people.manager.pk}/reactivate/")
    assert Client().post("/account/login/", known).status_code == 302
    kinds = list(
        AuditEntry.objects.filter(about=people.manager, user=people.administrator).values_list(
            "kind", flat=True
        )
    )
    assert kinds == [AuditKind.ACCOUNT_REACTIVATED, AuditKind.ACCOUNT_DEACTIVATED]


def test_the_last_administrator_stays(people):
    whose = {"name": "A", "email": people.administrator.email, "role": "ministry", "language": "en"}
    with pytest.raises(BadInput):
        operations.change_account(user=people.administrator, **whose, by=people.administrator, at=clock.now())
    with pytest.raises(BadInput):
        operations.deactivate(user=people.administrator, by=people.administrator, at=clock.now())
    other = {"name": "B", "email": people.analyst.email, "role": "administrator", "language": "en"}
    second = operations.change_account(user=people.analyst, **other, by=people.administrator, at=clock.now())
    changed = operations.change_account(user=people.administrator, **whose, by=second, at=clock.now())
    assert not changed.is_superuser, "no raw data pages either"


def test_the_list_asks_as_much_for_one_as_for_many(boss, people, django_assert_num_queries):
    User.objects.exclude(pk=people.administrator.pk).update(is_active=False)
    with django_assert_num_queries(4):
        boss.get("/accounts/?state=active")
    User.objects.update(is_active=True)
    with django_assert_num_queries(4):
        page = boss.get("/accounts/?state=active").content.decode()
    assert page.count('scope="row"') == 5


def test_the_audit_asks_as_much_for_one_as_for_many(boss, people, django_assert_num_queries):
    for number in (1, 3):
        for _each in range(number):
            audit.note(
                AuditKind.EXPORTED, at=clock.now(), user=people.manager, about=people.analyst, title="a.csv"
            )
        with django_assert_num_queries(4):
            boss.get("/accounts/audit/")
    found = boss.get("/accounts/audit/", {"person": people.manager.pk, "kind": "exported", "text": "A.CSV"})
    assert found.content.decode().count("a.csv") == 4
    assert "Nothing like that" in boss.get("/accounts/audit/", {"until": "2020-01-01"}).content.decode()


def test_each_file_is_written_down_with_what_was_asked(boss, people):
    boss.get("/accounts/audit.csv", {"kind": "exported"})
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.user, entry.what, entry.title) == (
        AuditKind.EXPORTED, people.administrator, "accounts:audit_csv", "audit.csv",
    )  # fmt: skip
    assert entry.detail == {"query": "kind=exported"}
