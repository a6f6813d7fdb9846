"""Is what is known of a company read as it is meant, and is what follows from it right?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from eligibility_worlds import FIELDS
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import Company, Fault, company_of, parse_fields, project_of
from grappe.engines.eligibility.ages import age_months, age_years, plus_months
from grappe.engines.eligibility.de_minimis import Grant, headroom_eur
from grappe.engines.eligibility.derived import Situation, resolve, to_ask
from grappe.engines.eligibility.model import Term
from grappe.engines.eligibility.values import AtLeast, Between, OneOf

ON = date(2026, 11, 1)
COMMUNES = {"esch-sur-alzette": "Esch-sur-Alzette", "luxembourg": "Luxembourg"}


def value(name: str, document: dict[str, Any], on: date = ON, **term: Any) -> Any:
    company, _ = company_of(document, {}, {"company_size", "sector"})
    return resolve(Situation(company, on, communes=COMMUNES), Term(name, **term))[0]


@pytest.mark.parametrize(
    ("document", "place", "words"),
    [
        ([], "", "must be a map"),
        ("x", "", "must be a map"),
        (None, "", "must be a map"),
        ({"headcount": "many"}, "headcount", 'must be a number, not the text "many"'),
        ({"headcount": True}, "headcount", "must be a number"),
        ({"headcount": -1}, "headcount", "at least 0"),
        ({"turnover_eur": -0.5}, "turnover_eur", "at least 0"),
        ({"balance_sheet_eur": float("nan")}, "balance_sheet_eur", "ordinary size"),
        ({"balance_sheet_eur": float("inf")}, "balance_sheet_eur", "ordinary size"),
        ({"turnover_eur": 10**400}, "turnover_eur", "ordinary size"),
        ({"turnover_eur": {}}, "turnover_eur", "must be a number, not a map"),
        ({"founded": "2020"}, "founded", "YYYY-MM-DD"),
        ({"founded": "2020-13-01"}, "founded", "YYYY-MM-DD"),
        ({"founded": "2021-02-29"}, "founded", "YYYY-MM-DD"),
        ({"founded": 2020}, "founded", "YYYY-MM-DD"),
        ({"nace": "sixty"}, "nace", "must be a NACE code"),
        ({"nace": 62.1}, "nace", "must be text"),
        ({"country": "Luxembourg"}, "country", "two letters"),
        ({"country": ""}, "country", "is empty"),
        ({"clusters": [1]}, "clusters[0]", "must be text"),
        ({"name": 7}, "name", "must be text"),
        ({"facts": []}, "facts", "must be a map"),
        ({"facts": {"flag": "yes"}}, "facts.flag", "must be true or false"),
        ({"facts": {"flag": 1}}, "facts.flag", "must be true or false"),
        ({"facts": {"staff": "2"}}, "facts.staff", "must be a number"),
        ({"facts": {"since": "yesterday"}}, "facts.since", "YYYY-MM-DD"),
        ({"facts": {"company_size": "big"}}, "facts.company_size", "must be one of micro, small"),
        ({"facts": {"headcount": -3}}, "facts.headcount", "at least 0"),
        ({"facts": {"de_minimis_grants": [{"date": None, "gge_eur": 1}]}}, "facts.de_minimis_grants[0].date", "missing"),
        ({"facts": {"de_minimis_grants": [{"date": "2024-01-01", "gge_eur": -1}]}},
         "facts.de_minimis_grants[0].gge_eur", "at least 0"),
        ({"figures": {"last": {}}}, "figures.last", "must be a year"),
        ({"figures": {"2024": {"headcount": "x"}}}, "figures.2024.headcount", "must be a number"),
    ],
)  # fmt: skip
def test_faults_in_a_company(document: Any, place: str, words: str) -> None:
    with pytest.raises(Fault) as fault:
        company_of(document, FIELDS)
    assert fault.value.place == place
    assert words in fault.value.message


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"costs": {"category": "x"}}, "costs"),
        ({"costs": ["x"]}, "costs[0]"),
        ({"costs": [{"category": "x"}]}, "costs[0].eur"),
        ({"costs": [{"eur": 1}]}, "costs[0].category"),
        ({"costs": [{"category": "x", "eur": -1}]}, "costs[0].eur"),
        ({"flag": 1}, "flag"),
    ],
)
def test_faults_in_a_project(document: Any, place: str) -> None:
    with pytest.raises(Fault) as fault:
        project_of(document, FIELDS)
    assert fault.value.place == place


def test_null_and_missing_are_both_unknown() -> None:
    empty, remarks = company_of({}, FIELDS)
    nulls, more = company_of(
        {"name": None, "headcount": None, "nace": None, "clusters": None, "facts": {"flag": None}}, FIELDS
    )
    assert empty == nulls == Company()
    assert remarks == more == ()


def test_unknown_names_are_left_aside_and_told() -> None:
    company, remarks = company_of(
        {"colour": "red", "facts": {"flavour": 1, "flag": True}, "headcount": 3}, FIELDS
    )
    assert company.facts == {"flag": True, "headcount": 3}
    assert [remark.split(":")[0] for remark in remarks] == ["colour", "facts.flavour"]
    _, remarks = project_of({"costs": [], "colour": 1}, FIELDS)
    assert len(remarks) == 1


def test_a_word_that_is_no_choice_is_told() -> None:
    company, remarks = company_of({"facts": {"theme": "Wind"}}, FIELDS)
    assert company.facts["theme"] == "wind"
    assert "none of the values known: Energy, water, waste" in remarks[0]


def test_facts_outside_their_range_are_faults() -> None:
    fields = parse_fields({"share": {"type": "number", "min": 0, "max": 1}, "drop": {"type": "percent"}})
    assert company_of({"facts": {"share": 1}}, fields)[0].facts["share"] == 1
    for share in (1.01, -0.01):
        with pytest.raises(Fault):
            company_of({"facts": {"share": share}}, fields)
    _, remarks = company_of({"facts": {"drop": 0.25}}, fields)
    assert "percentages are 0 to 100" in remarks[0]


def test_the_top_level_goes_before_a_fact_of_the_same_name() -> None:
    company, remarks = company_of({"headcount": 12, "facts": {"headcount": 300, "turnover_eur": 5}}, FIELDS)
    assert company.facts == {"headcount": 12, "turnover_eur": 5}
    assert remarks == ("facts.headcount: left aside for headcount, which says 12",)


def test_what_was_stated_goes_before_what_is_computed() -> None:
    """The size of a company in a group is not what its own figures say."""
    own = {"headcount": 5, "turnover_eur": 1e6}
    assert value("company_size", own) == "micro"
    assert value("company_size", own | {"facts": {"company_size": "large"}}) == "large"


def test_sizes_known_in_part() -> None:
    assert value("company_size", {"headcount": 300}) == "large"
    assert value("company_size", {"headcount": 60}) == OneOf(frozenset({"medium", "large"}))
    assert value("company_size", {"headcount": 5}) is None
    assert value("turnover_or_balance_sheet_eur", {"turnover_eur": 5}) == Between(0, 5)
    assert value("turnover_or_balance_sheet_eur", {"turnover_eur": 5, "balance_sheet_eur": 3}) == 3
    assert value("turnover_and_balance_sheet_eur", {"balance_sheet_eur": 3}) == Between(3, None)
    assert value("turnover_and_balance_sheet_eur", {"turnover_eur": 5, "balance_sheet_eur": 3}) == 5
    assert value("turnover_or_balance_sheet_eur", {}) is None


@pytest.mark.parametrize(
    ("document", "country", "established"),
    [
        ({"country": "LU"}, "lu", True),
        ({"country": "lu", "commune": "Nowhere"}, "lu", True),
        ({"country": "FR"}, "fr", None),
        ({"country": "FR", "commune": "Luxembourg"}, "fr", None),
        ({"commune": "Esch-sur-Alzette"}, "lu", True),
        ({"commune": "Metz"}, None, None),
        ({}, None, None),
    ],
)
def test_where_a_company_is(document: dict[str, Any], country: str | None, established: bool | None) -> None:
    assert value("registered_office_country", document) == country
    assert value("established_in_LU", document) is established
    assert value("activity_in_LU", document) is established


def test_canton_of_a_commune() -> None:
    assert value("canton", {"commune": "Esch-sur-Alzette"}) == "esch-sur-alzette"
    assert value("canton", {"commune": "Metz"}) is None


def test_a_nace_code_tells_some_sectors_and_denies_none() -> None:
    assert value("sector", {"nace": "47.11"}) == AtLeast(frozenset({"commerce"}))
    assert value("sector", {"nace": "55.10"}) == AtLeast(frozenset({"tourism", "horeca"}))
    assert value("sector", {"nace": "25.62"}) is None
    assert value("sector", {"nace": "47.11", "facts": {"sector": "craft"}}) == {"commerce", "craft"}
    assert value("sector", {"facts": {"sector": "HORECA"}}) == "horeca"


@pytest.mark.parametrize(
    ("founded", "on", "years", "months"),
    [
        (date(2021, 11, 1), date(2026, 11, 1), 5, 60),
        (date(2024, 2, 29), date(2025, 2, 28), 1, 12),
        (date(2024, 2, 29), date(2028, 2, 29), 4, 48),
        (date(2026, 11, 1), date(2026, 11, 1), 0, 0),
        (date(2027, 1, 1), date(2026, 11, 1), 0, 0),  # not founded yet: certainly not three years old
        (date(2026, 5, 31), date(2026, 11, 30), None, 6),
    ],
)
def test_ages_on_the_day(founded: date, on: date, years: float | None, months: float) -> None:
    assert age_months(founded, on) == months
    if years is not None:
        assert age_years(founded, on) == years


@given(
    founded=st.dates(date(1950, 1, 1), date(2026, 1, 1)), years=st.integers(1, 40), shift=st.integers(-40, 40)
)
def test_not_older_than_holds_to_the_very_day(founded: date, years: int, shift: int) -> None:
    birthday = plus_months(founded, 12 * years)
    day = birthday + timedelta(shift)
    assert (age_years(founded, day) <= years) == (day <= birthday)
    assert (age_years(founded, day) >= years) == (day >= birthday)
    assert (age_months(founded, day) < 12 * years) == (day < birthday)


def test_age_on_a_date_and_figures_of_a_year() -> None:
    document = {"founded": "2015-03-15", "figures": {"2019": {"turnover_eur": 15000}}}
    assert value("age_years", document, at=date(2020, 3, 15)) == 5
    assert value("turnover_eur", document, year=2019) == 15000
    assert value("turnover_2019_eur", document) == 15000
    assert value("turnover_eur", document, year=2020) is None
    assert value("turnover_eur", document) is None


def test_de_minimis_headroom() -> None:
    """The example of the data sheet, and the day on which room comes back."""
    grants = (Grant(date(2024, 5, 2), 120_000), Grant(date(2025, 1, 10), 100_000))
    assert headroom_eur(grants, date(2026, 11, 1)) == 80_000
    assert headroom_eur(grants, date(2027, 5, 1)) == 80_000
    assert headroom_eur(grants, date(2027, 5, 2)) == 200_000
    assert headroom_eur(grants, date(2027, 5, 3)) == 200_000
    assert headroom_eur(grants, date(2024, 5, 1)) == 300_000
    assert headroom_eur(grants, date(2023, 12, 31)) == 200_000  # Regulation 1407/2013, nothing granted yet
    assert headroom_eur(grants, date(2013, 12, 31)) is None
    assert headroom_eur(grants, date(2031, 1, 1)) is None
    assert headroom_eur((Grant(date(2026, 1, 1), 400_000),), date(2026, 2, 1)) == 0
    stated = {"facts": {"de_minimis_grants": [{"date": "2026-01-05", "gge_eur": 1}]}}
    assert value("de_minimis_headroom", stated) == 299_999
    assert value("de_minimis_headroom", {"facts": {"de_minimis_grants": []}}) == 300_000
    assert value("de_minimis_headroom", {}) is None


def test_project_facts_go_before_those_of_the_company() -> None:
    company, _ = company_of({"facts": {"theme": "water", "flag": True}}, FIELDS)
    project, _ = project_of(
        {"theme": "waste", "costs": [{"category": "a", "eur": 5}, {"category": "b", "eur": 7}]}, FIELDS
    )
    situation = Situation(company, ON, project)
    assert resolve(situation, Term("theme"))[0] == "waste"
    assert resolve(situation, Term("flag"))[0] is True
    assert resolve(situation, Term("project_cost_eur_excl_vat"))[0] == 12


def test_what_to_ask_for() -> None:
    company, _ = company_of({"headcount": 60}, FIELDS)
    situation = Situation(company, ON)
    assert to_ask(situation, Term("company_size")) == ("turnover_eur", "balance_sheet_eur")
    assert to_ask(situation, Term("age_years")) == ("founded",)
    assert to_ask(situation, Term("flag")) == ("flag",)
