"""Do costs and money of a flagship project agree, and is more aid planned than the rules allow?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from factories import flagships as make
from factories.companies import CompanyFactory
from factories.ideas import AT
from grappe.apps.companies import operations as companies
from grappe.apps.ideas.models import BudgetLine, CostLine, Flagship
from grappe.apps.ideas.operations import budgets, flagships
from grappe.apps.ideas.queries import budgets as reading
from grappe.apps.ideas.queries.flagship_aid import aid_of
from grappe.apps.ideas.queries.flagship_awards import verdict_of
from grappe.apps.ideas.queries.flagships import BONUSES
from grappe.ui.errors import BadInput, Stale

ON = date(2026, 6, 1)
YEARS = [2027, 2028]


@pytest.fixture
def flagship(people, db):
    """Applied in 2026 for what begins in 2027."""
    return make.flagship(people.manager, applied_on=date(2026, 5, 1), bonuses=dict.fromkeys(BONUSES, False))


def write(partner, by, **amounts):
    named = {name.replace("_in_", "-", 1): value for name, value in amounts.items()}
    given_ = {
        key.replace("__", "-"): None if value is None else Decimal(value) for key, value in named.items()
    }
    return budgets.write(
        partner=partner, amounts=given_, version=reading.grid_version(partner, YEARS), by=by, at=AT
    )


def table(flagship, user):
    fresh = Flagship.objects.get(pk=flagship.pk)
    return aid_of(fresh, reading.budget_of(fresh), on=ON, for_user=user)


class TestAgreement:
    def test_by_year_source_and_partner(self, flagship):
        first, second = make.partner(flagship, "Alpha"), make.partner(flagship, "Beta")
        make.money(first, private=60_000, national=40_000)
        make.money(second, 2028, 50_000, europe=20_000)
        found = reading.budget_of(flagship)
        assert [(each.year, each.cost, each.funded) for each in found.years] == [
            (2027, 100_000, 100_000), (2028, 50_000, 20_000),
        ]  # fmt: skip
        assert {row.key: row.total for row in found.sources} == {
            "private": 60_000, "national": 40_000, "europe": 20_000, "public": 0,
        }  # fmt: skip
        assert not found.agrees and [each.year for each in found.differing] == [2028]
        assert [share.difference for share in found.shares] == [0, -30_000]

    def test_one_partner_may_pay_for_another(self, flagship):
        first, second = make.partner(flagship), make.partner(flagship)
        CostLine.objects.create(partner=first, year=2027, category="training", eur=100)
        BudgetLine.objects.create(partner=second, year=2027, source="private", eur=100)
        assert reading.budget_of(flagship).agrees

    def test_a_year_too_much_does_not_make_up_for_one_too_little(self, flagship):
        partner = make.partner(flagship)
        make.money(partner, 2027, 100, private=50)
        make.money(partner, 2028, 100, private=150)
        found = reading.budget_of(flagship)
        assert found.difference == 0 and not found.agrees

    def test_nothing_planned_does_not_agree(self, flagship):
        assert not reading.budget_of(flagship).agrees

    def test_a_shorter_period_loses_nothing(self, flagship):
        make.money(make.partner(flagship), 2028, 100, private=100)
        Flagship.objects.update(ends_on=date(2027, 12, 31))
        found = reading.budget_of(Flagship.objects.get())
        assert [each.year for each in found.years] == [2027, 2028] and found.cost == 100


class TestWriting:
    def test_the_grid_of_a_partner(self, people, flagship):
        partner = make.partner(flagship)
        write(partner, people.manager, cost__training__2027=100, fund__private__2027=100)
        write(partner, people.manager, cost__training__2027=None, cost__other__2028=7)
        grid = reading.grid_of(partner, YEARS)
        assert {key: value for key, value in grid.items() if value} == {
            "cost-other-2028": 7, "fund-private-2027": 100,
        }  # fmt: skip

    @pytest.mark.parametrize(
        "amounts", [{"cost__training__2030": 1}, {"cost__cake__2027": 1}, {"fund__bank__2027": 1}]
    )
    def test_what_nobody_knows(self, people, flagship, amounts):
        with pytest.raises(BadInput):
            write(make.partner(flagship), people.manager, **({"fund__private__2027": 5} | amounts))
        assert not BudgetLine.objects.exists()

    @pytest.mark.parametrize("eur", [-1, 10**10])
    def test_an_amount_that_cannot_be(self, people, flagship, eur):
        with pytest.raises(BadInput, match="ten billion"):
            write(make.partner(flagship), people.manager, fund__private__2027=eur)

    def test_two_at_once(self, people, flagship):
        partner = make.partner(flagship)
        seen = reading.grid_version(partner, YEARS)
        write(partner, people.manager, fund__private__2027=1)
        with pytest.raises(Stale):
            budgets.write(
                partner=partner,
                amounts={"fund-private-2027": Decimal(2)},
                version=seen,
                by=people.manager,
                at=AT,
            )

    def test_not_by_who_does_not_run_it(self, people, flagship):
        with pytest.raises(PermissionDenied):
            write(make.partner(flagship), people.ministry, fund__private__2027=1)

    def test_on_the_page_and_nothing_is_lost_when_refused(self, client, people, flagship):
        partner = make.partner(flagship)
        client.force_login(people.manager)
        address = f"/ideas/partners/{partner.pk}/budget/"
        sent = {"version": reading.grid_version(partner, YEARS), "cost-training-2027": "1 250,50"}
        page = client.post(address, sent | {"fund-private-2027": "much"}, headers={"Accept-Language": "fr"})
        assert page.status_code == 422 and 'value="1 250,50"' in page.content.decode()
        assert client.post(address, sent).status_code == 302
        assert CostLine.objects.get().eur == Decimal("1250.50")

    def test_a_stale_form_shows_both(self, client, people, flagship):
        partner = make.partner(flagship)
        client.force_login(people.manager)
        sent = {"version": reading.grid_version(partner, YEARS), "cost-training-2027": "111"}
        CostLine.objects.create(partner=partner, year=2027, category="training", eur=222)
        page = client.post(f"/ideas/partners/{partner.pk}/budget/", sent)
        assert page.status_code == 409 and "111" in page.content.decode() and "222" in page.content.decode()


class TestWhileItRuns:
    """Once a project has started, costs and money agree after each change of the budget."""

    @pytest.mark.parametrize("state", ["running", "completed"])
    def test_what_would_not_agree_is_refused_and_leaves_nothing(self, people, state):
        flagship = make.whole(people.manager, state=state)
        partner = flagship.partners.first()
        with pytest.raises(BadInput, match=r"2027, .*10,000.* not paid for"):
            write(partner, people.manager, cost__training__2027=10_000)
        assert not CostLine.objects.filter(category="training").exists()
        write(partner, people.manager, cost__training__2027=10_000, fund__europe__2027=10_000)
        assert reading.budget_of(Flagship.objects.get()).agrees

    def test_nor_may_all_of_it_be_taken_away(self, people):
        flagship = make.whole(people.manager, state="running")
        CostLine.objects.exclude(partner=flagship.partners.first()).delete()
        BudgetLine.objects.exclude(partner=flagship.partners.first()).delete()
        none = dict.fromkeys(
            ("cost__industrial_research__2027", "fund__private__2027", "fund__national__2027")
        )
        with pytest.raises(BadInput, match="There is a budget"):
            write(flagship.partners.first(), people.manager, **none)

    def test_money_is_moved_between_partners_in_preparation(self, people):
        flagship = make.whole(people.manager, state="running")
        first, second = flagship.partners.all()
        flagships.prepare_again(flagship=flagship, by=people.manager, at=AT)
        write(first, people.manager, fund__private__2027=50_000)
        write(second, people.manager, fund__private__2027=10_000)
        assert flagships.start(flagship=flagship, by=people.manager, at=AT).state == "running"

    def test_the_page_keeps_what_was_typed(self, client, people):
        flagship = make.whole(people.manager, state="running")
        partner = flagship.partners.first()
        client.force_login(people.manager)
        sent = {"version": reading.grid_version(partner, YEARS), "cost-training-2027": "777"}
        page = client.post(f"/ideas/partners/{partner.pk}/budget/", sent)
        assert page.status_code == 422 and 'value="777"' in page.content.decode()


class TestSums:
    def test_as_they_stand_and_what_others_add(self, flagship):
        first, second = make.partner(flagship, "Alpha"), make.partner(flagship, "Beta")
        make.money(first, private=60_000, national=30_000)
        make.money(second, 2027, 50_000, private=50_000)
        found = reading.sums_of(reading.budget_of(flagship), first, reading.grid_of(first, YEARS), YEARS)
        assert [each.eur for each in found.costs] == [100_000, 0, 100_000]
        assert [each.eur for each in found.own] == [-10_000, 0, -10_000]
        year, whole = found.project[0]
        assert (year, whole.eur, whole.base, whole.terms) == (
            "2027", -10_000, "0", "+fund-*-2027 -cost-*-2027",
        )  # fmt: skip
        sources = {each.terms: (each.eur, each.base) for _label, each in found.sources}
        assert sources["+fund-private-*"] == (110_000, "5000000")
        assert [(each.name, cost.eur, money.base) for each, cost, money, _ in found.partners] == [
            ("Alpha", 100_000, "0"), ("Beta", 50_000, "5000000"),
        ]  # fmt: skip

    def test_every_sum_that_the_page_adds_up_is_there_without_it(self, client, people, flagship):
        partner = make.partner(flagship, "Alpha", size="large")
        make.money(partner, private=60_000, national=30_000)
        client.force_login(people.manager)
        shown = client.get(
            f"/ideas/partners/{partner.pk}/budget/", headers={"Accept-Language": "en"}
        ).content.decode()
        assert "10,000 € missing" in shown and 'data-say="2027"' in shown and shown.count("data-sum=") > 20


class TestAid:
    def test_a_small_firm_that_collaborates(self, people, flagship):
        """Industrial research: 50 % + 20 (small) + 15 (collaboration), at most 80 % (article 25(5)(b), (6))."""
        small = make.partner(flagship, "Alpha", size="small")
        large = make.partner(flagship, "Beta", size="large")
        make.money(small, private=20_000, national=80_000)
        make.money(large, 2027, 100_000, private=30_000, national=70_000)
        rows = {row.partner.name: row for row in table(flagship, people.manager).rows}
        assert (rows["Alpha"].high, rows["Alpha"].verdict) == (80_000, "within")
        assert (rows["Beta"].high, rows["Beta"].verdict, rows["Beta"].over) == (65_000, "above", 5_000)
        assert any("art. 25(5)(b)" in step.article for step in rows["Beta"].steps)

    def test_other_public_money_counts_and_that_of_the_union_does_not(self, people, flagship):
        partner = make.partner(flagship, "Alpha", size="large")
        make.money(partner, national=30_000, public=30_000, europe=40_000)
        (row,) = table(flagship, people.manager).rows
        assert (row.planned, row.high, row.over) == (60_000, 50_000, 10_000)

    def test_the_size_comes_from_the_file_of_the_company(self, people, flagship):
        company = CompanyFactory(name="Gamma S.A.")
        values = {"headcount": 700, "turnover_eur": 200_000_000, "balance_sheet_eur": 150_000_000}
        for year in (2024, 2025):
            companies.save_figures(company=company, year=year, values=values, by=people.administrator, at=AT)
        make.money(make.partner(flagship, company=company), national=60_000, private=40_000)
        (row,) = table(flagship, people.manager).rows
        assert (row.size, row.high, row.verdict) == ("large", 50_000, "above")

    def test_an_unknown_size_is_neither_yes_nor_no(self, people, flagship):
        make.money(make.partner(flagship, "Nowhere Ltd"), national=60_000, private=40_000)
        (row,) = table(flagship, people.manager).rows
        assert (row.low, row.high, row.verdict, row.missing) == (50_000, 70_000, "unknown", ("size",))

    def test_without_the_day_of_the_application_nothing_is_certain(self, people, flagship):
        Flagship.objects.update(applied_on=None)
        make.money(make.partner(flagship, size="large"), national=10_000, private=90_000)
        found = table(flagship, people.manager)
        assert (found.incentive, found.rows[0].low, found.rows[0].verdict) == ("unknown", 0, "unknown")

    def test_work_before_the_application_is_no_aid_at_all(self, people, flagship):
        Flagship.objects.update(applied_on=date(2027, 2, 1))
        make.money(make.partner(flagship, size="large"), national=10_000, private=90_000)
        found = table(flagship, people.manager)
        assert (found.incentive, found.rows[0].high, found.rows[0].verdict) == ("no", 0, "above")

    @pytest.mark.parametrize("kind", ["research", "public"])
    def test_a_research_organisation_s_own_work(self, people, flagship, kind):
        make.money(make.partner(flagship, kind=kind), national=100_000)
        make.money(make.partner(flagship, size="small"))
        row = table(flagship, people.manager).rows[0]
        assert (row.verdict, row.high) == ("not_aid", None) and row.steps

    def test_a_public_body_earns_nobody_the_bonus_of_research(self, people, flagship):
        make.money(make.partner(flagship, kind="public", may_publish=True))
        make.money(make.partner(flagship, "Beta", size="large"), national=50_000, private=50_000)
        row = table(flagship, people.manager).rows[1]
        assert row.high == 50_000

    def test_what_is_not_said_of_the_project_is_not_known(self, people, flagship):
        Flagship.objects.update(bonuses={})
        make.money(make.partner(flagship, size="large"), national=60_000, private=40_000)
        (row,) = table(flagship, people.manager).rows
        assert (row.low, row.high, row.verdict) == (50_000, 75_000, "unknown")

    def test_after_the_regulation_nobody_knows(self, people, flagship):
        Flagship.objects.update(granted_on=date(2031, 1, 1))
        make.money(make.partner(flagship, size="large"), national=10_000, private=90_000)
        (row,) = table(flagship, people.manager).rows
        assert (row.high, row.verdict) == (None, "unknown")

    def test_costs_in_no_category(self, people, flagship):
        make.money(make.partner(flagship), category="other")
        assert table(flagship, people.manager) is None

    @given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
    def test_the_verdict_says_yes_only_where_it_is_certain(self, planned, one, other):
        low, high = sorted((one, other))
        said = verdict_of(planned, low, high)
        assert (said == "above") == (planned > high and planned > 0)
        assert (said == "within") == (0 < planned <= low)


@pytest.mark.parametrize("role", ["manager", "ministry"])
def test_the_page_shows_where_both_differ(client, people, flagship, role):
    partner = make.partner(flagship, "Alpha", size="large")
    make.money(partner, 2027, 100_000, national=60_000)
    client.force_login(getattr(people, role))
    shown = client.get(f"/ideas/flagships/{flagship.pk}/budget/").content.decode()
    assert shown.count("alert-danger") == 1 and "10" in shown
