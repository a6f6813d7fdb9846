"""Is what is done to many rows seen first, done by the apps' own operations, and taken back where nobody changed it meanwhile?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from factories import reference
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.jobs import perform
from grappe.apps.accounts.models import Team
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Company, Contact
from grappe.apps.fields import operations as fields
from grappe.apps.lists import operations
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.lists.operations import acting
from grappe.apps.lists.operations.kinds import ACTS, acts_of
from grappe.apps.lists.permissions import can_act, can_see_act
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.acts import outcomes
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.matches.models import Introduction, IntroductionChange, Match
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import FollowUp, Roadmap, Step
from grappe.apps.solutions.models import Solution
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


def prepared(user, kind, name, value=None, rows=(), *, everything=False):
    catalogue = Catalogue(user, clock.today())
    return operations.prepare_act(
        definition=definitions.read(catalogue, kind, {}), name=name, value=value, language="en", by=user, at=clock.now(),
        keys=None if everything else [row.pk for row in rows],
    )  # fmt: skip


def done(user, *about, **more):
    return operations.do_act(act=prepared(user, *about, **more), by=user, at=clock.now())


def undone(user, act):
    return operations.undo_act(act=act, by=user, at=clock.now())


def told(act) -> dict[int, tuple[str, str]]:
    return {row.key: (row.state, row.why) for row in act.rows.all()}


@pytest.fixture
def three(clusters):
    """One of one's own, one that is in the cluster already, one of somebody else's clusters."""
    return [
        CompanyFactory(name="Alpha", clusters=[clusters["healthtech"]]),
        CompanyFactory(name="Beta", clusters=[clusters["healthtech"], clusters["digital"]]),
        CompanyFactory(name="Gamma", clusters=[clusters["wood"]]),
    ]


def slugs(company) -> set[str]:
    return set(company.clusters.values_list("slug", flat=True))


def test_a_preview_says_what_would_change_and_why_not_and_changes_nothing(people, three):
    alpha, beta, gamma = three
    act = prepared(people.manager, "companies", "cluster_add", "digital", three)
    found = told(act)
    assert found[alpha.pk] == ("planned", "")
    assert found[beta.pk] == ("left", "It is so already.")
    assert found[gamma.pk][0] == "left" and "clusters" in found[gamma.pk][1]
    assert slugs(alpha) == {"healthtech"}
    assert Company.objects.get(pk=alpha.pk).version == 1
    assert [(each.state, each.count) for each in outcomes(act)] == [("planned", 1), ("left", 1), ("left", 1)]


def test_what_was_done_is_taken_back_but_for_what_changed_meanwhile(people, three, clusters):
    alpha, beta, _gamma = three
    delta = CompanyFactory(name="Delta", clusters=[clusters["healthtech"]])
    act = done(people.manager, "companies", "cluster_add", "digital", [alpha, beta, delta])
    assert slugs(alpha) == slugs(delta) == {"healthtech", "digital"}
    assert Company.objects.get(pk=alpha.pk).version == 2
    delta.refresh_from_db()
    companies.change_company(
        company=delta, values={}, clusters=[clusters["digital"]], version=2, by=people.manager, at=clock.now()
    )
    act = undone(people.manager, act)
    assert told(act)[alpha.pk] == ("back", "")
    assert told(act)[delta.pk] == ("kept", "Somebody changed it meanwhile.")
    assert slugs(alpha) == {"healthtech"} and slugs(delta) == {"digital"}
    assert slugs(beta) == {"healthtech", "digital"}, "it was so before"
    with pytest.raises(BadInput):
        undone(people.manager, act)


def test_a_row_that_changed_after_the_preview_is_left(people, three, clusters):
    alpha = three[0]
    act = prepared(people.manager, "companies", "cluster_add", "digital", [alpha])
    companies.change_company(
        company=alpha, values={}, clusters=[clusters["healthtech"], clusters["wood"]], version=1, by=people.manager,
        at=clock.now(),
    )  # fmt: skip
    act = operations.do_act(act=act, by=people.manager, at=clock.now())
    assert told(act)[alpha.pk] == ("left", "Somebody changed it meanwhile.")
    assert slugs(alpha) == {"healthtech", "wood"}


def test_many_rows_are_looked_at_and_written_by_the_worker(people, clusters, monkeypatch):
    monkeypatch.setattr(acting, "AT_ONCE", 2)
    monkeypatch.setattr(acting, "PART", 2)
    rows = [CompanyFactory(clusters=[clusters["healthtech"]]) for _ in range(5)]
    act = prepared(people.manager, "companies", "cluster_add", "digital", everything=True)
    assert (act.state, act.rows.count()) == ("preparing", 0)
    perform("lists.prepare_act")
    act.refresh_from_db()
    assert (act.state, act.rows_all, act.rows.filter(state="planned").count()) == ("preview", 5, 5)
    act = operations.do_act(act=act, by=people.manager, at=clock.now())
    assert act.state == "running" and slugs(rows[0]) == {"healthtech"}
    BulkRow.objects.filter(act=act, key=rows[0].pk).update(
        state="done"
    )  # a job that broke off does no row twice
    perform("lists.do_act")
    act.refresh_from_db()
    assert (
        act.state == "done"
        and slugs(rows[0]) == {"healthtech"}
        and slugs(rows[4]) == {"healthtech", "digital"}
    )
    operations.undo_act(act=act, by=people.manager, at=clock.now())
    perform("lists.undo_act")
    assert [slugs(row) for row in rows] == [{"healthtech"}] * 5


def test_who_does_what_to_many_rows(people, three):
    act = prepared(people.manager, "companies", "cluster_add", "digital", three)
    works = {role: can_act(user) for role, user in people.by_role().items()}
    assert works == {
        "administrator": True, "manager": True, "other_manager": True, "analyst": False, "ministry": False
    }  # fmt: skip
    sees = {role for role, user in people.by_role().items() if can_see_act(user, act)}
    assert sees == {"administrator", "manager"}
    with pytest.raises(BadInput):
        prepared(people.manager, "companies", "no_such_act", None, three)
    with pytest.raises(BadInput):
        prepared(people.manager, "companies", "archive", None, [])


def test_each_act_of_each_kind_is_done_and_taken_back(people, clusters):
    """Every act there is, on a row of its kind that it changes; those that cannot be taken back say so."""
    now, by = clock.now(), people.manager
    team = Team.objects.create(name="Coaches", created_at=now)
    fields.define_field(
        record="company", kind="number", label={"en": "Energy"}, by=people.administrator, at=now
    )
    fields.define_field(record="person", kind="line", label={"en": "Badge"}, by=people.administrator, at=now)
    company = CompanyFactory(clusters=[clusters["healthtech"], clusters["digital"]])
    archived = CompanyFactory(clusters=[clusters["healthtech"]], archived_at=now)
    person = PersonFactory(company=company, is_head=True)
    planned = ContactFactory(company=company, state="planned", starts_at=now - timedelta(days=2))
    ahead = ContactFactory(company=company, kind="phone", state="planned", starts_at=now + timedelta(days=2))
    ahead.team.set([people.manager, people.administrator])
    held = ContactFactory(company=company, state="held", kind="phone")
    need = Need.objects.create(
        company=company, title="n", theme=reference.theme("digital"), state="proposed", created_at=now
    )
    confirmed = Need.objects.create(
        company=company, title="m", theme=reference.theme("digital"), state="confirmed", created_at=now
    )
    solution = Solution.objects.create(slug="s", kind="service", name="S", title={"fr": "S", "en": "S"})
    match, other = (
        Match.objects.create(need=one, solution=solution, state="accepted", score=0.5, as_of=now.date(), decided_at=now)
        for one in (confirmed, need)
    )  # fmt: skip
    introduction = Introduction.objects.create(
        match=match, recipient_name="R", recipient_email="r@x.example", message="m", link_salt="x", expires_at=now,
        sent_at=now, state="sent",
    )  # fmt: skip
    accepted = Introduction.objects.create(
        match=match, recipient_name="A", recipient_email="a@x.example", message="m", link_salt="y", expires_at=now,
        sent_at=now, state="accepted", answered_at=now,
    )  # fmt: skip
    IntroductionChange.objects.create(
        introduction=accepted, from_state="sent", to_state="accepted", changed_at=now, by_user=by
    )
    roadmap = Roadmap.objects.create(company=company, title="R", opened_on=now.date(), feed_salt="s")
    step = Step.objects.create(
        roadmap=roadmap, title="S", start=now.date(), end=now.date() + timedelta(days=5), obstacle="money", owner_name="She"
    )  # fmt: skip
    later = str((now + timedelta(days=30)).date())
    cases = {
        "companies": [
            ("cluster_add", "wood", company), ("cluster_remove", "digital", company), ("team", str(team.pk), company),
            ("visibility", "clusters", company), ("language", "de", company), ("archive", None, company),
            ("restore", None, archived), ("custom_energy", 12, company), ("follower", str(by.pk), company),
        ],
        "people": [("language", "en", person), ("left", "2026-01-05", person), ("custom_badge", "7", person)],
        "contacts": [
            ("hold", None, planned), ("next", later, held), ("audience", "confidence", held),
            ("colleague_add", str(people.analyst.pk), held), ("colleague_remove", str(people.administrator.pk), ahead),
            ("cancel", None, ahead),
        ],
        "needs": [("state", "dismissed", need), ("urgency", "3", confirmed), ("theme", "business_model", confirmed)],
        "matches": [("state", "dismissed", other)],
        "introductions": [
            ("accepted", None, introduction), ("declined", "no time", introduction), ("done", "a pilot", accepted),
            ("withdrawn", None, introduction),
        ],
        "steps": [("state", "done", step), ("state", "started", step), ("owner", str(by.pk), step), ("shift", "7", step)],
    }  # fmt: skip
    for kind in ACTS:
        names = set(acts_of(kind, Catalogue(by, clock.today()).asked))
        assert {name for name, _value, _row in cases[kind]} == names
        for name, value, row in cases[kind]:
            act_is = acts_of(kind, Catalogue(by, clock.today()).asked)[name]
            before = act_is.now(type(row).objects.get(pk=row.pk))
            act = prepared(by, kind, name, value, [row])
            assert told(act) == {row.pk: ("planned", "")}, (kind, name, told(act))
            act = operations.do_act(act=act, by=by, at=now)
            assert told(act) == {row.pk: ("done", "")}, (kind, name, told(act))
            after = act_is.now(type(row).objects.get(pk=row.pk))
            assert after != before, (kind, name)
            assert act_is.told(before) != act_is.told(after), (kind, name)
            if act_is.final:
                with pytest.raises(BadInput):
                    undone(by, act)
                continue
            act = undone(by, act)
            assert told(act) == {row.pk: ("back", "")}, (kind, name, told(act))
            assert act_is.now(type(row).objects.get(pk=row.pk)) == before, (kind, name)
    assert not FollowUp.objects.exists()
    assert Contact.objects.get(pk=ahead.pk).state == "cancelled"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_an_act(manager, people, clusters, rows, django_assert_num_queries):
    companies = [CompanyFactory(name=f"Alpha {n}", clusters=[clusters["healthtech"]]) for n in range(rows)]
    form = manager.get(
        "/lists/companies/act/", {"act": "cluster_add", "row": [each.pk for each in companies]}
    )
    assert "Show what would change" in form.content.decode()
    ticked = {
        "act": "cluster_add",
        "value": "digital",
        "row": [each.pk for each in companies],
        "def": json.dumps({}),
    }
    assert manager.post("/lists/companies/act/", ticked | {"value": "nonsense"}).status_code == 422
    address = manager.post("/lists/companies/act/", ticked).url
    with django_assert_num_queries(11):
        page = manager.get(address).content.decode()
    assert page.count("HealthTech, ") == rows or page.count(", HealthTech") == rows
    assert "would change" in page
    act = BulkAct.objects.get()
    manager.post(reverse("lists:act_do", args=[act.pk]))
    assert "changed" in manager.get(address).content.decode()
    manager.post(reverse("lists:act_do", args=[act.pk]))  # twice is as once
    manager.post(reverse("lists:act_undo", args=[act.pk]))
    assert "as it was" in manager.get(address).content.decode() or rows > 1
    with django_assert_num_queries(3):
        listed = manager.get(reverse("lists:acts")).content.decode()
    assert "Add to a cluster" in listed
    nothing = manager.get("/lists/companies/act/", {"act": "cluster_add"}, follow=True)
    assert "Tick at least one row." in nothing.content.decode()


def test_what_a_reader_does_not_see_is_not_told_of_an_act(client, people, clusters):
    company = CompanyFactory(name="Alpha", clusters=[clusters["healthtech"]])
    contact = ContactFactory(
        company=company, subject="Layoffs", audience="named", state="held", created_by=people.manager
    )
    act = done(people.manager, "contacts", "next", str(clock.today() + timedelta(days=9)), [contact])
    for user, sees in ((people.manager, True), (people.administrator, False)):
        client.force_login(user)
        page = client.get(reverse("lists:act", args=[act.pk])).content.decode()
        assert ("Layoffs" in page) is sees and ("Not shown to you" in page) is not sees
    kept = undone(people.administrator, act)
    assert told(kept)[contact.pk][0] == "kept"
