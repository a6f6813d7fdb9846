"""Does each reader find exactly what the permissions let them read? The words of the index, thing by thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from factories import diagnostics, events, flagships, groups, ideas, matches, plans, studies, trends
from factories.companies import WHEN, CompanyFactory, ContactFactory, PersonFactory
from factories.ideas import challenge
from factories.reference import theme
from grappe.apps.accounts.models import RoleScope, Team
from grappe.apps.aids.models import Programme
from grappe.apps.aids.permissions import can_view_programmes
from grappe.apps.companies.models import Company
from grappe.apps.companies.permissions import can_read_contact, can_view_company
from grappe.apps.companies.queries.readers import reader_words
from grappe.apps.events.permissions import can_view_events
from grappe.apps.groups.permissions import can_read_paper, can_view_groups
from grappe.apps.ideas.models import Challenge
from grappe.apps.ideas.permissions import can_view_flagship, can_view_idea
from grappe.apps.ideas.queries.challenges import challenges
from grappe.apps.insight.models import ActionPlan
from grappe.apps.insight.permissions import can_view_plan
from grappe.apps.needs.models import Need
from grappe.apps.needs.permissions import can_read_need
from grappe.apps.search.models import Entry
from grappe.apps.search.queries.candidates import readable
from grappe.apps.solutions.models import Solution
from grappe.apps.solutions.permissions import can_view_solutions
from grappe.apps.studies.permissions import can_view_study, can_work_on
from grappe.apps.trends.permissions import can_view_sheet

pytestmark = pytest.mark.django_db
ANSWERS = {"q2": ["i1", "i2"], "q3": ["i1"], "q4": {"i1": 2}, "q7": ["i1"]}


def found_by(user: Any) -> set[tuple[str, int]]:
    """All that somebody may find, by the very condition that every look into the index has."""
    query = readable(reader_words(user))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, record_id FROM search_entry WHERE words @@ {query.sql}", query.values)
        return set(cursor.fetchall())


def agrees(
    people: Any, kind: str, rows: list[Any], may: Callable[[Any, Any], bool], open_to_all: bool = False
) -> int:
    """Compare the index with a permission for every role and row; return how many were allowed."""
    allowed = 0
    for role, user in people.by_role().items():
        fresh = type(user).objects.get(pk=user.pk)
        found = found_by(fresh)
        for row in rows:
            wanted = may(fresh, type(row).objects.get(pk=row.pk))
            assert ((kind, row.pk) in found) == wanted, (kind, role, row.pk, wanted)
            allowed += wanted
    every = len(rows) * len(people.by_role())
    assert allowed == every if open_to_all else 0 < allowed < every, "some may and some may not"
    return allowed


def test_companies_contacts_and_needs(people, clusters):
    team = Team.objects.create(name="Deals", created_at=WHEN)
    team.members.set([people.analyst, people.other_manager])
    firms = [
        CompanyFactory(visibility=visibility, team=team, clusters=[clusters["healthtech"]])
        for visibility in ("everyone", "clusters", "team")
    ]
    firms.append(CompanyFactory(visibility="clusters"))
    agrees(people, "company", firms, can_view_company)
    contacts = []
    for firm in firms:
        for audience in ("everyone", "confidence", "named"):
            made = ContactFactory(company=firm, audience=audience, created_by=people.analyst)
            made.readers.add(people.ministry)
            contacts += [made, ContactFactory(company=firm, audience=audience)]
            contacts[-1].team.add(people.other_manager)
    agrees(people, "contact", contacts, can_read_contact)
    needs = [
        Need.objects.create(
            company=contact.company,
            title="A need",
            theme=theme(),
            contact=contact,
            created_at=contact.created_at,
        )
        for contact in contacts
    ]
    agrees(people, "need", needs, can_read_need)
    persons = [PersonFactory(company=firm) for firm in firms]
    agrees(people, "person", persons, lambda user, person: can_view_company(user, person.company))


def test_whose_role_sees_only_its_own_finds_only_these(people, clusters):
    RoleScope.objects.create(role="market_analyst", scope="own")
    people.analyst.save()  # the trigger puts the scope of the role on the account
    team = Team.objects.create(name="Deals", created_at=WHEN)
    team.members.set([people.analyst])
    firms = [CompanyFactory(team=team), CompanyFactory(clusters=[clusters["wood"]]), CompanyFactory()]
    firms.append(CompanyFactory(visibility="team", team=team))
    assert not type(people.analyst).objects.get(pk=people.analyst.pk).sees_all
    agrees(people, "company", firms, can_view_company)
    contacts = [ContactFactory(company=firm, audience="everyone") for firm in firms]
    agrees(people, "contact", contacts, can_read_contact)


def test_what_of_a_company_is_open_follows_the_company_alone(people, clusters):
    diagnostics.load()
    team, runs = Team.objects.create(name="Deals", created_at=WHEN), []
    for visibility in ("everyone", "clusters", "team"):
        firm = CompanyFactory(clusters=[clusters["healthtech"]])
        runs.append(diagnostics.finish(firm, people.manager, ANSWERS))
        Company.objects.filter(pk=firm.pk).update(visibility=visibility, team=team)
    agrees(people, "diagnostic", runs, lambda user, run: can_view_company(user, run.company))


def test_what_is_open_to_all_inside(people):
    matches.catalogue(vectors=False)
    agrees(
        people,
        "solution",
        list(Solution.objects.all()[:3]),
        lambda user, _row: can_view_solutions(user),
        True,
    )
    agrees(
        people,
        "programme",
        list(Programme.objects.all()[:3]),
        lambda user, _row: can_view_programmes(user),
        True,
    )
    rows = [events.event(people.manager), events.event(people.other_manager)]
    agrees(people, "event", rows, lambda user, _row: can_view_events(user), True)
    agrees(people, "group", [groups.group(people.manager)], lambda user, _row: can_view_groups(user), True)


def test_ideas_and_flagship_projects(people, clusters):
    made = []
    for confidential in (False, True):
        for stage in ("captured", "candidate"):
            made.append(ideas.idea(people.manager, confidential=confidential, stage=stage))
            made.append(ideas.idea(people.analyst, confidential=confidential, stage=stage))
            type(made[-1]).objects.filter(pk=made[-1].pk).update(lead=None)
            made[-1].clusters.set([clusters["wood"]])
    agrees(people, "idea", made, can_view_idea)
    project = flagships.whole(people.manager)
    type(project.idea).objects.filter(pk=project.idea_id).update(confidential=True)
    agrees(people, "flagship", [project], can_view_flagship)
    asked = [
        challenge(people.manager),
        challenge(people.manager, published_at=None, published_by=None, state="draft"),
    ]
    agrees(people, "challenge", asked, lambda user, row: challenges(for_user=user).filter(pk=row.pk).exists())
    assert Challenge.objects.count() == 2


def test_what_the_ministry_reads_once_it_is_out(people):
    rows = [studies.study(people.analyst, state=state) for state in ("running", "published")]
    agrees(people, "study", rows, can_view_study)
    sheets = [trends.sheet(people.analyst), trends.sheet(people.analyst, published=True)]
    agrees(people, "sheet", sheets, can_view_sheet)
    made = [plans.plan(people.manager), plans.plan(people.manager)]
    ActionPlan.objects.filter(pk=made[0].pk).update(state="draft")
    ActionPlan.objects.filter(pk=made[1].pk).update(state="running")
    agrees(people, "plan", made, can_view_plan)


def test_papers_of_the_team_are_its_own(people):
    group = groups.group(people.manager)
    papers = [groups.paper(group, inside=True), groups.paper(group)]
    agrees(people, "paper", papers, can_read_paper)
    study = studies.study(people.analyst)
    agrees(people, "material", [studies.material(study)], lambda user, row: can_work_on(user, row.study))
    assert Entry.objects.filter(kind="group", record_id=group.pk).exists()
    for user in people.by_role().values():
        assert ("group", group.pk) in found_by(user)


def test_nobody_finds_anything_once_the_account_is_closed(people):
    CompanyFactory()
    people.manager.is_active = False
    assert reader_words(people.manager) == frozenset()
    assert not found_by(people.manager)
