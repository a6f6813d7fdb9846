"""Are the ceilings of the block exemption right, and the sums of a project? Worked out by hand from the articles of
Regulation (EU) 651/2014; the working stands in the case's id or beside it.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility.intensity import (
    BONUS_WORDS,
    CATEGORIES,
    category_of,
    document_of,
    project_aid,
    project_of,
    rate,
    start_up_ceiling,
)
from grappe.engines.eligibility.reading import Fault
from grappe.engines.kernel import Verdict

NOW, BEFORE = date(2026, 11, 1), date(2023, 6, 30)
IN_TIME = {"applied_on": "2026-10-01", "works_start_on": "2026-12-01"}


def by_size(category: str, *bonuses: str, on: date = NOW) -> tuple[int | None, ...]:
    return tuple(rate(category, size, bonuses, on).pct for size in ("small", "medium", "large"))


@pytest.mark.parametrize(
    ("category", "bonuses", "on", "expected"),
    [
        pytest.param("fundamental_research", [], NOW, (100, 100, 100), id="art. 25(5)(a)"),
        pytest.param("industrial_research", [], NOW, (70, 60, 50), id="eu_state_aid.md 3: 50 + 20/10/0"),
        pytest.param("experimental_development", [], NOW, (45, 35, 25), id="eu_state_aid.md 3: 25 + 20/10/0"),
        pytest.param(
            "industrial_research",
            ["collaboration"],
            NOW,
            (80, 75, 65),
            id="eu_state_aid.md 3: min(80, 50 + 20 + 15)",
        ),
        pytest.param(
            "experimental_development",
            ["dissemination"],
            NOW,
            (60, 50, 40),
            id="eu_state_aid.md 3, IraSME: 60/50/40",
        ),
        pytest.param("feasibility_study", [], NOW, (70, 60, 50), id="art. 25(7)"),
        pytest.param(
            "feasibility_study", ["collaboration"], NOW, (70, 60, 50), id="art. 25(6) is not for studies"
        ),
        pytest.param(
            "experimental_development",
            ["joint_call"],
            NOW,
            (70, 60, 50),
            id="art. 25(6)(d) 2023: 25 + 20/10/0 + 25",
        ),
        pytest.param(
            "experimental_development", ["c_region"], NOW, (50, 40, 30), id="art. 25(6)(c) 2023: + 5"
        ),
        pytest.param(
            "experimental_development", ["collaboration", "dissemination"], NOW, (60, 50, 40), id="+ 15 once"
        ),
        pytest.param(
            "experimental_development",
            ["collaboration", "c_region", "joint_call"],
            NOW,
            (70, 60, 50),
            id="25, not 45",
        ),
        pytest.param(
            "experimental_development", ["joint_call"], BEFORE, (45, 35, 25), id="the 2014 text knows no (d)"
        ),
        pytest.param(
            "experimental_development",
            ["licences"],
            BEFORE,
            (45, 35, 25),
            id="the 2014 text knows no licences",
        ),
        pytest.param(
            "industrial_research", ["collaboration"], BEFORE, (80, 75, 65), id="the 2014 text: the same 15"
        ),
        pytest.param("sme_investment", [], NOW, (20, 10, 0), id="art. 17(6); large: not open"),
        pytest.param("sme_consultancy", [], NOW, (50, 50, 0), id="art. 18(2)"),
        pytest.param("sme_fairs", [], NOW, (50, 50, 0), id="art. 19(3)"),
        pytest.param("research_infrastructure", [], NOW, (50, 50, 50), id="art. 26(6)"),
        pytest.param("cluster_investment", ["a_region"], NOW, (65, 65, 65), id="art. 27(6): 50 + 15"),
        pytest.param("cluster_operation", [], NOW, (50, 50, 50), id="art. 27(9)"),
        pytest.param("sme_innovation", [], NOW, (50, 50, 0), id="art. 28(3)"),
        pytest.param("process_innovation", [], NOW, (50, 50, 15), id="art. 29(4)"),
        pytest.param("training", [], NOW, (70, 60, 50), id="art. 31(4)"),
        pytest.param(
            "training", ["disadvantaged_workers"], NOW, (70, 70, 60), id="art. 31(4): + 10, at most 70"
        ),
        pytest.param("environment", [], NOW, (60, 50, 40), id="art. 36"),
        pytest.param("environment", ["c_region"], NOW, (65, 55, 45), id="art. 36: + 5"),
        pytest.param("energy_efficiency", [], NOW, (50, 40, 30), id="art. 38"),
        pytest.param("renewables", [], NOW, (65, 55, 45), id="art. 41"),
        pytest.param("renewables_other", [], NOW, (50, 40, 30), id="art. 41"),
        pytest.param("circular_economy", [], NOW, (60, 50, 40), id="art. 47"),
        pytest.param("environmental_study", [], NOW, (80, 70, 60), id="art. 49 since 2023"),
        pytest.param(
            "environmental_study",
            [],
            BEFORE,
            (70, 60, 50),
            id="art. 49 before: 50/60/70, Fit 4 Sustainability",
        ),
    ],
)
def test_rates(category, bonuses, on, expected):
    assert by_size(category, *bonuses, on=on) == expected


def test_micro_counts_as_small():
    assert rate("industrial_research", "micro", [], NOW).pct == 70


@pytest.mark.parametrize("on", [date(2014, 6, 30), date(2027, 1, 1)])
def test_outside_its_days_the_regulation_says_nothing(on):
    found = rate("industrial_research", "small", [], on)
    assert (found.pct, found.low_pct, found.high_pct) == (None, None, None)
    assert (
        project_aid(project_of({"size": "small", "costs": [{"category": "training", "eur": 1}]}), on).eur
        is None
    )


def test_the_last_day_is_inside():
    assert rate("industrial_research", "small", [], date(2026, 12, 31)).pct == 70


def test_an_unknown_bonus_counts_towards_the_high_rate_only():
    found = rate("experimental_development", "small", {"collaboration": None}, NOW)
    assert (found.low_pct, found.high_pct, found.pct, found.missing) == (45, 60, None, ("collaboration",))


def test_an_unknown_size_spans_all():
    found = rate("industrial_research", None, [], NOW)
    assert (found.low_pct, found.high_pct, found.missing) == (50, 70, ("size",))
    assert rate("fundamental_research", None, [], NOW).pct == 100


@pytest.mark.parametrize(
    "call", [("nothing", "small", []), ("training", "huge", []), ("training", "small", ["luck"])]
)
def test_a_word_nobody_knows_is_refused(call):
    with pytest.raises((KeyError, ValueError)):
        rate(*call, NOW)


def aid(on: date = NOW, **document):
    return project_aid(project_of(IN_TIME | document), on)


def test_the_example_of_eu_state_aid_md():
    """Small firm, 100k industrial + 200k experimental, with collaboration: 0.80 x 100k + 0.60 x 200k = 200k."""
    costs = [
        {"category": "industrial research", "eur": 100_000},
        {"category": "experimental development", "eur": 200_000},
    ]
    found = aid(size="small", costs=costs, bonuses={"collaboration": True})
    assert (found.eur, found.high_eur) == (200_000, 200_000)
    assert [line.high_eur for line in found.lines] == [80_000, 120_000]
    assert any("80% × EUR 100,000 = EUR 80,000" in step.en for step in found.steps)
    assert len(found.steps) == len(found.articles)


def test_costs_of_one_category_are_one_sum():
    found = aid(
        size="medium", costs=[{"category": "training", "eur": 30}, {"category": "Ausbildung", "eur": 70}]
    )
    assert (len(found.lines), found.eur) == (1, 60)


FIRMS = [
    {
        "id": "A",
        "size": "small",
        "country": "LU",
        "costs": [{"category": "experimental_development", "eur": 100_000}],
    },
    {
        "id": "B",
        "size": "large",
        "country": "LU",
        "costs": [{"category": "experimental_development", "eur": 150_000}],
    },
]


class TestCollaboration:
    def test_per_partner_then_the_sum(self):
        """One is an SME, B bears 60 %: counts: 60 % x 100k + 40 % x 150k = 120k."""
        found = aid(partners=FIRMS)
        assert found.by_partner == (("A", 60_000, 60_000), ("B", 60_000, 60_000))
        assert found.eur == 120_000

    def test_more_than_70_percent_by_one(self):
        """B bears 350 of 450: no bonus: 45 % x 100k + 25 % x 350k = 132.5k."""
        firms = [FIRMS[0], FIRMS[1] | {"costs": [{"category": "experimental_development", "eur": 350_000}]}]
        assert aid(partners=firms).eur == 132_500

    def test_exactly_70_percent_by_one(self):
        """70 of 100: "no more than 70 %": 60 % x 30 + 40 % x 70 = 46."""
        firms = [
            FIRMS[i] | {"costs": [{"category": "experimental_development", "eur": eur}]}
            for i, eur in enumerate((30, 70))
        ]
        assert aid(partners=firms).eur == 46

    def test_two_large_firms_in_one_state(self):
        """No SME and one state: 25 % x 250k = 62.5k; in two states 40 % x 250k = 100k; not known: between."""
        large = [FIRMS[0] | {"size": "large"}, FIRMS[1]]
        assert aid(partners=large).eur == 62_500
        assert aid(partners=[large[0] | {"country": "DE"}, large[1]]).eur == 100_000
        unknown = aid(partners=[large[0] | {"country": None}, large[1]])
        assert (unknown.eur, unknown.high_eur) == (62_500, 100_000)

    def test_a_research_organisation_with_a_tenth(self):
        """Art. 25(6)(b)(i) second indent: it bears 10 of 100 and may publish: 40 % x 90 = 36 for the large firm; its own
        work is not counted.
        """
        firm = FIRMS[1] | {"costs": [{"category": "experimental_development", "eur": 90}]}
        lab = {"id": "U", "research": True, "costs": [{"category": "experimental_development", "eur": 10}]}
        assert aid(partners=[firm, lab | {"may_publish": True}]).eur == 36
        assert aid(partners=[firm, lab | {"may_publish": False}]).eur == 22.5
        unknown = aid(partners=[firm, lab])
        assert (unknown.eur, unknown.high_eur) == (22.5, 36)
        small_part = lab | {
            "may_publish": True,
            "costs": [{"category": "experimental_development", "eur": 9}],
        }
        assert aid(partners=[firm, small_part]).eur == 22.5


class TestProcessInnovation:
    def test_a_large_enterprise_alone_has_none(self):
        """Art. 29(2)."""
        assert aid(size="large", costs=[{"category": "process_innovation", "eur": 100}]).eur == 0

    def test_with_smes_that_bear_30_percent(self):
        """15 % x 70 + 50 % x 30 = 25.5; with 29 of 100 only the SME's 14.5."""

        def firms(large, small):
            return [
                {"id": "L", "size": "large", "costs": [{"category": "process_innovation", "eur": large}]},
                {"id": "S", "size": "small", "costs": [{"category": "process_innovation", "eur": small}]},
            ]

        assert aid(partners=firms(70, 30)).eur == 25.5
        assert aid(partners=firms(71, 29)).eur == 14.5


