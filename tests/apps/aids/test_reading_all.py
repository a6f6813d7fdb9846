"""Is a company read with a whole block what it is read alone: its group, its register, its document?"""

from __future__ import annotations

import random
from datetime import date

import pytest

from factories.awards import award
from factories.companies import CompanyFactory, FiguresFactory, OwnershipFactory
from factories.sweeps import state
from grappe.apps.aids.queries import known_facts
from grappe.apps.aids.queries.known import known_after
from grappe.apps.companies.models import YearFigures
from grappe.apps.companies.queries import ownership_group
from grappe.apps.companies.queries.facts import companies_after
from grappe.apps.companies.queries.groups import Ties, ownership_groups, ownership_ties

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
KINDS = ("enterprise", "natural_person", "public_body", "venture_capital")


def same_group(one, other):
    assert [each.pk for each in one.companies] == [each.pk for each in other.companies]
    assert [link.pk for link in one.links] == [link.pk for link in other.links]
    assert (one.subject.pk, one.cut) == (other.subject.pk, other.cut)


@pytest.fixture
def tangle(people):
    """Twelve companies that own each other at random, in circles too, some with owners known by name."""
    chance = random.Random(5)
    found = [CompanyFactory() for _ in range(12)]
    for company in found[:9]:
        for other in chance.sample(found[:9], chance.randint(0, 2)):
            if other != company:
                share = chance.choice((None, 10, 30, 60, 100))
                OwnershipFactory(
                    owned=company, owner=other, capital_pct=share, owner_kind=chance.choice(KINDS)
                )
        for year in (2022, 2023, 2025):
            if chance.random() < 0.7:
                FiguresFactory(
                    company=company, year=year, headcount=chance.choice((5, 40, 200, 900)),
                    turnover_eur=chance.choice((None, 1e6, 3e7)), balance_sheet_eur=chance.choice((None, 2e6, 6e7)),
                )  # fmt: skip
    OwnershipFactory(owned=found[9], owner_name="Anne", owner_kind="natural_person", capital_pct=100)
    OwnershipFactory(owned=found[0], owner_name="Fund", owner_kind="venture_capital", headcount=20)
    return found


@pytest.mark.parametrize("largest", [1, 2, 4, 60])
def test_the_groups_of_many_are_the_groups_of_each(tangle, people, largest):
    companies = companies_after(0, size=100, until=10**9)
    asked = {"for_user": people.analyst, "largest": largest}
    many = ownership_groups(companies, ties=ownership_ties(), **asked)
    assert len(many) == 12
    for company in companies:
        same_group(many[company.pk], ownership_group(company, **asked))


def test_a_holding_with_very_many_firms_is_cut_at_the_same_ones(people):
    hub = CompanyFactory()
    firms = [CompanyFactory() for _ in range(70)]
    for firm in reversed(firms):
        OwnershipFactory(owned=firm, owner=hub, capital_pct=100)
    OwnershipFactory(owned=hub, owner=CompanyFactory(), capital_pct=100)
    companies = companies_after(0, size=100, until=10**9)
    many = ownership_groups(companies, ties=ownership_ties(), for_user=people.analyst)
    for company in (companies[0], companies[5], companies[70], companies[71]):
        assert many[company.pk].cut
        same_group(many[company.pk], ownership_group(company, for_user=people.analyst))


def test_nobody_owns_anybody():
    ties = ownership_ties()
    assert isinstance(ties, Ties) and ties.near(7, 61) == [7]


def test_the_documents_of_a_block_are_those_of_each_company(tangle, people):
    award(tangle[1], people.administrator, 40_000, date(2025, 1, 10))
    award(tangle[2], people.administrator, 30_000, date(2024, 5, 10))
    award(tangle[10], people.administrator, 20_000)
    state(tangle[3], company_size="small", undertaking_in_difficulty=False)
    YearFigures.objects.filter(company=tangle[4], year=2025).update(
        capital_eur=12_000, reserves_eur=-9_000, insolvency=False, rescue_aid=False
    )
    FiguresFactory(company=tangle[11], year=2025, headcount=8, turnover_eur=1e6, balance_sheet_eur=1e6)
    FiguresFactory(company=tangle[11], year=2024, headcount=80, turnover_eur=2e7, balance_sheet_eur=2e7)
    read = dict(known_after(0, on=ON, size=100, until=10**9, ties=ownership_ties()))
    assert len(read) == 12
    for company in tangle:
        assert read[company.pk] == known_facts(company, on=ON, for_user=people.analyst)
    assert sum("possible_sizes" in document for document in read.values()) > 6
    assert sum("de_minimis_grants" in document["facts"] for document in read.values()) >= 3


@pytest.mark.parametrize("more", [0, 3])
def test_a_block_takes_as_many_queries_however_its_companies_hang_together(
    people, django_assert_num_queries, more
):
    first, second = CompanyFactory(), CompanyFactory()
    OwnershipFactory(owned=first, owner=second, capital_pct=100)
    for _one in range(more):
        OwnershipFactory(owned=CompanyFactory(), owner=first, capital_pct=60)
        award(second, people.administrator)
    ties = ownership_ties()
    with django_assert_num_queries(9):
        assert len(known_after(0, on=ON, size=100, until=10**9, ties=ties)) == 2 + more
