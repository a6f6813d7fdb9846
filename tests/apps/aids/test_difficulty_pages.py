"""Is a company in difficulty by the accounts on file, test by test, and does it reach the judgement on aids?"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, FiguresFactory
from grappe.apps.aids.queries import known_facts
from grappe.apps.aids.queries.difficulty import difficulty_page
from grappe.apps.companies.operations import save_figures, state_fact
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
SOUND = {"insolvency": False, "rescue_aid": False, "capital_eur": 100_000, "reserves_eur": 20_000}


@pytest.fixture
def company(people):
    return CompanyFactory(
        name="Bois Clair S.A.", legal_form="SA", founded=date(2010, 1, 1),
        clusters=[people.manager.memberships.first().cluster],
    )  # fmt: skip


def accounts(company, year=2025, heads=20, **values):
    money = {"turnover_eur": 1_000_000, "balance_sheet_eur": 1_000_000}
    return FiguresFactory(company=company, year=year, headcount=heads, **money, **{**SOUND, **values})


def judged(company, people, on=ON):
    page = difficulty_page(company, on=on, for_user=people.analyst)
    return page.verdict, {row.test.code: row.word for row in page.rows}


def test_sound_accounts(company, people):
    accounts(company)
    verdict, words = judged(company, people)
    assert verdict == "not_met" and set(words.values()) == {"not_met"}


@pytest.mark.parametrize(("reserves", "verdict"), [(-50_000, "not_met"), (-50_001, "met")])
def test_more_than_half_of_the_capital_lost(company, people, reserves, verdict):
    accounts(company, reserves_eur=reserves)
    found, words = judged(company, people)
    assert (found, words["a"]) == (verdict, verdict)


def test_losses_told_by_own_funds(company, people):
    accounts(company, reserves_eur=None, equity_eur=40_000)  # 100,000 of capital less 60,000 of losses
    assert judged(company, people)[1]["a"] == "met"


def test_a_young_sme_is_spared(company, people):
    company.founded = date(2024, 6, 1)
    company.save()
    accounts(company, reserves_eur=-90_000)
    assert judged(company, people)[0] == "not_met"


@pytest.mark.parametrize(("field", "code"), [("insolvency", "c"), ("rescue_aid", "d")])
def test_insolvency_and_rescue(company, people, field, code):
    accounts(company, **{field: True})
    verdict, words = judged(company, people)
    assert (verdict, words[code]) == ("met", "met")


def test_a_large_one_by_two_years_of_ratios(company, people):
    weak = {"heads": 300, "equity_eur": 100_000, "debt_eur": 800_000, "ebitda_eur": 9, "interest_eur": 10}
    accounts(company, 2025, **weak)
    assert judged(company, people)[1]["e"] == "unknown"
    accounts(company, 2024, **weak)
    assert judged(company, people)[1]["e"] == "met"


def test_what_is_missing_is_no_pass(company, people):
    accounts(company, insolvency=None)
    verdict, words = judged(company, people)
    assert (verdict, words["c"]) == ("unknown", "unknown")
    assert judged(CompanyFactory(), people)[0] == "unknown"


def test_it_reaches_the_judgement_when_it_is_settled(company, people):
    def fact():
        return known_facts(company, on=ON, for_user=people.analyst)["facts"].get("undertaking_in_difficulty")

    assert fact() is None
    accounts(company)
    assert fact() is False
    company.figures.update(reserves_eur=-99_000)
    assert fact() is True
    say = {"company": company, "field": "undertaking_in_difficulty", "by": people.manager, "at": clock.now()}
    state_fact(value=False, **say)
    assert fact() is False  # what is stated goes first


def test_accounts_are_entered_with_losses_below_zero(company, people, manager):
    row = FiguresFactory(company=company, year=2025, headcount=20)
    url = reverse("companies:accounts_edit", args=[row.pk])
    assert manager.get(url).status_code == 200
    typed = {"capital_eur": "100 000", "reserves_eur": "-60 000", "insolvency": "False", "rescue_aid": ""}
    assert manager.post(url, typed).status_code == 302
    row.refresh_from_db()
    assert (row.capital_eur, row.reserves_eur, row.insolvency, row.rescue_aid) == (
        100_000,
        -60_000,
        False,
        None,
    )
    assert row.headcount == 20
    assert manager.post(url, typed | {"debt_eur": "-5"}).status_code == 422
    with pytest.raises(BadInput):
        save_figures(
            company=company,
            year=2025,
            values={"interest_eur": -1},
            figures=row,
            by=people.manager,
            at=clock.now(),
        )


def test_the_page_shows_every_test(company, people, manager):
    accounts(company, reserves_eur=-60_000)
    page = manager.get(reverse("aids:difficulty", args=[company.pk]), {"on": "2026-11-01"}).content.decode()
    assert 'data-verdict="met"' in page and "−60,000" in page.replace("-60,000", "−60,000")
    assert page.count("Regulation (EU) 651/2014, art. 2(18)") == 5


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    manager, company, django_assert_num_queries, count
):
    for number in range(count):
        accounts(company, 2025 - number)
    with django_assert_num_queries(10):
        manager.get(reverse("aids:difficulty", args=[company.pk]))


def test_who_is_gone_reads_nothing(company, people):
    people.analyst.is_active = False
    with pytest.raises(PermissionDenied):
        judged(company, people)
