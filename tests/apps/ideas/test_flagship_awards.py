"""What could the company of a partner still get, beside what it was granted for the project or as de minimis aid already?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import flagships as make
from factories.awards import award
from factories.companies import CompanyFactory
from factories.ideas import AT
from grappe.apps.aids.operations import withdraw_award
from grappe.apps.ideas.models import Flagship, Partner
from grappe.apps.ideas.queries import budgets as reading
from grappe.apps.ideas.queries.flagship_aid import aid_of, proposal_of
from grappe.apps.ideas.queries.flagships import BONUSES

ON = date(2026, 6, 1)
NAME = "Centre national des composites"


@pytest.fixture
def flagship(people, db):
    """Applied in 2026 for what begins in 2027; no bonus."""
    return make.flagship(people.manager, applied_on=date(2026, 5, 1), bonuses=dict.fromkeys(BONUSES, False))


@pytest.fixture
def partner(flagship):
    """A large company on file: industrial research of 100,000, of which 50 % may be aid; 50,000 are planned."""
    found = make.partner(flagship, company=CompanyFactory(name="Alpha S.A."), size="large")
    make.money(found, private=50_000, national=50_000)
    return found


def granted(partner, people, eur, **values):
    """An award of block-exempted aid on the costs of the project, all of which it was for."""
    said = {
        "label": "RDI law", "basis": "gber", "article": "25", "costs_reference": NAME, "costs_eur": Decimal(100_000),
        "ceiling_pct": Decimal(50),
    }  # fmt: skip
    return award(partner.company, people.administrator, eur, **(said | values))


def row_of(flagship, user, only=None):
    fresh = Flagship.objects.get(pk=flagship.pk)
    return aid_of(fresh, reading.budget_of(fresh), on=ON, for_user=user, only=only).rows[0]


class TestBesideAwards:
    def test_nothing_granted_leaves_all(self, people, flagship, partner):
        row = row_of(flagship, people.manager)
        assert (row.had, row.still.low, row.still.high, row.verdict, row.proposed) == (
            0, 50_000, 50_000, "within", 50_000,
        )  # fmt: skip

    def test_an_award_for_the_project_is_part_of_the_plan(self, people, flagship, partner):
        """50,000 planned, 30,000 granted: the 20,000 that are left fit below 50 % of 100,000."""
        granted(partner, people, 30_000)
        row = row_of(flagship, people.manager)
        assert (row.had, row.still.ahead, row.still.low, row.still.high) == (30_000, 20_000, 20_000, 20_000)
        assert (row.verdict, row.proposed, row.granted[0].award.label) == ("within", 50_000, "RDI law")
        assert any(step.article.endswith("art. 8") and "RDI law" in step.text.en for step in row.steps)

    @pytest.mark.parametrize(
        "words", ["CENTRE national des  composites", "nationales zentrum für verbundstoffe", "slug"]
    )
    def test_by_its_address_and_each_of_its_names(self, people, flagship, partner, words):
        granted(partner, people, 30_000, costs_reference=flagship.slug if words == "slug" else words)
        assert row_of(flagship, people.manager).had == 30_000

    @pytest.mark.parametrize("why", ["other costs", "another company", "withdrawn"])
    def test_what_does_not_count(self, people, flagship, partner, why):
        match why:
            case "other costs":
                granted(partner, people, 30_000, costs_reference="Gluing line")
            case "another company":
                granted(Partner(company=CompanyFactory()), people, 30_000)
            case "withdrawn":
                made = granted(partner, people, 30_000)
                withdraw_award(award=made, version=1, because="Error", by=people.administrator, at=AT)
        assert (row_of(flagship, people.manager).had, row_of(flagship, people.manager).still.low) == (
            0,
            50_000,
        )

    def test_de_minimis_aid_on_the_same_costs_takes_room(self, people, flagship, partner):
        """Article 5(2) of Regulation (EU) 2023/2831: cumulated up to the ceiling of the other aid."""
        granted(partner, people, 20_000, basis="de_minimis", article="", ceiling_pct=None)
        row = row_of(flagship, people.manager)
        assert (row.had, row.still.low, row.verdict) == (20_000, 30_000, "within")

    def test_more_is_planned_than_is_left(self, people, flagship, partner):
        make.money(partner, 2028, 10_000, "training", national=20_000)  # its ceiling: half of it
        granted(partner, people, 50_000, costs_eur=Decimal(110_000))
        row = row_of(flagship, people.manager)
        assert (row.still.ahead, row.still.high, row.verdict, row.over) == (20_000, 5_000, "above", 15_000)

    def test_awards_that_are_too_much_by_themselves(self, people, flagship, partner):
        granted(partner, people, 80_000, ceiling_pct=Decimal(50))
        row = row_of(flagship, people.manager)
        assert (row.verdict, row.still.low, row.still.beyond) == ("above", 0, 30_000)

    def test_an_amount_that_nobody_knows_settles_nothing(self, people, flagship, partner):
        granted(partner, people, 30_000, instrument="guarantee")
        row = row_of(flagship, people.manager)
        assert (row.had, row.verdict, row.proposed, row.still.low) == (None, "unknown", None, 0)

    def test_costs_that_are_not_on_file_are_never_a_silent_yes(self, people, flagship, partner):
        granted(partner, people, 60_000, costs_eur=None, ceiling_pct=None)
        row = row_of(flagship, people.manager)
        assert row.still.low == 0 and row.still.beyond == 10_000

    def test_without_the_day_of_the_application_nothing_more_is_certain(self, people, flagship, partner):
        Flagship.objects.update(applied_on=None)
        granted(partner, people, 30_000)
        row = row_of(flagship, people.manager)
        assert (row.still.low, row.still.high, row.verdict, row.proposed) == (0, 20_000, "unknown", 30_000)

    def test_a_partner_who_is_not_on_file_says_so(self, people, flagship):
        make.money(make.partner(flagship, "Beta GmbH", size="large"), national=40_000, private=60_000)
        row = row_of(flagship, people.manager)
        assert row.granted == () and any("not on file" in step.text.en for step in row.steps)

    def test_of_a_research_organisation_awards_are_shown_and_nothing_is_proposed(
        self, people, flagship, partner
    ):
        make.money(make.partner(flagship, "Beta", size="large"))
        Partner.objects.filter(pk=partner.pk).update(kind="research")
        granted(partner, people, 30_000)
        row = row_of(flagship, people.manager)
        assert (row.verdict, row.had, row.still, row.proposed) == ("not_aid", 30_000, None, None)


class TestDeMinimis:
    @pytest.fixture
    def minimal(self, partner):
        Partner.objects.update(de_minimis=True)
        return partner

    def test_three_years_of_the_whole_company_count(self, people, flagship, minimal):
        """300,000 less 270,000 had since June 2023: 30,000 are left, and 50,000 are planned."""
        award(minimal.company, people.administrator, 270_000, on=date(2024, 3, 1))
        award(minimal.company, people.administrator, 90_000, on=date(2023, 5, 1))  # free again since May 2026
        row = row_of(flagship, people.manager)
        assert row.still.ledger is not None and row.still.ledger.position.headroom_eur == 30_000
        assert (row.still.high, row.verdict, row.over) == (30_000, "above", 20_000)

    def test_room_that_is_certain_is_proposed(self, people, flagship, minimal):
        award(minimal.company, people.administrator, 270_000, on=date(2024, 3, 1))
        Flagship.objects.update(granted_on=date(2027, 3, 1))  # all of it is free again
        row = row_of(flagship, people.manager)
        assert (row.verdict, row.proposed) == ("within", 100_000)  # never more than the costs

    def test_an_award_whose_amount_is_not_known_leaves_nothing_certain(self, people, flagship, minimal):
        award(minimal.company, people.administrator, 9_000, on=date(2025, 3, 1), instrument="guarantee")
        row = row_of(flagship, people.manager)
        assert (row.still.low, row.verdict) == (0, "unknown")

    def test_nobody_knows_of_who_is_not_on_file(self, people, flagship):
        make.money(
            make.partner(flagship, "Beta", size="large", de_minimis=True), national=9_000, private=91_000
        )
        row = row_of(flagship, people.manager)
        assert (row.still.low, row.verdict, row.proposed) == (0, "unknown", 0)


class TestProposal:
    def test_goes_along_the_costs_by_year(self, people, flagship, partner):
        make.money(partner, 2028, 50_000, "industrial_research", private=50_000)
        make.money(partner, 2028, 99_000, "other", europe=99_000)  # for which there is no aid
        budget = reading.budget_of(Flagship.objects.get())
        row = row_of(flagship, people.manager, only=partner)
        found = proposal_of(row, budget.shares[0], [each.year for each in budget.years])
        assert found == {2027: 50_000, 2028: 25_000}

    def test_other_public_money_counts_against_it(self, people, flagship, partner):
        make.money(partner, 2028, 100_000, "training", public=30_000, private=70_000)
        assert row_of(flagship, people.manager).proposed == 70_000

    @given(
        st.decimals(0, 10**7, places=2),
        st.dictionaries(st.integers(2027, 2040), st.decimals(0, 10**6, places=2)),
    )
    def test_nothing_is_lost_on_the_way(self, eur, costs):
        found = reading.spread(eur, costs)
        if sum(costs.values()):
            assert sum(found.values()) == eur and set(found) == set(costs)
            assert all(found[year] == 0 for year, cost in costs.items() if not cost)
        else:
            assert found == {}


class TestPages:
    def test_the_award_stands_beside_the_plan(self, client, people, flagship, partner):
        made = granted(partner, people, 30_000)
        client.force_login(people.ministry)
        shown = client.get(
            f"/ideas/flagships/{flagship.pk}/budget/", headers={"Accept-Language": "en"}
        ).content.decode()
        assert f"/aids/company/{partner.company_id}/awards/#award-{made.pk}" in shown
        assert "€30,000" in shown or "30,000 €" in shown
        assert "/awards/add/" not in shown  # the ministry enters none

    def test_leads_to_where_an_award_is_entered(self, client, people, flagship, partner):
        client.force_login(people.administrator)
        shown = client.get(f"/ideas/flagships/{flagship.pk}/budget/").content.decode()
        link = f"/aids/company/{partner.company_id}/awards/add/?costs_reference={flagship.slug}"
        assert link in shown and f'value="{flagship.slug}"' in client.get(link).content.decode()

    def test_the_grid_proposes_it_by_year(self, client, people, flagship, partner):
        granted(partner, people, 30_000)
        client.force_login(people.manager)
        shown = client.get(
            f"/ideas/partners/{partner.pk}/budget/", headers={"Accept-Language": "en"}
        ).content.decode()
        assert 'data-propose="fund-national-2027" data-eur="50,000 €"' in shown

    @pytest.mark.parametrize("count", [1, 3])
    def test_awards_of_all_partners_are_asked_for_at_once(
        self, client, people, flagship, partner, count, django_assert_max_num_queries
    ):
        for number in range(count):
            granted(partner, people, 1_000 + number)
        client.force_login(people.manager)
        client.get(f"/ideas/flagships/{flagship.pk}/budget/")
        with django_assert_max_num_queries(30):
            client.get(f"/ideas/flagships/{flagship.pk}/budget/")
