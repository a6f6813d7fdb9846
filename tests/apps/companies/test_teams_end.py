"""A team is deleted: what hangs on it goes where the page says, nobody sees more than before, and it is written down."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.accounts.models import AuditEntry, Team, User
from grappe.apps.accounts.models.teams import TeamMember
from grappe.apps.accounts.operations.ending_teams import delete_team, hangs_on
from grappe.apps.accounts.operations.teams import save_team, set_scope
from grappe.apps.accounts.queries import team_names
from grappe.apps.companies import queries
from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.companies.models import Company, Contact
from grappe.apps.companies.operations.merging import absorb, separate
from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.models import SavedView
from grappe.apps.lists.queries.views import seen
from grappe.ui.errors import BadInput, Stale

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def team(people):
    return save_team(
        team=None, name="Stewards", members=[people.analyst, people.manager], by=people.administrator, at=AT
    )


def founded(people, name, *members) -> Team:
    return save_team(team=None, name=name, members=members, by=people.administrator, at=AT)


def view(owner, team, name="Mine") -> SavedView:
    return SavedView.objects.create(
        kind="companies", name=name, definition={}, owner=owner, sharing=Sharing.TEAM, team=team, created_at=AT, changed_at=AT
    )  # fmt: skip


def ended(people, team, to=None, **more):
    team.refresh_from_db()
    delete_team(team=team, to=to, version=team.version, by=people.administrator, at=AT, **more)


def rights() -> dict[int, dict[str, set[int]]]:
    """What everybody sees, may change and reads now, in SQL."""
    return {
        user.pk: {
            "companies": set(Company.objects.filter(queries.visible(user)).values_list("pk", flat=True)),
            "changes": set(Company.objects.filter(queries.looked_after(user)).values_list("pk", flat=True)),
            "contacts": set(Contact.objects.filter(queries.readable(user)).values_list("pk", flat=True)),
            "views": set(SavedView.objects.filter(seen(user)).values_list("pk", flat=True)),
        }
        for user in User.objects.all()
    }


@pytest.mark.parametrize("scope", ["all", "own"])
@pytest.mark.parametrize(
    "heirs", [None, (), ("analyst",), ("manager",), ("other_manager",), ("manager", "ministry")]
)
def test_whatever_takes_over_nobody_sees_changes_or_reads_more(people, clusters, team, scope, heirs):
    for role in ("cluster_manager", "market_analyst", "ministry"):
        set_scope(role=role, scope=scope, by=people.administrator)
    for visibility, cluster in product(Visibility, ("healthtech", "wood")):
        company = CompanyFactory(clusters=[clusters[cluster]], visibility=visibility, team=team)
        for audience in Audience:
            ContactFactory(company=company, audience=audience, created_by=None)
    view(people.manager, team)
    view(people.analyst, team, "Of the analyst")
    to = None if heirs is None else founded(people, "Heirs", *(getattr(people, one) for one in heirs))
    before = rights()
    try:
        ended(people, team, to)
    except BadInput:
        assert rights() == before
        assert Team.objects.filter(pk=team.pk).exists()
        # Refused only for those who would see or change more, and where what is kept has nowhere to go.
        assert heirs is None or not set(heirs) <= {"analyst", "manager"}
        return
    assert heirs is not None
    assert set(heirs) <= {"analyst", "manager"}
    for pk, after in rights().items():
        for what, found in after.items():
            assert found <= before[pk][what], (pk, what)


def test_companies_kept_to_it_need_a_team_that_takes_over(people, team):
    CompanyFactory(name="Kept", visibility=Visibility.TEAM, team=team)
    with pytest.raises(BadInput, match="kept to this team alone"):
        ended(people, team)
    nobody = founded(people, "Nobody")
    ended(people, team, nobody)
    kept = Company.objects.get()
    assert (kept.team, kept.visibility) == (nobody, "team")
    assert not Company.objects.filter(queries.visible(people.analyst)).exists()


def test_who_would_see_more_is_named(people, clusters, team):
    CompanyFactory(visibility=Visibility.TEAM, team=team)
    heirs = founded(people, "Heirs", people.other_manager, people.analyst, people.administrator)
    with pytest.raises(BadInput, match=people.other_manager.name) as fault:
        ended(people, team, heirs)
    assert people.analyst.name not in str(fault.value)
    assert people.administrator.name not in str(fault.value)


def test_who_would_only_change_more_is_named_too(people, clusters, team):
    CompanyFactory(visibility=Visibility.EVERYONE, team=team, clusters=[clusters["healthtech"]])
    heirs = founded(people, "Heirs", people.other_manager)
    assert not can_edit_company(people.other_manager, Company.objects.get())
    with pytest.raises(BadInput, match="would see or change"):
        ended(people, team, heirs)


def test_views_go_along_only_where_all_others_see_them_already(people, team):
    mine, theirs = view(people.analyst, team), view(people.manager, team, "Theirs")
    heirs = founded(people, "Heirs", people.analyst, people.manager)
    ended(people, team, heirs)
    assert set(SavedView.objects.values_list("team", "sharing")) == {(heirs.pk, "team")}
    wider = founded(people, "Wider", people.analyst, people.ministry)
    ended(people, heirs, wider)
    for each in (mine, theirs):
        each.refresh_from_db()
        assert (each.team, each.sharing) == (None, "private")


def test_it_is_written_down_and_its_name_stays_in_the_history(people, team):
    company = CompanyFactory(team=team)
    view(people.analyst, team)
    ended(people, team)
    company.refresh_from_db()
    assert (company.team, company.version) == (None, 2)
    entry = AuditEntry.objects.get(kind="team_deleted")
    assert (entry.user, entry.title, entry.record) == (people.administrator, "Stewards", str(team.pk))
    assert entry.detail == {"members": 2, "companies": 1, "views_private": 1}
    assert team_names([team.pk]) == {team.pk: "Stewards"}
    was = TeamMember.pgh_event_models["removed"].objects.filter(team_id=team.pk)
    assert set(was.values_list("user_id", flat=True)) == {people.analyst.pk, people.manager.pk}


def test_only_administrators_and_only_what_they_looked_at(people, team):
    with pytest.raises(PermissionDenied):
        hangs_on(team, to=None, by=people.manager)
    with pytest.raises(PermissionDenied):
        delete_team(team=team, to=None, version=1, by=people.manager, at=AT)
    for changes in ({"version": 7, "to": None}, {"version": 1, "to": Team(pk=10**9)}):
        with pytest.raises(Stale):
            delete_team(team=team, by=people.administrator, at=AT, **changes)
    with pytest.raises(BadInput, match="another team"):
        delete_team(team=team, to=team, version=1, by=people.administrator, at=AT)
    assert Team.objects.count() == 1


def test_everything_that_leads_to_a_team_is_let_go(people, team):
    """A table that is new and leads to teams has to say here what becomes of it."""
    known = {"companies.Company", "lists.SavedView", "accounts.Team_members"}
    leads = {
        relation.related_model._meta.label
        for relation in Team._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.related_model and not relation.concrete
        and getattr(relation.field, "db_constraint", True)
    }  # fmt: skip
    assert leads == known


@pytest.mark.parametrize("visibility", [Visibility.TEAM, Visibility.CLUSTERS])
def test_a_merge_is_taken_back_though_the_team_is_no_more(people, team, visibility):
    kept = CompanyFactory(name="Kept", team=team, visibility=visibility)
    closed = CompanyFactory(name="Closed")
    done = absorb(
        winner=kept,
        loser=closed,
        chosen=["team", "visibility"],
        versions=None,
        by=people.administrator,
        at=AT,
    )
    ended(people, team)
    other = separate(winner=kept, loser=closed, changed=done, by=people.administrator, at=AT)
    kept.refresh_from_db()
    assert kept.team is None
    assert "team_id" in {each.field for each in other}
    assert kept.visibility == ("everyone" if visibility == Visibility.TEAM else visibility)
    closed.refresh_from_db()
    assert closed.merged_into is None


def test_the_page_shows_what_hangs_on_it_and_deletes(client, people, team):
    people.administrator.language = "en"
    people.administrator.save()
    client.force_login(people.administrator)
    company = CompanyFactory(name="Zorvex", visibility=Visibility.TEAM, team=team)
    address = reverse("companies:team_delete", args=[team.pk])
    assert address in client.get(reverse("companies:team_edit", args=[team.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "Zorvex" in page
    assert "Choose the team that takes them over" in page
    assert "Delete the team</button>" not in page
    nobody = founded(people, "Nobody")
    page = client.get(address, {"to": nobody.pk}).content.decode()
    assert "Delete the team</button>" in page
    assert "2 people see fewer companies" in page
    team.refresh_from_db()
    answer = client.post(address, {"to": nobody.pk, "version": team.version})
    assert answer.status_code == 302
    company.refresh_from_db()
    assert company.team == nobody
    assert client.get(address).status_code == 404
    assert client.post(address, {"to": "x"}).status_code == 404
