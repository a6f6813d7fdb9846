"""Who comes in, how often may somebody fail, and what is written down of it?"""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import jobs
from factories.mail import Scripted
from grappe.apps.accounts import operations
from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import Attempts, AuditEntry, Session, User
from grappe.apps.accounts.operations import attempts, audit, letters, policy, sessions
from grappe.apps.accounts.operations.audit import Where
from grappe.ui import clock
from grappe.ui.errors import BadInput

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


def test_five_failures_lock_an_account_from_there_with_one_letter(client, people):
    answers = [sign_in(client, people.manager, "wrong").content.decode() for _ in range(7)]
    assert not mail.outbox and jobs.perform("accounts.send_letter") == 1, "the page waits for no mail server"
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
    assert "locked until" in said[-1].content.decode() and not jobs.perform("accounts.send_letter")


def test_guesses_from_many_addresses_lock_the_account_everywhere(people):
    at = clock.now()
    for number in range(20):
        where = Where(f"192.0.2.{number}")
        attempts.fail(attempts.begin(email=people.manager.email, where=where, at=at), at=at)
    late = attempts.begin(email=people.manager.email, where=Where("198.51.100.1"), at=at)
    assert late.locked_until is not None
    locked = AuditEntry.objects.get(kind=AuditKind.LOCKED, about=people.manager)
    assert locked.detail["told"] and jobs.perform("accounts.send_letter") == 1


def test_posts_from_one_address_do_not_lock_an_account_elsewhere(client, people):
    """What is not looked at is not counted: only the first five of thirty were."""
    for _each in range(30):
        sign_in(client, people.manager, "wrong", REMOTE_ADDR="192.0.2.7")
    assert sign_in(client, people.manager, REMOTE_ADDR="192.0.2.8").status_code == 302
    assert Attempts.objects.get(key="address 192.0.2.7").failures == 5


def test_whoever_guesses_from_three_places_writes_one_letter(people):
    at = clock.now()
    for place in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        for _each in range(5):
            attempts.fail(attempts.begin(email=people.manager.email, where=Where(place), at=at), at=at)
    assert kinds(about=people.manager).count(AuditKind.LOCKED) == 3
    assert jobs.perform("accounts.send_letter") == 1


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        ("198.51.100.4", "198.51.100.4"), ("evil, 198.51.100.4:443", "198.51.100.4"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"), ("::ffff:192.0.2.5", "192.0.2.5"), ("fe80::1%eth0", "fe80::1"), (None, "10.0.0.1"),
        ("unknown", "10.0.0.1"),
    ],
)  # fmt: skip
def test_a_proxy_says_from_where(client, people, settings, forwarded, found):
    settings.BEHIND_PROXY = True
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    client.force_login(people.administrator)
    answer = client.post(
        f"/accounts/{people.analyst.pk}/deactivate/", headers=headers, REMOTE_ADDR="10.0.0.1"
    )
    assert answer.status_code == 302
    assert AuditEntry.objects.get(kind=AuditKind.ACCOUNT_DEACTIVATED).address == found


def test_an_address_that_nobody_knows_locks_nobody_else(people):
    """Behind a socket there is none: five failures at one account must not be five of everybody."""
    at = clock.now()
    for _each in range(19):
        attempts.fail(attempts.begin(email=people.manager.email, where=Where(None), at=at), at=at)
    assert list(Attempts.objects.values_list("key", flat=True)) == [f"account {people.manager.email}"]
    assert attempts.begin(email=people.analyst.email, where=Where(None), at=at).locked_until is None


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


