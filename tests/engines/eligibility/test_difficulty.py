"""Is the test of the undertaking in difficulty right? Worked out by hand from article 2(18) of Regulation 651/2014."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility.difficulty import FLAGS, accounts_of, document_of, in_difficulty
from grappe.engines.eligibility.reading import Fault
from grappe.engines.kernel import Verdict

SOUND = dict.fromkeys(FLAGS, False)
OLD = {"on": "2026-11-01", "founded": "2010-01-01", "size_class": "small", "liability": "limited", **SOUND}


def judged(year=None, *more, **change):
    years = [{"year": 2025, **(year or {})}, *more]
    return in_difficulty(accounts_of(OLD | {"years": years} | change))


def verdict(*years, **change):
    return judged(*years, **change).verdict


@pytest.mark.parametrize(
    ("capital", "premium", "reserves", "results", "expected"),
    [
        pytest.param(100, None, 0, -50, Verdict.NO, id="(a): exactly half lost is not more than half"),
        pytest.param(100, None, 0, -51, Verdict.YES, id="(a): -51 < -50"),
        pytest.param(100, None, 30, -80, Verdict.NO, id="(a): reserves first: 30 - 80 = -50"),
        pytest.param(100, None, 29, -80, Verdict.YES, id="(a): 29 - 80 = -51"),
        pytest.param(100, 100, 0, -100, Verdict.NO, id="(a): the premium counts: -100 is half of 200"),
        pytest.param(100, 100, 0, -101, Verdict.YES, id="(a): -101 < -100"),
        pytest.param(None, None, 10, -5, Verdict.NO, id="(a): no loss left: the capital does not matter"),
        pytest.param(None, None, 0, -5, Verdict.UNKNOWN, id="(a): the capital is not known"),
        pytest.param(100, None, None, -80, Verdict.UNKNOWN, id="(a): the reserves are not known"),
    ],
)
def test_losses_of_a_limited_company(capital, premium, reserves, results, expected):
    year = {
        "subscribed_capital_eur": capital,
        "share_premium_eur": premium,
        "reserves_eur": reserves,
        "results_eur": results,
    }
    assert verdict(year) is expected


def test_own_funds_stand_in_for_reserves_and_results():
    """Own funds 49 of a capital of 100: 51 are lost."""
    assert verdict({"subscribed_capital_eur": 100, "equity_eur": 49}) is Verdict.YES
    assert verdict({"subscribed_capital_eur": 100, "equity_eur": 50}) is Verdict.NO


def test_partners_with_unlimited_liability():
    """(b): the capital in the accounts, without a premium."""
    year = {"subscribed_capital_eur": 100, "share_premium_eur": 100, "reserves_eur": 0, "results_eur": -60}
    assert verdict(year, liability="unlimited") is Verdict.YES
    assert verdict(year, liability="limited") is Verdict.NO
    assert verdict(year, liability=None) is Verdict.UNKNOWN
    assert verdict(year | {"results_eur": -150}, liability=None) is Verdict.YES  # in difficulty either way


def test_an_sme_younger_than_three_years_is_spared_the_test_of_losses():
    lost = {"subscribed_capital_eur": 100, "reserves_eur": 0, "results_eur": -90}
    assert verdict(lost, founded="2023-11-02") is Verdict.NO
    assert verdict(lost, founded="2023-11-01") is Verdict.YES  # three years on that day
    assert verdict(lost, founded=None) is Verdict.UNKNOWN
    assert verdict(lost, founded="2023-11-02", insolvency_criteria=True) is Verdict.YES
    assert judged(lost, founded="2023-11-02", size_class="large").tests[0].verdict is Verdict.YES


@pytest.mark.parametrize("flag", FLAGS)
def test_insolvency_rescue_and_restructuring(flag):
    """(c), (d): one is enough; not known is neither."""
    fine = {"subscribed_capital_eur": 100, "equity_eur": 100}
    assert verdict(fine) is Verdict.NO
    assert verdict(fine, **{flag: True}) is Verdict.YES
    assert verdict(fine, **{flag: None}) is Verdict.UNKNOWN


RATIOS = {"subscribed_capital_eur": 10, "equity_eur": 10, "debt_eur": 76, "ebitda_eur": 9, "interest_eur": 10}


@pytest.mark.parametrize(
    ("year", "change", "expected"),
    [
        pytest.param({}, {}, Verdict.YES, id="(e): 7.6 > 7.5 and 0.9 < 1.0, both years"),
        pytest.param({"debt_eur": 75}, {}, Verdict.NO, id="(e): 7.5 is not above 7.5"),
        pytest.param({"ebitda_eur": 10}, {}, Verdict.NO, id="(e): 1.0 is not below 1.0"),
        pytest.param({}, {"size_class": "medium"}, Verdict.NO, id="(e): not for SMEs"),
        pytest.param({}, {"size_class": None}, Verdict.UNKNOWN, id="(e): the size decides and is not known"),
        pytest.param({"ebitda_eur": None}, {}, Verdict.UNKNOWN, id="(e): EBITDA not known"),
        pytest.param(
            {"ebitda_eur": None, "debt_eur": 1}, {}, Verdict.NO, id="(e): no debt to speak of settles it"
        ),
        pytest.param({"interest_eur": 0}, {}, Verdict.NO, id="(e): nothing to cover"),
        pytest.param(
            {"subscribed_capital_eur": 0, "equity_eur": 0, "debt_eur": 1},
            {},
            Verdict.YES,
            id="(e): no equity at all",
        ),
    ],
)
def test_ratios_of_a_large_enterprise(year, change, expected):
    other = {"year": 2024, **RATIOS}
    assert verdict(RATIOS | year, other, **({"size_class": "large"} | change)) is expected


def test_one_bad_year_is_not_two():
    good = {"year": 2024, **RATIOS, "debt_eur": 10}
    assert verdict(RATIOS, good, size_class="large") is Verdict.NO
    assert verdict(RATIOS, size_class="large") is Verdict.UNKNOWN
    assert verdict({**RATIOS, "debt_eur": 10}, size_class="large") is Verdict.NO


def test_the_latest_year_counts_for_the_losses_whatever_the_order():
    lost = {"subscribed_capital_eur": 100, "equity_eur": 10}
    assert verdict({"subscribed_capital_eur": 100, "equity_eur": 90}, {"year": 2024, **lost}) is Verdict.NO
    assert verdict({"subscribed_capital_eur": 100, "equity_eur": 90}, {"year": 2026, **lost}) is Verdict.YES


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"on": None}, "on"),
        ({"size_class": "huge"}, "size_class"),
        ({"liability": "some"}, "liability"),
        ({"years": [{"year": "2025"}]}, "years[0].year"),
        ({"years": [{"year": 2025}, {"year": 2025}]}, "years[1].year"),
        ({"years": [{"year": 2025, "debt_eur": -1}]}, "years[0].debt_eur"),
        ({"insolvency_criteria": "no"}, "insolvency_criteria"),
    ],
)
def test_a_bad_document_names_its_place(change, place):
    with pytest.raises(Fault) as fault:
        accounts_of(OLD | change)
    assert fault.value.place == place


MONEY = st.one_of(st.none(), st.integers(-50, 200))
YEAR = st.fixed_dictionaries(
    {
        "subscribed_capital_eur": st.one_of(st.none(), st.integers(0, 100)), "reserves_eur": MONEY, "results_eur": MONEY,
        "debt_eur": st.one_of(st.none(), st.integers(0, 500)), "ebitda_eur": MONEY, "interest_eur": MONEY,
    }
)  # fmt: skip
WORLD = st.fixed_dictionaries(
    {
        "size_class": st.sampled_from([None, "small", "large"]), "liability": st.sampled_from([None, "limited", "unlimited"]),
        "founded": st.sampled_from([None, "2010-01-01", "2025-01-01"]),
        **dict.fromkeys(FLAGS, st.sampled_from([None, False, True])),
    }
)  # fmt: skip


@given(WORLD, YEAR, YEAR, st.data())
def test_learning_never_changes_a_settled_verdict(world, latest, before, data):
    def judge(world, latest, before):
        years = [{"year": 2025, **latest}, {"year": 2024, **before}]
        return in_difficulty(accounts_of({"on": "2026-11-01", **world, "years": years})).verdict

    first = judge(world, latest, before)
    values = {
        "size_class": ["small", "large"],
        "liability": ["limited", "unlimited"],
        "founded": ["2010-01-01", "2025-01-01"],
    }
    learnt = {
        name: data.draw(st.sampled_from(values.get(name, [False, True]))) if value is None else value
        for name, value in world.items()
    }
    money = {
        name: data.draw(st.integers(0, 200)) if value is None else value for name, value in latest.items()
    }
    if first is not Verdict.UNKNOWN:
        assert judge(learnt, money, before) is first


def test_every_sentence_exists_in_each_language():
    found = [
        judged(),
        judged(RATIOS, {"year": 2024, **RATIOS}, size_class="large"),
        judged(liability="unlimited", founded=None),
    ]
    for test in (test for one in found for test in one.tests):
        for text in (test.label, test.actual, test.expected):
            assert text.en and text.fr and text.de and "{" not in text.en + text.fr + text.de


def test_the_day_can_be_given_apart():
    assert accounts_of({"years": []}, on=date(2026, 1, 1)).on == date(2026, 1, 1)


def test_the_document_has_each_test_with_what_was_compared():
    found = document_of(judged({"subscribed_capital_eur": 100, "reserves_eur": 0, "results_eur": -51}), "fr")
    assert found["verdict"] == "yes"
    assert [test["code"] for test in found["tests"]] == ["a", "b", "c", "d", "e"]
    assert "-51 EUR" in found["tests"][0]["actual"]