class TestInnovationAdvice:
    COSTS = [{"category": "sme_innovation_advice", "eur": 100_000}]

    def test_whole_within_220_000_in_three_years(self):
        """Art. 28(4): nothing had: 100 % x 100k; 150k had: room of 70k; 200k had: 20k, so the ordinary 50 % is more."""
        for used, expected in ((0, 100_000), (150_000, 70_000), (200_000, 50_000)):
            assert aid(size="small", costs=self.COSTS, advice_used_eur=used).eur == expected

    def test_200_000_before_2023(self):
        assert aid(BEFORE, size="small", costs=self.COSTS, advice_used_eur=120_000).eur == 80_000

    def test_not_knowing_what_was_had_counts_for_the_high_amount_only(self):
        found = aid(size="small", costs=self.COSTS)
        assert (found.eur, found.high_eur) == (50_000, 100_000)


class TestLimits:
    COSTS = [{"category": "sme_investment", "eur": 1_000_000}]

    def test_application_after_the_start_of_work(self):
        """Art. 6(2): not before: none at all; the same day is not before."""
        assert aid(size="small", costs=self.COSTS, applied_on="2026-12-01").eur == 0
        found = aid(size="small", costs=self.COSTS, applied_on="2026-12-02")
        assert (found.eur, found.incentive) == (0, Verdict.NO)
        assert aid(size="small", costs=self.COSTS, applied_on=None).incentive is Verdict.UNKNOWN

    def test_maximum_period_and_minimum(self):
        """20 % x 1 m = 200k; at most 150k; 100k of 180k had: 80k; less than a minimum of 90k: none."""
        assert aid(size="small", costs=self.COSTS).eur == 200_000
        assert aid(size="small", costs=self.COSTS, maximum_eur=150_000).eur == 150_000
        period = {"eur": 180_000, "used_eur": 100_000, "label": "3 years"}
        assert aid(size="small", costs=self.COSTS, maximum_eur=150_000, period=period).eur == 80_000
        assert aid(size="small", costs=self.COSTS, period=period, minimum_eur=90_000).eur == 0
        assert aid(size="small", costs=self.COSTS, period=period, minimum_eur=80_000).eur == 80_000

    @pytest.mark.parametrize(
        ("costs", "on", "limit"),
        [
            pytest.param({"sme_investment": 41_250_001}, NOW, 8_250_000, id="art. 17: 20 % of 41.25 m is 8.25 m"),
            pytest.param({"sme_investment": 41_250_000}, NOW, None, id="exactly at the limit: not above"),
            pytest.param({"sme_investment": 38_000_000}, BEFORE, 7_500_000, id="7.5 m before 2023"),
            pytest.param({"experimental_development": 60_000_000}, NOW, 25_000_000, id="45 % of 60 m = 27 m: above 25 m"),
            pytest.param({"industrial_research": 45_000_000}, NOW, None, id="70 % of 45 m = 31.5 m: mostly industrial: 35 m"),
            pytest.param(
                {"industrial_research": 30_000_000, "experimental_development": 30_000_000}, NOW, 25_000_000,
                id="half is not more than half: 21 + 13.5 m above the limit of development",
            ),
            pytest.param({"fundamental_research": 56_000_000}, NOW, 55_000_000, id="100 % of 56 m"),
        ],
    )  # fmt: skip
    def test_notification(self, costs, on, limit):
        document = {"size": "small", "costs": [{"category": name, "eur": eur} for name, eur in costs.items()]}
        found = aid(on, **document, **({} if on == NOW else {}))
        assert [one[2] for one in found.notify] == ([] if limit is None else [limit])


