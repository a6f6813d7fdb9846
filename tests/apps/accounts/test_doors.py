"""Who comes in, how often may somebody fail, and what is written down of it?"""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, connections, transaction

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import Attempts, AuditEntry, Session, User
from grappe.apps.accounts.operations import attempts, audit, policy, sessions
from grappe.apps.accounts.operations.audit import Where
from grappe.ui import clock

pytestmark = pytest.mark.django_db
PASSWORD = "secret-pass-1"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post("/account/login/", {"login": user.email, "password": password}, **more)


def kinds(**narrowed) -> list[str]:
    return list(AuditEntry.objects.filter(**narrowed).order_by("pk").values_list("kind", flat=True))


def test_signing_in_and_out_is_written_down(client, people):
    sign_in(client, people.manager, headers={"user-agent": FIREFOX}, REMOTE_ADDR="192.0.2.7")
    client.post("/account/logout/")
    came, left = AuditEntry.objects.order_by("pk")
    assert (came.kind, came.user, came.method, came.address) == (
        AuditKind.SIGNED_IN, people.manager, "password", "192.0.2.7",
    )  # fmt: skip
    assert came.device == FIREFOX and (left.kind, left.user) == (AuditKind.SIGNED_OUT, people.manager)


def test_five_failures_lock_an_account_from_there_with_one_letter(
    client, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answers = [sign_in(client, people.manager, "wrong").content.decode() for _ in range(7)]
    assert "locked until" not in answers[3] and "locked until" in answers[4] and "locked until" in answers[6]
    assert "locked until" in sign_in(client, people.manager).content.decode(), "the right one neither"
    assert len(mail.outbox) == 1 and mail.outbox[0].to == [people.manager.email]
    assert kinds(about=people.manager).count(AuditKind.LOCKED) == 1
    assert not Session.objects.filter(user=people.manager).exists()
    other = sign_in(client, people.manager, REMOTE_ADDR="192.0.2.99")
    assert other.status_code == 302, (
        "the owner comes in from elsewhere: nobody is locked out by a stranger's guesses"
    )


def test_an_account_that_is_not_there_is_locked_just_the_same(client, db):
    said = [client.post("/account/login/", {"login": "nobody@x.example", "password": "x"}) for _ in range(5)]
    assert "locked until" in said[-1].content.decode() and not mail.outbox


def test_guesses_from_many_addresses_lock_the_account_everywhere(people):
    at = clock.now()
    for number in range(20):
        where = Where(f"192.0.2.{number}")
        attempts.fail(attempts.begin(email=people.manager.email, where=where, at=at), at=at)
    late = attempts.begin(email=people.manager.email, where=Where("198.51.100.1"), at=at)
    assert late.locked_until is not None


def test_an_address_that_tries_many_accounts_is_locked(people):
    at, where = clock.now(), Where("2001:db8:1:2::7")
    for number in range(50):
        attempts.fail(attempts.begin(email=f"somebody{number}@x.example", where=where, at=at), at=at)
    neighbour = Where("2001:db8:1:2:ffff::1")  # of the same network
    assert attempts.begin(email=people.manager.email, where=neighbour, at=at).locked_until is not None
    assert (
        attempts.begin(email=people.manager.email, where=Where("2001:db8:9::1"), at=at).locked_until is None
    )


def test_a_lock_ends_by_itself_and_success_forgets_failures(people):
    at, where = clock.now(), Where("192.0.2.7")
    for _each in range(5):
        attempts.fail(attempts.begin(email=people.manager.email, where=where, at=at), at=at)
    later = at + timedelta(minutes=16)
    attempt = attempts.begin(email=people.manager.email, where=where, at=later)
    assert attempt.locked_until is None
    attempts.succeed(attempt, at=later)
    assert list(Attempts.objects.values_list("key", flat=True)) == ["address 192.0.2.7"]
    attempts.forget_old(at=at + timedelta(days=3))
    assert not Attempts.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_attempts_made_at_once_count_as_many(people):
    """Twenty threads at the same moment: no more than five passwords are looked at."""
    at, where, looked = clock.now(), Where("192.0.2.7"), []
    start = threading.Barrier(20)

    def guess():
        start.wait()
        attempt = attempts.begin(email="manager@cluster.example", where=where, at=at)
        if attempt.locked_until is None:
            looked.append(attempt)
        connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked) == 5


def test_an_administrator_unlocks(client, people):
    for _each in range(5):
        sign_in(client, people.manager, "wrong")
    attempts.unlock(user=people.manager, by=people.administrator, at=clock.now())
    assert sign_in(client, people.manager).status_code == 302
    assert AuditEntry.objects.get(kind=AuditKind.UNLOCKED).user == people.administrator


