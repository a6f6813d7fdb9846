"""Which aids may be had together, and which awards must be published? Worked out by hand from articles 8 and 9 of
Regulation (EU) 651/2014.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility.cumulation import case_of, check
from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.transparency import COLUMNS, Award, nace_group, publication
from grappe.engines.kernel import Verdict

COSTS = [{"id": "machine", "eur": 100_000}, {"id": "study", "eur": 50_000}]


def given_(id_, eur, *costs, pct=None, **more):
    return {"id": id_, "eur": eur, "costs": list(costs), "ceiling_pct": pct, **more}


def judged(*aids, **more):
    return check(case_of({"costs": COSTS, "aids": list(aids), **more}))


def test_different_costs_cumulate_freely():
    """Art. 8(3)(a): 20 % of the machine and 50 % of the study: each within its own ceiling."""
    found = judged(given_("investment", 20_000, "machine", pct=20), given_("advice", 25_000, "study", pct=50))
    assert found.verdict is Verdict.YES
    assert [one.ceiling_eur for one in found.overlaps] == [20_000, 25_000]


def test_the_same_costs_up_to_the_highest_ceiling():
    """Art. 8(3)(b): 20k at 20 % and 35k at 40 %, both for the machine: 55k against the higher 40k: too much; 20k + "
    "20k: allowed."""
    one = given_("investment", 20_000, "machine", pct=20)
    assert judged(one, given_("environment", 35_000, "machine", pct=40)).verdict is Verdict.NO
    found = judged(one, given_("environment", 20_000, "machine", pct=40))
    assert (found.verdict, found.overlaps[0].room_eur) == (Verdict.YES, 0)


def test_costs_that_overlap_in_part():
    """For each cost the higher rate: machine 40 % = 40k, study 50 % = 25k: 65k for the three together."""
    aids = [
        given_("a", 30_000, "machine", pct=20), given_("b", 20_000, "machine", "study", pct=40),
        given_("c", 15_000, "study", pct=50),
    ]  # fmt: skip
    found = judged(*aids)
    assert (len(found.overlaps), found.overlaps[0].ceiling_eur, found.overlaps[0].total_eur) == (
        1,
        65_000,
        65_000,
    )
    assert found.verdict is Verdict.YES


def test_de_minimis_aid_counts_against_the_ceiling():
    """Art. 8(5): 15k + 6k of de minimis aid for the machine at 20 %: 21k > 20k."""
    aid = given_("investment", 15_000, "machine", pct=20)
    assert judged(aid, given_("small", 6_000, "machine", kind="de_minimis")).verdict is Verdict.NO
    assert judged(aid, given_("small", 5_000, "machine", kind="de_minimis")).verdict is Verdict.YES


def test_de_minimis_aid_alone_has_no_ceiling_here_but_the_costs():
    assert judged(given_("small", 100_000, "machine", kind="de_minimis")).verdict is Verdict.YES
    assert judged(given_("small", 100_001, "machine", kind="de_minimis")).verdict is Verdict.NO


def test_money_of_the_unions_own_bodies():
    """Art. 8(2): 20k of State aid at 20 % and 60k of Horizon money: no State aid, but 80k of 100k must stay within the
    Union's best rate: 100 % yes, 70 % no, not known: not settled.
    """
    aids = [
        given_("investment", 20_000, "machine", pct=20),
        given_("horizon", 60_000, "machine", kind="eu_central"),
    ]
    assert judged(*aids, eu_rate_pct=100).verdict is Verdict.YES
    assert judged(*aids, eu_rate_pct=70).verdict is Verdict.NO
    assert judged(*aids).verdict is Verdict.UNKNOWN


def test_an_amount_may_be_the_ceiling():
    """A start-up's 500,000 (article 22) has no rate."""
    assert judged(given_("start", 90_000, "machine", ceiling_eur=500_000)).verdict is Verdict.YES


