"""Is the de minimis ledger right? Cases worked out by hand from Regulation (EU) 2023/2831 and, before 2024,
Regulation (EU) 1407/2013.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility.de_minimis import (
    Grant,
    curve,
    document_of,
    frees_on,
    grant_gge,
    guarantee_gge,
    headroom_eur,
    ledger_of,
    loan_gge,
    merged,
    not_linking,
    position,
    reference_rate,
    single_undertaking,
    split,
)
from grappe.engines.eligibility.ownership import Holding
from grappe.engines.eligibility.reading import Fault

TWO = [("a", "2024-05-02", 120_000), ("a", "2025-01-10", 100_000)]


def ledger(*grants, members=("a",), **more):
    entries = [{"enterprise": who, "date": day, "gge_eur": eur} for who, day, eur in grants]
    return ledger_of({"members": list(members), "grants": entries, **more})


class TestRollingThreeYears:
    def test_the_example_of_eu_state_aid_md(self):
        """120k on 2024-05-02, 100k on 2025-01-10: on 2026-11-01 300 - 220 = 80k; on 2027-05-03 the first is free: 200k."""
        book = ledger(*TWO)
        assert position(book, date(2026, 11, 1)).headroom_eur == 80_000
        assert position(book, date(2027, 5, 3)).headroom_eur == 200_000

    def test_a_grant_is_free_on_its_third_anniversary(self):
        book = ledger(*TWO)
        assert position(book, date(2027, 5, 1)).headroom_eur == 80_000
        assert position(book, date(2027, 5, 2)).headroom_eur == 200_000
        assert position(book, date(2026, 11, 1)).frees_on == (
            (date(2027, 5, 2), 120_000),
            (date(2028, 1, 10), 100_000),
        )

    def test_a_grant_of_29_february_is_free_on_1_march(self):
        """2027 has no 29 February: until the 28th included the three years are not over (Regulation 1182/71, art. 3)."""
        book = ledger(("a", "2024-02-29", 1))
        assert position(book, date(2027, 2, 28)).used_eur == 1
        assert position(book, date(2027, 3, 1)).used_eur == 0
        assert frees_on(date(2024, 2, 29)) == date(2027, 3, 1)

    def test_a_grant_counts_from_its_own_day(self):
        book = ledger(("a", "2025-06-15", 100))
        assert position(book, date(2025, 6, 14)).used_eur == 0
        assert position(book, date(2025, 6, 15)).used_eur == 100

    def test_new_aid_fits_to_the_cent(self):
        book = ledger(*TWO)
        on = date(2026, 11, 1)
        assert position(book, on, 80_000).allowed is True
        assert position(book, on, Fraction("80000.01")).allowed is False
        assert position(book, on).allowed is None

    def test_above_the_ceiling_there_is_no_room_and_the_use_is_shown(self):
        at = position(ledger(("a", "2025-01-01", 290_000), ("a", "2025-01-02", 40_000)), date(2025, 2, 1), 1)
        assert (at.used_eur, at.headroom_eur, at.allowed) == (330_000, 0, False)

    def test_all_members_count_and_nobody_else(self):
        book = ledger(
            ("a", "2025-01-01", 100), ("b", "2025-01-01", 10), ("x", "2025-01-01", 1), members=("a", "b")
        )
        at = position(book, date(2025, 2, 1))
        assert at.used_eur == 110
        assert any("x does not belong" in step.en for step in at.steps)


class TestTheLawOfTheDay:
    def test_before_2024_three_fiscal_years(self):
        """On 2023-06-01 the years 2021, 2022, 2023 count: 2020-12-31 does not, 2021-01-01 does. 200 - 50 = 150k."""
        book = ledger(("a", "2020-12-31", 70_000), ("a", "2021-01-01", 50_000))
        at = position(book, date(2023, 6, 1), 150_001)
        assert (at.ceiling_eur, at.used_eur, at.headroom_eur, at.allowed) == (200_000, 50_000, 150_000, False)
        assert "1407/2013" in at.source

    def test_a_fiscal_year_of_its_own(self):
        """Years from 1 July: on 2023-06-30 those from 2020-07-01 count; on 2023-07-01 those from 2021-07-01."""
        book = ledger(("a", "2020-07-01", 50_000), fiscal_year_begins="07-01")
        assert position(book, date(2023, 6, 30)).used_eur == 50_000
        assert position(book, date(2023, 7, 1)).used_eur == 0

    def test_road_freight_had_half_until_2024(self):
        book = ledger(road_freight=True)
        assert position(book, date(2023, 12, 31)).ceiling_eur == 100_000
        assert position(book, date(2024, 1, 1)).ceiling_eur == 300_000

    def test_the_new_rule_looks_back_over_the_old_years(self):
        """180k on 2021-03-15: on 2023-12-31 it counts (fiscal 2021); on 2024-01-01 still (rolling), until 2024-03-15."""
        book = ledger(("a", "2021-03-15", 180_000))
        assert position(book, date(2023, 12, 31)).headroom_eur == 20_000
        assert position(book, date(2024, 1, 1)).headroom_eur == 120_000
        assert position(book, date(2024, 3, 15)).headroom_eur == 300_000
        assert position(book, date(2023, 12, 31)).frees_on == ((date(2024, 3, 15), 180_000),)

    @pytest.mark.parametrize("on", [date(2013, 12, 31), date(2031, 1, 1), date(2031, 7, 1)])
    def test_outside_the_regulations_nothing_is_known(self, on):
        at = position(ledger(*TWO), on, 1)
        assert (at.ceiling_eur, at.used_eur, at.headroom_eur, at.allowed) == (None, None, None, None)
        assert at.steps

    def test_the_last_day_is_inside(self):
        assert position(ledger(), date(2030, 12, 31)).headroom_eur == 300_000


class TestUnknowns:
    def test_an_unknown_amount_never_lets_aid_pass(self):
        book = ledger(("a", "2025-01-01", None), ("a", "2025-01-01", 100_000))
        at = position(book, date(2025, 2, 1), 1)
        assert (at.used_eur, at.headroom_eur, at.allowed, at.at_least_eur) == (None, None, None, 100_000)
        assert position(book, date(2025, 2, 1), 200_001).allowed is False

    def test_an_unknown_day_may_count(self):
        assert position(ledger(("a", None, 100)), date(2025, 2, 1), 1).allowed is None

    def test_an_unknown_that_is_over_does_not_matter(self):
        assert position(ledger(("a", "2024-01-01", None)), date(2027, 1, 1), 300_000).allowed is True

    def test_an_activity_left_out_is_never_a_silent_pass(self):
        """Art. 1(1)(c), 1(2)."""
        assert position(ledger(nace="01.21"), date(2025, 1, 1), 1).allowed is None
        assert position(ledger(nace="A01.21", separate_accounts=True), date(2025, 1, 1), 1).allowed is True
        assert position(ledger(nace="62.10"), date(2025, 1, 1), 1).allowed is True


class TestSingleUndertaking:
    def test_majority_of_votes_in_chains(self):
        held = [
            Holding("p", "a", Fraction(60)),
            Holding("a", "b", Fraction(51)),
            Holding("b", "c", Fraction(50)),
        ]
        assert single_undertaking(held, "a") == {"p", "a", "b"}

    def test_votes_decide_not_capital(self):
        assert single_undertaking([Holding("p", "a", Fraction(90), Fraction(10))], "a") == {"a"}
        assert single_undertaking([Holding("p", "a", Fraction(10), Fraction(90))], "a") == {"a", "p"}

    def test_board_rights_and_contracts(self):
        assert single_undertaking([Holding("p", "a", control=True)], "a") == {"a", "p"}

    def test_sisters_under_one_parent(self):
        held = [Holding("p", "a", Fraction(60)), Holding("p", "b", Fraction(60))]
        assert single_undertaking(held, "a") == {"p", "a", "b"}

    def test_natural_persons_do_not_link_here(self):
        """Unlike Annex I: article 2(2) names enterprises only."""
        held = [Holding("n", "a", Fraction(60)), Holding("n", "b", Fraction(60))]
        assert single_undertaking(held, "a", not_linking({"n": "natural_person", "a": "enterprise"})) == {"a"}

    def test_the_ledger_finds_its_members(self):
        book = ledger_of(
            {
                "subject": "a",
                "holdings": [
                    {"owner": "p", "owned": "a", "capital_pct": 60},
                    {"owner": "n", "owned": "p", "votes_pct": 99},
                ],
                "apart": ["n"],
                "grants": [{"enterprise": "p", "date": "2025-01-01", "gge_eur": 5}],
            }
        )
        assert book.members == {"a", "p"}
        assert position(book, date(2025, 2, 1)).used_eur == 5


class TestMergersAndSplits:
    def test_all_prior_aid_of_all_counts(self):
        """Art. 3(8): 200k + 150k = 350k, above the ceiling: lawful, but no room."""
        both = merged(
            [ledger(("a", "2025-01-01", 200_000)), ledger(("b", "2025-02-01", 150_000), members=("b",))]
        )
        at = position(both, date(2025, 3, 1))
        assert (at.used_eur, at.headroom_eur) == (350_000, 0)

    def test_a_split_follows_the_activity_else_the_equity(self):
        """Art. 3(9): the first award goes to X, who took its activity over; the second 3 : 1 by equity."""
        parts = split(ledger(*TWO), {"x": 300, "y": 100}, users={0: "x"})
        used = {firm: position(book, date(2026, 11, 1)).used_eur for firm, book in parts.items()}
        assert used == {"x": 120_000 + 75_000, "y": 25_000}

    @pytest.mark.parametrize(
        ("equity", "users"), [({"x": 0}, None), ({"x": 1}, {0: "z"}), ({"x": -1, "y": 2}, None)]
    )
    def test_a_split_that_cannot_be(self, equity, users):
        with pytest.raises(ValueError):
            split(ledger(*TWO), equity, users)


class TestGrossGrantEquivalents:
    def test_instalments_are_discounted(self):
        """Base 3 % + 1 = 4 %: 10,000 now + 10,400 in one year / 1.04 = 20,000."""
        worth = grant_gge(date(2025, 1, 1), [(date(2025, 1, 1), 10_000), (date(2026, 1, 1), 10_400)], 3)
        assert worth.eur == 20_000
        with pytest.raises(ValueError):
            grant_gge(date(2025, 1, 1), [(date(2024, 12, 31), 1)], 3)

    @pytest.mark.parametrize(
        ("amount", "years", "worth"),
        [
            pytest.param(1_500_000, 5, 300_000, id="art. 4(3)(b): the whole ceiling"),
            pytest.param(750_000, 10, 300_000, id="art. 4(3)(b): the whole ceiling, longer"),
            pytest.param(500_000, 3, 60_000, id="300k x 500/1500 x 3/5"),
            pytest.param(250_000, 8, 80_000, id="300k x 250/750 x 8/10"),
            pytest.param(1_000_000, 7, None, id="more than 750k over more than 5 years: neither pair"),
            pytest.param(1_500_001, 5, None, id="one euro too much"),
        ],
    )
    def test_a_loan_in_proportion(self, amount, years, worth):
        assert loan_gge(amount, years, collateral_pct=50).eur == worth

    def test_a_loan_without_half_its_collateral_has_no_proportion(self):
        assert loan_gge(100_000, 5, collateral_pct=49).eur is None
        assert loan_gge(100_000, 5).eur is None

    def test_a_loan_before_2024(self):
        """Regulation 1407/2013: 200k x 500/1000 x 5/5."""
        assert loan_gge(500_000, 5, collateral_pct=50, on=date(2023, 1, 1)).eur == 100_000

    def test_interest_saved_each_year(self):
        """100k over 2 years in equal parts, 2 % instead of 5 %, discounted at 3 + 1 = 4 %:
        3,000 / 1.04 + 1,500 / 1.04^2 = 2,884.62 + 1,386.83 = 4,271.45.
        """
        found = loan_gge(100_000, 2, interest_pct=2, reference_pct=5, base_pct=3)
        assert found.eur == 4_271.45
        assert len(found.steps) == 4
        bullet = loan_gge(100_000, 2, interest_pct=2, reference_pct=5, base_pct=3, bullet=True)
        assert bullet.eur == 5_658.28  # 3,000 / 1.04 + 3,000 / 1.0816 = 2,884.615 + 2,773.669

    def test_a_dear_loan_has_no_aid(self):
        assert loan_gge(100_000, 2, interest_pct=6, reference_pct=5, base_pct=3).eur == 0

    @pytest.mark.parametrize(
        ("loan", "years", "share", "worth"),
        [
            pytest.param(2_812_500, 5, 80, 300_000, id="art. 4(6)(b): 80 % of 2.8125 m is 2.25 m"),
            pytest.param(1_000_000, 5, 75, 100_000, id="300k x 750/2250 x 5/5"),
            pytest.param(500_000, 10, 45, 60_000, id="300k x 225/1125 x 10/10"),
            pytest.param(100_000, 5, 81, None, id="more than 80 %"),
            pytest.param(3_000_000, 6, 80, None, id="2.4 m over 6 years: neither pair"),
        ],
    )
    def test_a_guarantee(self, loan, years, share, worth):
        assert guarantee_gge(loan, years, guaranteed_pct=share).eur == worth

    def test_reference_rates(self):
        """2008/C 14/02: rating BB with normal collateral: 220 basis points above the base rate."""
        assert reference_rate(3, "satisfactory", "normal") == Fraction("5.2")

    @pytest.mark.parametrize("years", [0, -1])
    def test_no_time_is_refused(self, years):
        with pytest.raises(ValueError):
            loan_gge(1, years, collateral_pct=100)


PAID = [{"date": "2025-01-01", "eur": 10_000}, {"date": "2026-01-01", "eur": 10_400}]


class TestOtherForms:
    """A ledger may hold a loan, a guarantee or instalments: they count as their gross grant equivalents."""

    def held(self, **form):
        return ledger_of({"members": ["a"], "grants": [{"enterprise": "a", "date": "2025-01-01", **form}]})

    @pytest.mark.parametrize(
        ("form", "used"),
        [
            pytest.param({"loan": {"eur": 500_000, "years": 3, "collateral_pct": 60}}, 60_000, id="300k x 500/1500 x 3/5"),
            pytest.param({"guarantee": {"loan_eur": 1_000_000, "years": 5, "guaranteed_pct": 75}}, 100_000, id="300k "
            "x 750/2250"),
            pytest.param(
                {"instalments": {"base_pct": 3, "paid": PAID}},
                20_000, id="10,000 + 10,400 / 1.04",
            ),
            pytest.param({"loan": {"eur": 500_000, "years": 3}}, None, id="no collateral shown: not known, not free"),
        ],
    )  # fmt: skip
    def test_count_as_what_they_are_worth(self, form, used):
        at = position(self.held(**form), date(2025, 6, 1), 1)
        assert (at.used_eur, at.allowed) == (used, True if used is not None else None)
        assert len(at.steps) >= 5 - (used is None)

    def test_a_loan_of_before_2024_goes_by_the_older_limits(self):
        book = ledger_of(
            {
                "members": ["a"],
                "grants": [
                    {
                        "enterprise": "a",
                        "date": "2023-01-01",
                        "loan": {"eur": 500_000, "years": 5, "collateral_pct": 50},
                    }
                ],
            }
        )
        assert position(book, date(2023, 6, 1)).used_eur == 100_000  # 200k x 500/1000

    @pytest.mark.parametrize(
        ("form", "place"),
        [
            ({"gge_eur": 1, "loan": {"eur": 1, "years": 1}}, "grants[0]"),
            ({"loan": {"eur": 1}}, "grants[0].loan.years"),
            ({"loan": {"eur": 0, "years": 1}}, "grants[0].loan"),
            ({"loan": {"eur": 1, "years": 1, "colateral": 50}}, "grants[0].loan.colateral"),
            ({"guarantee": {"loan_eur": 1, "years": 1}}, "grants[0].guarantee.guaranteed_pct"),
            (
                {"instalments": {"base_pct": 3, "paid": [{"date": "2024-12-31", "eur": 1}]}},
                "grants[0].instalments",
            ),
            ({"instalments": {"base_pct": 3, "paid": [{"eur": 1}]}}, "grants[0].instalments.paid[0].date"),
        ],
    )
    def test_a_form_that_cannot_be_used_names_its_place(self, form, place):
        with pytest.raises(Fault) as fault:
            self.held(**form)
        assert fault.value.place == place


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"members": []}, "members"),
        ({"members": ["a", "a"]}, "members[1]"),
        ({"members": [7]}, "members[0]"),
        ({"grants": [{"date": "2025-01-01", "gge_eur": 1}]}, "grants[0].enterprise"),
        ({"grants": [{"enterprise": "a", "date": "2025-02-30", "gge_eur": 1}]}, "grants[0].date"),
        ({"grants": [{"enterprise": "a", "date": "2025-01-01", "gge_eur": -1}]}, "grants[0].gge_eur"),
        ({"grants": {"a": 1}}, "grants"),
        ({"fiscal_year_begins": "13-01"}, "fiscal_year_begins"),
        ({"road_freight": "no"}, "road_freight"),
    ],
)
def test_a_bad_document_names_its_place(change, place):
    with pytest.raises(Fault) as fault:
        ledger_of({"members": ["a"], "grants": []} | change)
    assert fault.value.place == place


DAYS = st.dates(date(2015, 1, 1), date(2032, 1, 1))
GRANTS = st.lists(st.tuples(st.sampled_from("abx"), DAYS, st.integers(0, 400_000)), max_size=6)


@given(GRANTS, DAYS)
def test_headroom_and_use_make_the_ceiling_unless_it_is_passed(grants, on):
    at = position(ledger(*((w, d.isoformat(), e) for w, d, e in grants), members=("a", "b")), on)
    if at.ceiling_eur is None:
        assert at.headroom_eur is None
    elif at.used_eur <= at.ceiling_eur:
        assert at.headroom_eur + at.used_eur == at.ceiling_eur
    else:
        assert at.headroom_eur == 0


@given(GRANTS, DAYS, st.randoms())
def test_the_order_of_awards_does_not_matter(grants, on, random):
    shuffled = list(grants)
    random.shuffle(shuffled)
    books = [
        ledger(*((w, d.isoformat(), e) for w, d, e in one), members=("a", "b")) for one in (grants, shuffled)
    ]
    assert position(books[0], on, 1000) == position(books[1], on, 1000)


@given(GRANTS, DAYS)
def test_the_older_engine_says_the_same(grants, on):
    """`de_minimis_headroom` of the rules and the ledger never disagree."""
    book = ledger(*((w, d.isoformat(), e) for w, d, e in grants), members=("a", "b", "x"))
    assert position(book, on).headroom_eur == headroom_eur((Grant(d, e) for _, d, e in grants), on)


@given(GRANTS, st.dates(date(2014, 6, 1), date(2030, 6, 1)))
def test_room_comes_back_on_the_days_named_and_on_no_other(grants, on):
    book = ledger(*((w, d.isoformat(), e) for w, d, e in grants if d <= on), members=("a", "b"))
    for free, _eur in position(book, on).frees_on:
        assert free > on
        if free in (date(2031, 1, 1),) or free > date(2030, 12, 31):
            continue
        before, then = position(book, free - timedelta(days=1)), position(book, free)
        assert then.used_eur < before.used_eur


@given(GRANTS, DAYS)
def test_the_curve_agrees_with_the_position_on_every_day_between(grants, first):
    book = ledger(*((w, d.isoformat(), e) for w, d, e in grants), members=("a", "b"))
    last = first + timedelta(days=900)
    points = curve(book, first, last)
    assert points[0][0] == first
    for offset in range(0, 900, 7):
        on = first + timedelta(days=offset)
        _, used, headroom = [point for point in points if point[0] <= on][-1]
        at = position(book, on)
        assert (used, headroom) == (at.used_eur, at.headroom_eur)


def test_every_sentence_exists_in_each_language():
    texts = [
        *position(ledger(*TWO, ("x", "2025-01-01", 1), ("a", "2028-01-01", 1), ("a", "2020-01-01", 1)),
                  date(2026, 1, 1), 1).steps,
        *position(ledger(("a", None, 1), ("a", "2025-01-01", None), nace="03.11"), date(2025, 1, 1), 1).steps,
        *position(ledger(("a", "2022-01-01", 300_000)), date(2022, 1, 1), 1).steps,
        *position(ledger(), date(2031, 1, 2)).steps, *position(ledger(), date(2010, 1, 2)).steps,
        *loan_gge(1, 1).steps, *loan_gge(9_000_000, 9, collateral_pct=60).steps, *loan_gge(10, 1, collateral_pct=60).steps,
        *loan_gge(10, 1, interest_pct=1, reference_pct=2, base_pct=1).steps, *guarantee_gge(10, 1, guaranteed_pct=90).steps,
        *guarantee_gge(10, 1, guaranteed_pct=50).steps, *grant_gge(date(2025, 1, 1), [(date(2026, 5, 5), 1)], 2).steps,
    ]  # fmt: skip
    for text in texts:
        assert text.en and text.fr and text.de
        assert "{" not in text.en + text.fr + text.de


def test_the_answer_has_the_keys_that_others_rely_on():
    document = document_of(position(ledger(*TWO), date(2026, 11, 1), 1))
    assert {"ceiling_eur", "used_eur", "headroom_eur", "allowed", "frees_on"} <= set(document)
    assert document["frees_on"][0] == {"date": "2027-05-02", "eur": 120_000}