class TestStartUps:
    KNOWN = {
        "founded": date(2022, 1, 1),
        "size": "small",
        "listed": False,
        "took_over": False,
        "paid_out": False,
    }

    @pytest.mark.parametrize(
        ("on", "change", "expected"),
        [
            pytest.param(NOW, {}, 500_000, id="art. 22(3)(c) since 2023"),
            pytest.param(NOW, {"region": "c"}, 750_000, id="`c` region"),
            pytest.param(
                NOW, {"region": "a", "innovative": True}, 2_000_000, id="`a` region, innovative: twice"
            ),
            pytest.param(BEFORE, {}, 400_000, id="2014 text"),
            pytest.param(BEFORE, {"innovative": True}, 800_000, id="2014 text, twice: Luxembourg's 0.8 m"),
            pytest.param(BEFORE, {"region": "c", "innovative": True}, 1_200_000, id="Luxembourg's 1.2 m"),
        ],
    )
    def test_amounts(self, on, change, expected):
        found = start_up_ceiling(on, **(self.KNOWN | change))
        assert (found.eur, found.verdict) == (expected, Verdict.YES)

    def test_conditions(self):
        assert (
            start_up_ceiling(NOW, **(self.KNOWN | {"founded": date(2021, 11, 1)})).verdict is Verdict.YES
        )  # five years
        assert start_up_ceiling(NOW, **(self.KNOWN | {"founded": date(2021, 10, 31)})).eur == 0
        assert start_up_ceiling(NOW, **(self.KNOWN | {"paid_out": None})).verdict is Verdict.UNKNOWN
        assert start_up_ceiling(NOW, **(self.KNOWN | {"size": "medium"})).verdict is Verdict.NO


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({}, "costs"),
        ({"costs": [{"category": "lunch", "eur": 1}]}, "costs[0].category"),
        ({"costs": [{"category": "training"}]}, "costs[0].eur"),
        ({"costs": [{"category": "training", "eur": -1}]}, "costs[0].eur"),
        ({"size": "huge", "costs": [{"category": "training", "eur": 1}]}, "size"),
        ({"bonuses": {"luck": True}, "costs": [{"category": "training", "eur": 1}]}, "bonuses.luck"),
        ({"partners": FIRMS, "costs": [{"category": "training", "eur": 1}]}, "costs"),
        ({"partners": [FIRMS[0], FIRMS[0]]}, "partners[1].id"),
        ({"period": {}, "costs": [{"category": "training", "eur": 1}]}, "period.eur"),
    ],
)
def test_a_bad_document_names_its_place(document, place):
    with pytest.raises(Fault) as fault:
        project_of(document)
    assert fault.value.place == place


