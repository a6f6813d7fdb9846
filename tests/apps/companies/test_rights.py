"""Who sees which company, who reads which contact? Truth tables, and the same said in SQL on all combinations."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.accounts.models import User
from grappe.apps.accounts.operations.teams import save_team, set_scope
from grappe.apps.companies import operations, queries
from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.companies.models import Company, Contact
from grappe.apps.companies.permissions import (
    can_edit_company,
    can_edit_contact,
    can_read_contact,
    can_view_company,
)
from grappe.apps.companies.queries.policy import onlookers
from grappe.apps.companies.queries.search import told_beside
from grappe.ui.errors import BadInput

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

# What a person sees, by how they stand to the company (A: administrator, C: of its cluster, T: of its team, N: neither).
# Columns: visibility everyone with a role that sees all, everyone with one that sees its own, clusters, team.
SEES = {
    "A": (True, True, True, True),
    "C": (True, True, True, False),
    "T": (True, True, True, True),
    "N": (True, False, False, False),
}
COLUMNS = (("everyone", "all"), ("everyone", "own"), ("clusters", "all"), ("team", "all"))


@pytest.fixture
def team(people):
    return save_team(team=None, name="Stewards", members=[people.analyst], by=people.administrator, at=AT)


@pytest.mark.parametrize("column", range(4))
def test_the_truth_table_of_companies(people, clusters, team, column):
    visibility, scope = COLUMNS[column]
    for role in ("cluster_manager", "market_analyst", "ministry"):
        set_scope(role=role, scope=scope, by=people.administrator)
    company = CompanyFactory(clusters=[clusters["healthtech"]], visibility=visibility, team=team)
    standing = {
        "A": people.administrator, "C": people.manager, "T": people.analyst, "N": people.other_manager,
    }  # fmt: skip
    for kind, person in standing.items():
        user = User.objects.get(pk=person.pk)
        assert can_view_company(user, company) is SEES[kind][column], (kind, visibility, scope)
        if SEES[kind][column]:
            assert queries.company_for(company.pk, for_user=user) == company
        else:
            with pytest.raises(PermissionDenied):
                queries.company_for(company.pk, for_user=user)


def _everything(people, clusters, team):
    """Companies and contacts in every combination of visibility, cluster, team, audience and standing to the contact."""
    for visibility, cluster, of_team in product(Visibility, ("healthtech", "wood"), (None, team)):
        if visibility == Visibility.TEAM and of_team is None:
            continue
        company = CompanyFactory(clusters=[clusters[cluster]], visibility=visibility, team=of_team)
        for audience, standing in product(Audience, ("nobody", "team", "planned", "reader")):
            one = people.other_manager
            contact = ContactFactory(company=company, audience=audience, created_by=None)
            if standing == "team":
                contact.team.add(one, people.ministry)
            elif standing == "planned":
                Contact.objects.filter(pk=contact.pk).update(created_by=one)
            elif standing == "reader":
                contact.readers.add(one, people.administrator)


def test_sql_says_what_python_says(people, clusters, team):
    _everything(people, clusters, team)
    every_company = list(Company.objects.values_list("pk", flat=True))
    for scope in ("all", "own"):
        for role in ("cluster_manager", "market_analyst", "ministry"):
            set_scope(role=role, scope=scope, by=people.administrator)
        for person in people.by_role().values():
            user = User.objects.get(pk=person.pk)
            seen = set(Company.objects.filter(queries.visible(user)).values_list("pk", flat=True))
            assert set(told_beside(every_company, for_user=user)) == seen
            cared = set(Company.objects.filter(queries.looked_after(user)).values_list("pk", flat=True))
            read = set(Contact.objects.filter(queries.readable(user)).values_list("pk", flat=True))
            hung = set(Contact.objects.filter(queries.of_visible(user)).values_list("pk", flat=True))
            for company in Company.objects.prefetch_related("clusters"):
                assert (company.pk in seen) is can_view_company(user, company)
                assert (company.pk in cared) is can_edit_company(user, company)
                assert (company.pk in seen) is User.objects.filter(onlookers(company), pk=user.pk).exists()
            every = Contact.objects.select_related("company").prefetch_related(
                "company__clusters", "team", "readers"
            )
            for contact in every:
                assert (contact.pk in read) is can_read_contact(user, contact), (
                    user.role,
                    scope,
                    contact.audience,
                )
                assert (contact.pk in hung) is can_view_company(user, contact.company)
                assert not can_edit_contact(user, contact) or can_read_contact(user, contact)


def test_a_contact_for_named_people_is_read_by_no_administrator(people, clusters):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    contact = ContactFactory(company=company, audience=Audience.NAMED, created_by=people.manager)
    assert can_read_contact(people.manager, contact)
    assert not can_read_contact(people.administrator, contact)
    contact.readers.add(people.ministry)
    assert can_read_contact(people.ministry, contact)


def test_whoever_would_lock_themselves_out_is_told_before(manager, people, clusters, team):
    contact = ContactFactory(
        company=CompanyFactory(clusters=[clusters["healthtech"]]), created_by=people.analyst
    )
    page = reverse("companies:contact_audience", args=[contact.pk])
    answer = manager.post(page, {"audience": "named"})
    assert answer.status_code == 422
    contact.refresh_from_db()
    assert contact.audience == "everyone"
    assert manager.post(page, {"audience": "named", "locked_out": "on"}).status_code == 302
    assert manager.get(reverse("companies:contact", args=[contact.pk])).status_code == 403
    company = contact.company
    facts = {
        "name": company.name, "country": "LU", "language": "fr", "clusters": [clusters["healthtech"].pk], "version": 1,
        "visibility": "team", "team": team.pk,
    }  # fmt: skip
    edit = reverse("companies:edit", args=[company.pk])
    assert manager.post(edit, facts).status_code == 422
    assert manager.post(edit, facts | {"locked_out": "on"}).url == reverse("companies:list")
    assert manager.get(company.get_absolute_url()).status_code == 403


def test_a_role_that_sees_its_own_stands_on_each_account(people):
    set_scope(role="ministry", scope="own", by=people.administrator)
    assert not User.objects.get(pk=people.ministry.pk).sees_all
    stale = people.ministry  # read before: what it saves does not widen what it sees
    stale.save()
    assert not User.objects.get(pk=stale.pk).sees_all
    with pytest.raises(BadInput):
        set_scope(role="administrator", scope="own", by=people.administrator)
    with pytest.raises(PermissionDenied):
        set_scope(role="ministry", scope="all", by=people.manager)


def test_the_page_of_rights_counts_before_anything_changes(
    client, people, clusters, team, django_assert_num_queries
):
    CompanyFactory(clusters=[clusters["healthtech"]])
    CompanyFactory(clusters=[clusters["wood"]], visibility="team", team=team)
    client.force_login(people.administrator)
    from grappe.apps.companies.queries.reach import reaches

    with django_assert_num_queries(4):
        found = {
            row.user: (row.now, row.with_all, row.with_own) for row in reaches(for_user=people.administrator)
        }
    assert found[people.manager] == (1, 1, 1)
    assert found[people.analyst] == (2, 2, 1)
    assert found[people.ministry] == (1, 1, 0)
    page = reverse("companies:rights")
    assert client.get(page).status_code == 200
    client.post(page, {"cluster_manager": "all", "market_analyst": "own", "ministry": "own"})
    assert {user.role for user in User.objects.all() if not user.sees_all} == {"market_analyst", "ministry"}


def test_a_number_of_a_company_not_shown_does_not_tell_whose(people, clusters, team):
    CompanyFactory(name="Hidden S.A.", vat_number="LU12345613", visibility="team", team=team)
    with pytest.raises(BadInput) as fault:
        operations.create_company(
            values={"name": "New", "vat_number": "LU12345613"},
            clusters=[clusters["healthtech"]],
            by=people.manager,
            at=AT,
        )
    assert "Hidden" not in str(fault.value)
