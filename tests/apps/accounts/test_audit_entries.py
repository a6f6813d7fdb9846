"""What is written down, how often, and in which words? And what opens to a colleague who has left?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import groups, ideas, studies
from grappe.apps.accounts import operations
from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import AuditEntry, RoleScope, User
from grappe.apps.accounts.operations import audit, policy
from grappe.apps.accounts.operations.audit import Where
from grappe.apps.accounts.permissions import must_set_up_factor
from grappe.apps.accounts.queries import audit as entries
from grappe.apps.groups.queries import links as group_links
from grappe.apps.ideas.queries import links as idea_links
from grappe.apps.studies.queries import review_links
from grappe.config.doors.middleware import _record
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, people):
    client.force_login(people.administrator)
    return client


def test_a_record_in_confidence_is_written_down_once_an_hour_for_each_reader(people):
    at, told = clock.now(), {("companies.contact", 7): "Talk\x00", ("companies.contact", 8): "Other"}
    here = Where("192.0.2.7", "Firefox")

    def read(user, minutes, where=here):
        audit.note_reading(
            told, user=user, where=where, page="companies:notes", at=at + timedelta(minutes=minutes)
        )
        return AuditEntry.objects.count()

    assert [read(people.manager, minutes) for minutes in (0, 1, 59)] == [2, 2, 2], "a text that saves itself"
    assert read(people.manager, 61) == 4
    assert read(people.other_manager, 61) == 6
    assert [read(None, 61), read(None, 62), read(None, 62, Where("192.0.2.8"))] == [8, 8, 10]
    entry = AuditEntry.objects.filter(user=people.manager).earliest("pk")
    assert (entry.kind, entry.what, entry.record, entry.title, entry.detail, entry.address, entry.device) == (
        AuditKind.READ_IN_CONFIDENCE, "companies.contact", "7", "Talk ", {"page": "companies:notes"}, "192.0.2.7", "Firefox",
    )  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read(people.analyst, 0)
    assert len(asked) == 2, "one statement, and the count of the test"


def test_links_are_told_apart_and_not_written_down(people):
    at = clock.now()
    for token, times in (("first-secret", 3), ("second-secret", 1)):
        for _each in range(times):
            audit.note_export(
                user=None, where=Where("192.0.2.7"), what="groups:calendar", record=_record({"token": token, "pk": 3}),
                title="a.ics", query="", at=at,
            )  # fmt: skip
    found = list(AuditEntry.objects.order_by("pk").values_list("record", flat=True))
    assert len(found) == 2 and all(one.endswith("pk=3") and "secret" not in one for one in found)


@pytest.mark.parametrize(
    "asked", ["until=9999-12-31", "since=0001-01-01", "until=0001-01-01", "since=9999-12-31"]
)
def test_any_day_may_be_asked_for(boss, asked):
    audit.note(AuditKind.SIGNED_IN, at=clock.now(), email="somebody@x.example")
    for address in ("/accounts/audit/", "/accounts/audit.csv"):
        page = boss.get(f"{address}?{asked}")
        assert page.status_code == 200
        assert ("somebody@x.example" in page.content.decode()) is (
            asked in ("until=9999-12-31", "since=0001-01-01")
        )


def test_details_are_words(boss, people):
    whose = {"name": people.analyst.name, "email": people.analyst.email, "language": people.analyst.language}
    operations.change_account(
        user=people.analyst, **whose, role="ministry", by=people.administrator, at=clock.now()
    )
    rules = {"required_roles": ["administrator", "ministry"], "failures": 6, "minutes": 15, "audit_days": 730}
    policy.change_policy(rules=rules, by=people.administrator, at=clock.now())
    policy.change_policy(rules={**rules, "required_roles": []}, by=people.administrator, at=clock.now())
    audit.note(AuditKind.LOCKED, at=clock.now(), detail={"until": "2026-03-02T09:00:00+00:00", "told": True})
    page = boss.get("/accounts/audit/").content.decode()
    for words in (
        "Role: Market analyst → Ministry (read only)", "roles that need a second factor: Administrator, Ministry (read only)",
        "roles that need a second factor: no role", "failed attempts before an account is locked: 6", "10:00",
        "letter to the owner: yes",
    ):  # fmt: skip
        assert words in page, words
    assert "role=market_analyst → ministry" in boss.get("/accounts/audit.csv").content.decode("utf-8-sig")


def test_a_table_that_is_not_whole_says_so(boss, monkeypatch):
    for _each in range(3):
        audit.note(AuditKind.SIGNED_IN, at=clock.now())
    assert "Only the newest" not in boss.get("/accounts/audit.csv").content.decode()
    monkeypatch.setattr(entries, "MOST_ROWS", 2)
    assert "Only the newest 2 entries" in boss.get("/accounts/audit.csv").content.decode()


def test_whoever_does_not_say_that_they_have_a_factor_has_none(people):
    people.manager.needing = ["cluster_manager"]
    assert must_set_up_factor(people.manager, "password") and not must_set_up_factor(
        people.manager, "sso:uni"
    )
    people.manager.has_factor = True
    assert not must_set_up_factor(people.manager, "password")


def test_links_of_a_colleague_who_has_left_open_nothing(people):
    member = groups.group(people.manager).members.get(user=people.manager)
    contributor = ideas.colleague(people.manager)
    review = studies.review(studies.study(people.other_manager), user=people.manager)
    opened = (
        lambda: group_links.member_by_token(group_links.token_of(member)),
        lambda: idea_links.contributor_by_token(idea_links.token_of(contributor)),
        lambda: review_links.review_by_token(review_links.token_of(review), at=studies.AT),
    )
    assert [each().pk for each in opened] == [member.pk, contributor.pk, review.pk]
    operations.deactivate(user=people.manager, by=people.administrator, at=clock.now())
    expired = (group_links.LinkExpired, idea_links.LinkExpired, review_links.LinkExpired)
    for each, fault in zip(opened, expired, strict=True):
        with pytest.raises(fault):
            each()


def test_what_a_role_sees_stands_on_its_accounts_however_it_is_changed(people):
    def scopes():
        return {User.objects.get(pk=one.pk).scope for one in (people.ministry, people.analyst)}

    for role in ("ministry", "market_analyst"):
        RoleScope.objects.create(role=role, scope="own")
    assert scopes() == {"own"}
    RoleScope.objects.filter(role="ministry").update(scope="all")
    assert scopes() == {"own", "all"}
    RoleScope.objects.all().delete()
    assert scopes() == {"all"}