@pytest.mark.django_db(transaction=True)
def test_what_happens_at_once_and_a_mail_server_that_fails(people, settings):
    """Administrators who demote each other wait for each other; a success beside failures breaks nothing; letters wait."""
    two = [people.administrator, people.analyst]
    User.objects.filter(pk=people.analyst.pk).update(role="administrator")
    people.analyst.refresh_from_db()
    at, start, faults = clock.now(), threading.Barrier(8), []

    def demote(by, user):
        start.wait()
        whose = {"name": user.name, "email": user.email, "role": "ministry", "language": "en"}
        operations.change_account(user=user, **whose, by=by, at=at)

    def guess(number):
        start.wait()
        for _each in range(15):
            attempt = attempts.begin(email=people.manager.email, where=Where("192.0.2.7"), at=at)
            if number % 2:
                attempts.succeed(attempt, at=at)
            elif _each % 5 == 0:
                attempts.forget(people.manager.email)

    def run(what, *given):
        try:
            what(*given)
        except BadInput:
            pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(demote, two[n], two[1 - n])) for n in (0, 1)]
    threads += [threading.Thread(target=run, args=(guess, n)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and User.objects.filter(role="administrator", is_active=True).count() == 1
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    Scripted.faults = {people.manager.email: [OSError("no mail server")]}
    letters.password_changed(people.manager)
    jobs.work()
    job = ProcrastinateJob.objects.get(task_name="accounts.send_letter")
    assert (job.status, job.attempts, Scripted.taken) == ("todo", 1, []), "it is asked again later"


def test_an_administrator_unlocks(client, people):
    for _each in range(5):
        sign_in(client, people.manager, "wrong")
    attempts.unlock(user=people.manager, by=people.administrator, at=clock.now())
    assert sign_in(client, people.manager).status_code == 302
    assert AuditEntry.objects.get(kind=AuditKind.UNLOCKED).user == people.administrator


def test_the_raw_data_pages_have_the_same_door(client, people):
    assert client.get("/admin/login/?next=/admin/auth/")["Location"] == "/account/login/?next=/admin/auth/"
    assert (
        client.get("/admin/login/?next=https://evil.example/")["Location"] == "/account/login/?next=/admin/"
    )
    answer = client.post("/admin/login/", {"username": people.administrator.email, "password": PASSWORD})
    assert answer.status_code == 302 and not client.session.get("_auth_user_id")


def test_the_raw_data_pages_change_no_account_and_write_down_who_leaves(client, people):
    User.objects.filter(pk=people.administrator.pk).update(is_superuser=True)
    sign_in(client, people.administrator)
    assert client.get("/admin/login/?next=/admin/accounts/user/")["Location"] == "/admin/accounts/user/"
    pk = people.analyst.pk
    assert client.get(f"/admin/accounts/user/{pk}/change/").status_code == 200
    for address in (f"{pk}/change/", f"{pk}/password/", f"{pk}/delete/", "add/"):
        answer = client.post(f"/admin/accounts/user/{address}", {"role": "administrator", "is_active": ""})
        assert answer.status_code == 403, address
    assert User.objects.get(pk=pk).is_active and User.objects.get(pk=pk).role == people.analyst.role
    for model in ("socialaccount/socialaccount", "mfa/authenticator"):
        assert client.get(f"/admin/{model}/").status_code == 404, "what opens accounts is not written there"
    client.post("/admin/logout/")
    assert AuditEntry.objects.latest("pk").kind == AuditKind.SIGNED_OUT
    sign_in(client, people.manager)
    assert client.get("/admin/login/").status_code == 403


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


def test_whoever_finds_an_open_screen_cannot_guess_the_password_for_ever(client, people):
    client.force_login(people.manager)
    new = {"oldpassword": "wrong", "password1": "another-pass-22", "password2": "another-pass-22"}
    said = [client.post("/account/password/change/", new).content.decode() for _ in range(5)]
    assert "current password" in said[0] and "locked until" in said[4]
    assert kinds(about=people.manager).count(AuditKind.SIGN_IN_FAILED) == 5
    right = client.post("/account/password/change/", {**new, "oldpassword": PASSWORD})
    assert right.status_code != 302 and people.manager.check_password(PASSWORD)


def test_a_link_to_another_password_is_ours_and_ends_with_the_account(client, people, settings):
    client.post("/account/password/reset/", {"email": people.manager.email}, headers={"host": "testserver"})
    assert jobs.perform("accounts.send_letter") == 1
    (letter,) = mail.outbox
    link = re.search(rf"{re.escape(settings.SITE_URL)}(/account/password/reset/key/\S+)", letter.body)[1]
    form = client.get(link)["Location"]
    operations.deactivate(user=people.manager, by=people.administrator, at=clock.now())
    new = {"password1": "another-pass-22", "password2": "another-pass-22"}
    assert "used already" in client.post(form, new).content.decode()
    people.manager.refresh_from_db()
    assert people.manager.check_password(PASSWORD) and AuditKind.PASSWORD_CHANGED not in kinds()
    client.post("/account/password/reset/", {"email": people.manager.email})
    assert not jobs.perform("accounts.send_letter")


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


def test_the_door_leads_to_another_password_once(client):
    assert client.get("/account/login/").content.decode().count('href="/account/password/reset/"') == 1


def test_days_of_the_audit_are_asked_for_as_days(client, people):
    client.force_login(people.administrator)
    said = {"fr": ("Du", "Au"), "de": ("Von", "Bis")}
    for language, words in said.items():
        people.administrator.language = language
        people.administrator.save()
        page = client.get("/accounts/audit/").content.decode()
        assert all(re.search(rf"<label[^>]*>\s*{each}\s*</label>", page) for each in words)