def test_the_raw_data_pages_have_the_same_door(client, people):
    assert client.get("/admin/login/")["Location"].startswith("/account/login/")
    answer = client.post("/admin/login/", {"username": people.administrator.email, "password": PASSWORD})
    assert answer.status_code == 302 and not client.session.get("_auth_user_id")


def test_a_session_knows_whose_it_is_and_is_ended_from_elsewhere(client, people, django_user_model):
    from django.test import Client

    other = Client()
    for one in (client, other):
        sign_in(one, people.manager, headers={"user-agent": FIREFOX})
    assert Session.objects.filter(user=people.manager).count() == 2
    page = client.get("/accounts/security/").content.decode()
    assert page.count("Firefox · Windows") >= 2 and client.session.session_key not in page
    client.post("/accounts/security/end/")
    assert other.get("/").status_code == 302 and client.get("/").status_code == 200
    assert AuditEntry.objects.get(kind=AuditKind.SESSION_ENDED).about == people.manager


def test_another_password_ends_all_other_sessions(client, people):
    from django.test import Client

    other = Client()
    for one in (client, other):
        sign_in(one, people.manager)
    new = {"oldpassword": PASSWORD, "password1": "another-pass-22", "password2": "another-pass-22"}
    assert client.post("/account/password/change/", new).status_code == 302
    assert client.get("/").status_code == 200 and other.get("/").status_code == 302
    assert [one.session_key for one in Session.objects.filter(user=people.manager)] == [
        client.session.session_key
    ]
    assert AuditKind.PASSWORD_CHANGED in kinds(user=people.manager)


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_ends_whose_sessions(people, role):
    """Administrators those of everybody, others their own."""
    from django.core.exceptions import PermissionDenied

    by = people.by_role()[role]
    assert sessions.end_all(user=by, by=by, at=clock.now()) == 0
    if role == "administrator":
        assert sessions.end_all(user=people.manager, by=by, at=clock.now()) == 0
    elif by != people.ministry:
        with pytest.raises(PermissionDenied):
            sessions.end_all(user=people.ministry, by=by, at=clock.now())


def test_the_last_seen_is_kept_to_ten_minutes(client, people, monkeypatch):
    client.force_login(people.manager)
    first = Session.objects.get(user=people.manager).seen_at
    client.get("/accounts/security/")
    assert Session.objects.get(user=people.manager).seen_at == first
    now = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: now)
    client.get("/accounts/security/")
    assert Session.objects.get(user=people.manager).seen_at == now


def _entry(people, **more):
    audit.note(AuditKind.SIGNED_IN, at=clock.now(), user=people.manager, **more)
    return AuditEntry.objects.latest("pk")


@pytest.mark.parametrize(
    "how",
    [
        "UPDATE accounts_auditentry SET title = 'x'", "DELETE FROM accounts_auditentry", "TRUNCATE accounts_auditentry",
        "SET LOCAL grappe.audit_before = '2000-01-01'; DELETE FROM accounts_auditentry",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_the_audit(people, how):
    _entry(people)
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(how)
    assert AuditEntry.objects.count() == 1


def test_only_what_is_older_than_the_rules_say_goes(people):
    at = clock.now()
    for days in (1, 31, 800):
        audit.note(AuditKind.SIGNED_IN, at=at - timedelta(days=days), user=people.manager)
    assert audit.remove_old(at=at) == 1, "kept for two years as Grappe comes"
    rules = {"required_roles": [], "failures": 5, "minutes": 15, "audit_days": 30}
    policy.change_policy(rules=rules, by=people.administrator, at=at)
    assert audit.remove_old(at=at) == 1
    assert kinds() == [
        AuditKind.SIGNED_IN, AuditKind.AUDIT_REMOVED, AuditKind.POLICY_CHANGED, AuditKind.AUDIT_REMOVED,
    ]  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()  # the setting went with its transaction


def test_a_name_that_a_stranger_types_does_no_harm(client, people):
    client.post("/account/login/", {"login": "=1+1@x.example", "password": "x"})
    client.force_login(people.administrator)
    table = client.get("/accounts/audit.csv").content.decode("utf-8-sig")
    assert "'=1+1@x.example" in table and "\n=" not in table


def test_accounts_that_never_were_do_not_slow_the_page_down(people):
    """A password is hashed for nobody as well, so that the time it takes tells nothing."""
    from unittest import mock

    with mock.patch.object(User, "set_password", autospec=True) as hashed:
        from django.test import Client

        Client().post("/account/login/", {"login": "nobody@x.example", "password": "x"})
    assert hashed.called
