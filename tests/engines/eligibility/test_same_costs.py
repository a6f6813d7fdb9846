"""May a new aid be had beside those had for the same costs? Worked out by hand from article 8 of Regulation (EU) 651/2014.

Hypothesis: knowing more never changes a settled answer, and what is said to fit for certain does fit.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility.same_costs import Asked, Held, Line, beside
from grappe.engines.kernel import Verdict

K = 1_000


def line(eur, low, high=None):
    return Line(Fraction(eur), Fraction(low), Fraction(low if high is None else high))


def asked(*lines, kind="gber", low=None, high=None):
    least = sum(one.eur * one.low_pct / 100 for one in lines)
    most = sum(one.eur * one.high_pct / 100 for one in lines)
    return Asked(
        lines, least if low is None else Fraction(low), most if high is None else Fraction(high), kind
    )


def had(eur, costs=None, pct=None, ceiling=None, kind="gber", id_="1"):
    exact = [None if value is None else Fraction(value) for value in (eur, costs, pct, ceiling)]
    return Held(id_, f"Award {id_}", kind, *exact, law="art. 25")


def said(answer):
    return " | ".join(step.en for step in answer.steps)


def test_nothing_had_is_free():
    found = beside(asked(line(100 * K, 80)), (), "Line")
    assert (found.verdict, found.had_eur, found.room_eur) == (Verdict.YES, 0, 80 * K)


def test_all_of_the_same_costs_at_a_higher_ceiling():
    """100k of costs: an award of 20k whose scheme allows 40 %, new aid of 20 % = 20k: 40k = 40 % of 100k: allowed."""
    found = beside(asked(line(100 * K, 20)), (had(20 * K, 100 * K, 40),), "Line")
    assert (found.verdict, found.had_eur, found.room_eur) == (Verdict.YES, 20 * K, 20 * K)
    assert "Award 1 (art. 25): 40% × EUR 100,000 = EUR 40,000" in said(found)
    assert "Line: new aid EUR 20,000 + Award 1 EUR 20,000 = EUR 40,000" in said(found)
    assert "art. 8(3)(b)" in said(found)


def test_above_the_highest_ceiling_only_a_part_fits():
    """The same with 35k had: 55k against 40k: too much, 5k fit."""
    found = beside(asked(line(100 * K, 20)), (had(35 * K, 100 * K, 40),), "Line")
    assert (found.verdict, found.room_eur, found.missing) == (Verdict.NO, 5 * K, ())
    assert "Of the new aid, EUR 5,000 may be had for certain" in said(found)


def test_what_fits_at_best_is_never_less_than_for_certain():
    """100k of costs at 20 to 50 %, 10k had of a scheme whose ceiling is not on file: 10k for certain, 90k at best."""
    found = beside(asked(line(100 * K, 20, 50)), (had(10 * K, 100 * K),), "Line")
    assert (found.room_eur, found.most_eur) == (10 * K, 90 * K)
    assert (
        beside(asked(line(100 * K, 20)), (had(10 * K),), "Line").most_eur is None
    )  # its costs are not known


def test_each_euro_of_costs_has_its_highest_rate():
    """520k at 50 % had 260k in full; new aid on 300k of them, 100k at 80 % and 200k at 60 %: the ceiling is 80k + 120k +
    50 % of the 220k beyond = 310k: 50k are left of the 200k.
    """
    project = asked(line(100 * K, 80), line(200 * K, 60))
    found = beside(project, (had(260 * K, 520 * K, 50),), "Line")
    assert (found.verdict, found.room_eur) == (Verdict.NO, 50 * K)
    assert "lie within the greater" in said(found)
    assert beside(project, (had(110 * K, 520 * K, 50),), "Line").verdict is Verdict.YES


def test_the_lesser_costs_of_an_award_may_be_any_of_the_new_ones():
    """An award of 30k on 100k at 70 %; new aid on 100k at 80 % (or 0) and 100k at 60 %. Over the first its rate adds
    nothing: ceiling 140k; over the second 10k. New 140k + 10k had: allowed only in the second case.
    """
    project = asked(line(100 * K, 80), line(100 * K, 60))
    found = beside(project, (had(10 * K, 100 * K, 70),), "Line")
    assert (found.verdict, found.room_eur) == (Verdict.UNKNOWN, 130 * K)
    assert beside(project, (had(11 * K, 100 * K, 70),), "Line").verdict is Verdict.NO


def test_a_ceiling_in_euros_and_the_lesser_of_two():
    """Art. 22: 500k whatever the costs. 50 % of 100k but at most 30k is 30k."""
    project = asked(line(100 * K, 20))
    assert beside(project, (had(80 * K, 100 * K, ceiling=500 * K),), "Line").verdict is Verdict.YES
    found = beside(project, (had(25 * K, 100 * K, 50, 30 * K),), "Line")
    assert (found.verdict, found.room_eur) == (Verdict.NO, 5 * K)
    assert "50% × EUR 100,000 = EUR 50,000, at most EUR 30,000" in said(found)


def test_de_minimis_aid_counts_against_the_ceiling():
    """Art. 8(5): 20k at 20 % and 1 euro of de minimis aid for the same costs: too much; given as de minimis beside an
    award of 15k at 20 %: 5k fit.
    """
    small = had(1, 100 * K, kind="de_minimis")
    assert beside(asked(line(100 * K, 20)), (small,), "Line").verdict is Verdict.NO
    found = beside(asked(line(100 * K, 6), kind="de_minimis"), (had(15 * K, 100 * K, 20),), "Line")
    assert (found.verdict, found.room_eur) == (Verdict.NO, 5 * K)
    assert (
        beside(
            asked(line(100 * K, 90), kind="de_minimis"), (replace(small, eur=Fraction(10 * K)),), "Line"
        ).verdict
        is Verdict.YES
    )


@pytest.mark.parametrize(
    ("award", "missing"),
    [
        (had(60 * K, 100 * K), (("1", "ceiling"),)),
        (had(60 * K, None, 40), (("1", "costs"),)),
        (had(None, 100 * K, 40), (("1", "amount"),)),
        (had(60 * K, kind="de_minimis"), (("1", "costs"),)),
    ],
)
def test_what_is_missing_is_named_and_decides_nothing(award, missing):
    found = beside(asked(line(100 * K, 30)), (award,), "Line")
    assert (found.verdict, found.missing) == (Verdict.UNKNOWN, missing)


def test_what_is_missing_but_cannot_matter_is_no_obstacle():
    """More than all the costs is too much at any ceiling; what lies below the new aid's own ceiling fits at any."""
    assert beside(asked(line(100 * K, 30)), (had(71 * K, 100 * K),), "Line").verdict is Verdict.NO
    assert (
        beside(asked(line(100 * K, 30), high=10 * K, low=10 * K), (had(20 * K),), "Line").verdict
        is Verdict.YES
    )