def test_unknowns_never_pass():
    assert judged(given_("a", None, "machine", pct=20)).verdict is Verdict.UNKNOWN
    assert judged(given_("a", 10, "machine")).verdict is Verdict.UNKNOWN
    assert judged(given_("a", 100_001, "machine")).verdict is Verdict.NO  # above the costs themselves
    assert (
        judged(given_("a", 20_001, "machine", pct=20), given_("b", None, "machine", pct=20)).verdict
        is Verdict.NO
    )


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"costs": [{"id": "x"}]}, "costs[0].eur"),
        ({"costs": [{"id": "x", "eur": 1}, {"id": "x", "eur": 1}]}, "costs[1].id"),
        ({"costs": COSTS, "aids": [given_("a", 1, "car")]}, "aids[0].costs[0]"),
        ({"costs": COSTS, "aids": [given_("a", 1, "study", pct=120)]}, "aids[0].ceiling_pct"),
        ({"costs": COSTS, "aids": [given_("a", 1, "study", kind="gift")]}, "aids[0].kind"),
    ],
)
def test_a_bad_document_names_its_place(document, place):
    with pytest.raises(Fault) as fault:
        case_of(document)
    assert fault.value.place == place


AIDS = st.lists(
    st.builds(
        lambda eur, pct, costs, kind: {"eur": eur, "ceiling_pct": pct, "costs": costs, "kind": kind},
        st.one_of(st.none(), st.integers(0, 120_000)), st.one_of(st.none(), st.integers(0, 100)),
        st.lists(st.sampled_from(["machine", "study"]), min_size=1, unique=True),
        st.sampled_from(["gber", "other", "de_minimis"]),
    ),
    max_size=4,
)  # fmt: skip


@given(AIDS, st.randoms(), st.data())
def test_order_is_irrelevant_and_learning_never_changes_what_is_settled(aids, random, data):
    named = [{**aid, "id": str(i)} for i, aid in enumerate(aids)]
    first = judged(*named).verdict
    shuffled = list(named)
    random.shuffle(shuffled)
    assert judged(*shuffled).verdict is first
    learnt = [
        {
            **aid,
            "eur": data.draw(st.integers(0, 120_000)) if aid["eur"] is None else aid["eur"],
            "ceiling_pct": data.draw(st.integers(0, 100))
            if aid["ceiling_pct"] is None
            else aid["ceiling_pct"],
        }
        for aid in named
    ]
    if first is not Verdict.UNKNOWN:
        assert judged(*learnt).verdict is first


class TestTransparency:
    @pytest.mark.parametrize(
        ("eur", "on", "nace", "expected"),
        [
            (100_000, date(2026, 1, 1), "62.10", Verdict.NO),
            (100_000.01, date(2026, 1, 1), "62.10", Verdict.YES),
            (10_001, date(2026, 1, 1), "01.21", Verdict.YES),
            (10_000, date(2026, 1, 1), "A03.11", Verdict.NO),
            (400_000, date(2023, 6, 30), "62.10", Verdict.NO),
            (500_001, date(2023, 6, 30), "62.10", Verdict.YES),
            (400_000, date(2023, 7, 1), "62.10", Verdict.YES),
            (400_000, None, "62.10", Verdict.UNKNOWN),
            (500_001, None, "62.10", Verdict.YES),
            (100_000, None, "62.10", Verdict.NO),
            (None, date(2026, 1, 1), "62.10", Verdict.UNKNOWN),
        ],
    )
    def test_the_threshold_of_the_day(self, eur, on, nace, expected):
        assert publication(Award(aid_element_eur=eur, granted_on=on, nace=nace)).verdict is expected

    def test_the_row_has_the_registers_columns(self):
        found = publication(
            Award(
                "Invented Sàrl",
                "B0",
                "medium",
                "LU00",
                "62.10",
                123_456.5,
                "grant",
                date(2026, 5, 4),
                "RDI",
                "Ministry",
                "SA.1",
            )
        )
        assert tuple(found.row) == tuple(column.name for column in COLUMNS)
        assert found.missing == ()
        assert (found.row["undertaking_type"], found.row["sector"], found.row["aid_element_eur"]) == (
            "SME",
            "62.1",
            "123456.50",
        )
        assert found.row["instrument"] == "Grant / interest rate subsidy"

    def test_what_the_register_still_asks_for_is_named(self):
        missing = publication(Award(beneficiary_name="X", aid_element_eur=200_000)).missing
        assert "beneficiary_id" in missing and "entrusted_entity" not in missing

    @pytest.mark.parametrize(
        ("code", "group"), [("62.10", "62.1"), ("J62.10", "62.1"), ("01", "01"), ("", ""), ("6210", "62.1")]
    )
    def test_nace_groups(self, code, group):
        assert nace_group(code) == group