def test_a_category_is_read_in_each_language():
    for words in (
        "experimental development",
        "Développement  expérimental",
        "experimentelle Entwicklung",
        "experimental_development",
    ):
        assert category_of(words, "x") == "experimental_development"


SIZES = st.sampled_from([None, "micro", "small", "medium", "large"])
BONUSES = st.dictionaries(st.sampled_from(sorted(BONUS_WORDS)), st.sampled_from([True, False, None]))
DAYS = st.dates(date(2014, 7, 1), date(2026, 12, 31))


@given(st.sampled_from(sorted(CATEGORIES)), SIZES, BONUSES, DAYS, st.data())
def test_learning_narrows_a_rate_and_never_leaves_it(category, size, bonuses, on, data):
    first = rate(category, size, bonuses, on)
    learnt_size = size or data.draw(st.sampled_from(["micro", "small", "medium", "large"]))
    learnt = {name: data.draw(st.booleans()) if value is None else value for name, value in bonuses.items()}
    then = rate(category, learnt_size, learnt, on)
    assert then.pct is not None
    assert first.low_pct <= then.pct <= first.high_pct <= 100


@given(st.sampled_from(sorted(CATEGORIES)), SIZES, BONUSES, DAYS, st.integers(1, 10**6), st.integers(2, 5))
def test_a_project_so_many_times_as_large_has_so_many_times_the_aid(category, size, bonuses, on, eur, times):
    def amounts(cost):
        found = project_aid(
            project_of({"size": size, "bonuses": bonuses, "costs": [{"category": category, "eur": cost}]}), on
        )
        return found.eur, found.high_eur

    if category != "sme_innovation_advice":  # its 220,000 do not grow with the project
        low, high = amounts(eur)
        assert amounts(eur * times) == pytest.approx((low * times, high * times), abs=0.03)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(CATEGORIES)), st.integers(0, 10**6)), min_size=1, max_size=5),
    st.randoms(),
)
def test_the_order_of_costs_does_not_matter(costs, random):
    shuffled = list(costs)
    random.shuffle(shuffled)
    found = [
        aid(size="medium", costs=[{"category": name, "eur": eur} for name, eur in one], advice_used_eur=0)
        for one in (costs, shuffled)
    ]
    assert (found[0].eur, found[0].high_eur) == (found[1].eur, found[1].high_eur)
    assert found[0].eur <= sum(Fraction(eur) for _, eur in costs)


def test_every_sentence_exists_in_each_language():
    lab = {"id": "U", "research": True, "costs": [{"category": "industrial_research", "eur": 10}]}
    costs = [{"category": name, "eur": 90_000_000} for name in CATEGORIES]
    found = [
        aid(partners=[*FIRMS, lab], bonuses={"licences": None, "c_region": True}, applied_on=None, maximum_eur=1),
        aid(size=None, costs=costs), aid(size="large", costs=costs, applied_on="2026-12-24"),
        aid(size="small", costs=costs, minimum_eur=10**12),
        aid(date(2027, 1, 1), size="small", costs=costs), aid(size="small", costs=costs, period={"eur": 5, "label": "5"}),
    ]  # fmt: skip
    for text in (text for one in found for text in one.steps):
        assert text.en and text.fr and text.de and "{" not in text.en + text.fr + text.de
    document_of(found[0])