def test_a_span_of_rates_is_settled_only_if_both_ends_agree():
    """65 to 80 % of 100k beside 5k whose scheme allows 75 %: 70k of 75k at the least, 85k of 80k at the most."""
    found = beside(asked(line(100 * K, 65, 80)), (had(5 * K, 100 * K, 75),), "Line")
    assert (found.verdict, found.missing) == (Verdict.UNKNOWN, ())
    assert "With the lowest ceilings" in said(found) and "With the highest" in said(found)
    assert beside(asked(line(100 * K, 60, 70)), (had(5 * K, 100 * K, 75),), "Line").verdict is Verdict.YES
    assert beside(asked(line(100 * K, 75, 80)), (had(5 * K, 100 * K, 75),), "Line").verdict is Verdict.NO


LINES = st.lists(
    st.builds(
        lambda eur, one, other: line(eur * K, min(one, other), max(one, other)),
        st.integers(1, 300), st.integers(0, 100), st.integers(0, 100),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
HELD = st.lists(
    st.builds(
        had, st.one_of(st.none(), st.integers(0, 300 * K)), st.one_of(st.none(), st.integers(1, 500 * K)),
        st.one_of(st.none(), st.integers(0, 100)), st.one_of(st.none(), st.integers(0, 300 * K)),
        st.sampled_from(["gber", "other", "de_minimis"]),
    ),
    max_size=3,
).map(lambda all_: tuple(replace(one, id=str(i)) for i, one in enumerate(all_)))  # fmt: skip


@given(LINES, HELD, st.data())
def test_learning_never_changes_what_is_settled(lines, held, data):
    first = beside(asked(*lines), held, "Line").verdict

    def learnt(one):
        known = {
            "eur": one.eur if one.eur is not None else Fraction(data.draw(st.integers(0, 300 * K))),
            "costs_eur": one.costs_eur or Fraction(data.draw(st.integers(1, 500 * K))),
        }
        if not one.has_ceiling:  # a scheme allows at least what it gave
            least = min(Fraction(100), known["eur"] * 100 / known["costs_eur"])
            known["ceiling_pct"] = max(least, Fraction(data.draw(st.integers(0, 100))))
            known["eur"] = min(known["eur"], known["costs_eur"])
        return replace(one, **known)

    share = Fraction(data.draw(st.integers(0, 100)), 100)
    sure = [line(one.eur, one.low_pct + (one.high_pct - one.low_pct) * share) for one in lines]
    wiser = tuple(learnt(one) for one in held)
    if any(a.eur is not None and a.eur != b.eur for a, b in zip(held, wiser, strict=True)):
        return  # an award above its own costs cannot be: nothing is claimed of it
    if first is not Verdict.UNKNOWN:
        assert beside(asked(*sure), wiser, "Line").verdict is first


@given(LINES, HELD)
def test_what_fits_for_certain_fits(lines, held):
    found = beside(asked(*lines), held, "Line")
    if found.room_eur is None:
        return
    assert found.most_eur is None or found.most_eur >= found.room_eur
    room = min(Fraction(str(found.room_eur)), sum(one.eur * one.low_pct / 100 for one in lines))
    part = beside(asked(*lines, low=room, high=room), held, "Line")
    overshot = held and found.had_eur and not found.room_eur
    assert part.verdict is Verdict.YES or overshot
