"""Is what is done to many rows seen first, done by the apps' own operations, and taken back where nobody changed it meanwhile?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from factories import groups, reference
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.jobs import perform
from grappe.apps.accounts.models import Team
from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns.models import Address, Campaign, Preference
from grappe.apps.campaigns.operations.picking import pick_company, pick_person
from grappe.apps.campaigns.queries import selection_of
from grappe.apps.campaigns.queries.segments import Segment
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


def allowed(person) -> None:
    """Let a person be written to about aids."""
    address = Address.objects.create(email=person.email.lower(), salt=f"s{person.pk}")
    Preference.objects.create(address=address, purpose="aids", basis="opt_in", recorded_at=clock.now())


def draft(by, **segment) -> Campaign:
    """A campaign being written, to nobody but those added where nothing else is said."""
    asked = Segment(**(segment or {"picked_only": True}))
    return campaigns.begin(draft=campaigns.Draft(title="News", segment=asked), by=by, at=clock.now())


def picked_for(by, company, clusters):
    """A draft to which another company and one more person were added."""
    campaign = draft(by)
    other = CompanyFactory(clusters=[clusters["healthtech"], clusters["digital"]])
    head = PersonFactory(company=other, is_head=True, email="other@x.example")
    second = PersonFactory(company=company, is_head=False, email="second@x.example")
    allowed(head)
    allowed(second)
    pick_company(campaign=campaign, company=other, by=by, at=clock.now())
    pick_person(campaign=campaign, person=second, by=by, at=clock.now())
    return campaign, other, second


def test_each_act_of_each_kind_is_done_and_taken_back(people, clusters):
    """Every act there is, on a row of its kind that it changes; those that cannot be taken back say so."""
    now, by = clock.now(), people.manager
    team = Team.objects.create(name="Coaches", created_at=now)
    fields.define_field(
        record="company", kind="number", label={"en": "Energy"}, by=people.administrator, at=now
    )
    for record in ("person", "contact", "need", "match", "introduction", "step"):
        fields.define_field(
            record=record, kind="line", label={"en": "Badge"}, by=people.administrator, at=now
        )
    company = CompanyFactory(clusters=[clusters["healthtech"], clusters["digital"]])
    archived = CompanyFactory(clusters=[clusters["healthtech"]], archived_at=now)
    person = PersonFactory(company=company, is_head=True)
    group = groups.group(people.manager)
    campaign, picked, picked_person = picked_for(by, company, clusters)
    allowed(person)
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
            ("group_add", str(group.pk), company), ("campaign_add", str(campaign.pk), company),
            ("campaign_remove", str(campaign.pk), picked),
        ],
        "people": [
            ("language", "en", person), ("left", "2026-01-05", person), ("custom_badge", "7", person),
            ("group_add", str(group.pk), person), ("campaign_add", str(campaign.pk), person),
            ("campaign_remove", str(campaign.pk), picked_person),
        ],
        "contacts": [
            ("hold", None, planned), ("next", later, held), ("audience", "confidence", held),
            ("colleague_add", str(people.analyst.pk), held), ("colleague_remove", str(people.administrator.pk), ahead),
            ("cancel", None, planned), ("custom_badge", "7", held),
        ],
        "needs": [
            ("state", "dismissed", need), ("urgency", "3", confirmed), ("theme", "business_model", confirmed),
            ("custom_badge", "7", confirmed),
        ],
        "matches": [("state", "dismissed", other), ("custom_badge", "7", match)],
        "introductions": [
            ("accepted", None, introduction), ("declined", "no time", introduction), ("done", "a pilot", accepted),
            ("withdrawn", None, introduction), ("custom_badge", "7", introduction),
        ],
        "steps": [
            ("state", "done", step), ("state", "started", step), ("owner", str(by.pk), step), ("shift", "7", step),
            ("custom_badge", "7", step),
        ],
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
    assert not mail.outbox


def test_a_cancelled_contact_is_taken_back_where_nobody_was_told(people, clusters):
    company, now = CompanyFactory(clusters=[clusters["healthtech"]]), clock.now()
    over, ahead, nobody = (
        ContactFactory(company=company, kind="phone", state="planned", starts_at=now + timedelta(days=days))
        for days in (-3, 2, 3)
    )
    ahead.team.set([people.analyst])
    rows = [over, ahead, nobody]
    act = prepared(people.manager, "contacts", "cancel", None, rows)
    stays = "this contact stays cancelled"
    assert [stays in told(act)[row.pk][1] for row in rows] == [False, True, False]
    assert {state for state, _why in told(act).values()} == {"planned"}
    act = operations.do_act(act=act, by=people.manager, at=clock.now())
    assert {state for state, _why in told(act).values()} == {"done"}
    act = undone(people.manager, act)
    assert [told(act)[row.pk][0] for row in rows] == ["back", "kept", "back"]
    assert "knows of the cancellation" in told(act)[ahead.pk][1]
    states = [Contact.objects.get(pk=row.pk).state for row in rows]
    assert states == ["planned", "cancelled", "planned"]


def test_custom_fields_are_set_and_emptied(people, clusters):
    company, now = CompanyFactory(clusters=[clusters["healthtech"]]), clock.now()
    said = {"record": "need", "kind": "line", "by": people.administrator, "at": now}
    fields.define_field(label={"en": "Badge"}, **said)
    fields.define_field(label={"en": "Must"}, required=True, **said)
    about = {"company": company, "theme": reference.theme("digital"), "created_at": now}
    rows = [
        Need.objects.create(title=title, state=state, custom=custom, **about)
        for title, state, custom in (
            ("a", "confirmed", {"badge": "1", "must": "x"}), ("b", "met", {}), ("c", "proposed", {"badge": "2"}),
        )
    ]  # fmt: skip
    act = done(people.manager, "needs", "custom_badge", None, rows)
    assert [state for state, _why in told(act).values()] == ["done", "left", "left"]
    assert "It is only proposed" in told(act)[rows[2].pk][1]
    assert Need.objects.get(pk=rows[0].pk).custom == {"must": "x"}
    undone(people.manager, act)
    assert Need.objects.get(pk=rows[0].pk).custom == {"badge": "1", "must": "x"}
    act = prepared(people.manager, "needs", "custom_must", "y", rows[:2])
    assert "what is written now stays" in told(act)[rows[1].pk][1] and told(act)[rows[0].pk][1] == ""
    operations.do_act(act=act, by=people.manager, at=clock.now())
    act = undone(people.manager, act)
    assert [state for state, _why in told(act).values()] == ["back", "kept"]
    act = prepared(people.manager, "needs", "custom_must", None, rows[:2])
    assert {state for state, _why in told(act).values()} == {"left"}


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
    with django_assert_num_queries(10):
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


def test_heads_and_people_are_invited_to_a_working_group(people, clusters):
    health, now = [clusters["healthtech"]], clock.now()
    group, other = groups.group(people.manager), groups.group(people.other_manager)
    offered = dict(acts_of("people", Catalogue(people.manager, clock.today()).asked)["group_add"].choices())
    assert set(offered) == {str(group.pk)}  # those that one runs
    with_head, without = (CompanyFactory(clusters=health) for _ in range(2))
    head = PersonFactory(company=with_head, is_head=True, email="head@x.example")
    gone = PersonFactory(company=without, left_on=now.date() - timedelta(days=9), email="gone@x.example")
    silent = PersonFactory(company=without, is_head=False, email="")
    act = done(people.manager, "companies", "group_add", str(group.pk), [with_head, without])
    assert [state for state, _why in told(act).values()] == ["done", "left"]
    assert "No head of company on file." in told(act)[without.pk][1]
    member = group.members.get(person=head)
    assert (member.state, member.company, member.letters.count()) == ("invited", with_head, 1)
    act = prepared(people.manager, "people", "group_add", str(group.pk), [head, gone, silent])
    whys = [why for _state, why in told(act).values()]
    assert whys[0] == "It is so already." and "has left the company" in whys[1] and "no e-mail" in whys[2]
    refused = prepared(people.manager, "people", "group_add", str(other.pk), [head])
    assert "Only those who run" in told(refused)[head.pk][1]
    act = BulkAct.objects.get(kind="companies")
    undone(people.manager, act)
    member.refresh_from_db()
    assert member.state == "declined"
    act = done(people.manager, "companies", "group_add", str(group.pk), [with_head])
    group.members.filter(person=head).update(state="active", joined_at=now)  # they accepted meanwhile
    assert told(undone(people.manager, act))[with_head.pk][0] == "kept"


def names_of(campaign) -> set[str]:
    return {each.name for each in selection_of(campaign, on=clock.today()).addressees if not each.reason}


def test_companies_and_people_are_added_to_a_campaign(people, clusters):
    health = [clusters["healthtech"]]
    by = people.manager
    first, second, third = (CompanyFactory(clusters=health) for _ in range(3))
    foreign = CompanyFactory(clusters=[clusters["wood"]])
    heads = [
        PersonFactory(company=company, is_head=True, name=name, email=f"{name.lower()}@x.example")
        for company, name in ((first, "Ada"), (second, "Ben"), (foreign, "Fay"))
    ]
    clerk = PersonFactory(company=second, is_head=False, name="Cleo", email="cleo@x.example")
    for person in (heads[0], heads[2], clerk):
        allowed(person)
    campaign = draft(by)
    offered = dict(acts_of("people", Catalogue(by, clock.today()).asked)["campaign_add"].choices())
    assert offered == {str(campaign.pk): "News"}
    assert names_of(campaign) == set()
    act = done(by, "companies", "campaign_add", str(campaign.pk), [first, second, third, foreign])
    assert told(act) == {
        first.pk: ("done", ""), second.pk: ("left", "No consent and no relationship on file"),
        third.pk: ("left", "No head of company on file"),
        foreign.pk: ("left", "Whoever began the campaign may not write to this company."),
    }  # fmt: skip
    assert names_of(campaign) == {"Ada"}
    more = done(by, "people", "campaign_add", str(campaign.pk), [heads[0], heads[1], clerk])
    assert told(more)[heads[0].pk] == ("left", "The campaign goes to them already.")
    assert told(more)[heads[1].pk] == ("left", "No consent and no relationship on file")
    assert names_of(campaign) == {"Ada", "Cleo"}  # of the second company the clerk alone, not its head
    undone(by, act)
    assert names_of(campaign) == {"Cleo"}
    wide = draft(by, clusters=("healthtech",))
    already = prepared(by, "companies", "campaign_add", str(wide.pk), [first])
    assert told(already) == {first.pk: ("left", "The campaign goes to this company already.")}
    Campaign.objects.filter(pk=campaign.pk).update(state="review")
    assert told(undone(by, more))[clerk.pk][0] == "kept"
    refused = prepared(people.other_manager, "people", "campaign_add", str(wide.pk), [heads[2]])
    assert "Only whoever began" in told(refused)[heads[2].pk][1]
