"""Are totals exact, unknown scores never 0, and is it told how far reviewers disagree and on what?"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from gate_worlds import reviews_of, weightings
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.gates import (
    SPLIT_FROM,
    Level,
    Review,
    UnknownCriterion,
    disagreement,
    judged,
    out_of_whole,
    total,
    total_of,
)


def reviewed(weights):
    return st.tuples(st.just(weights), reviews_of(list(weights)))


def test_a_total_by_example():
    reviews = [Review("Anna", {"a": 4, "b": 1}), Review("Ben", {"a": 3, "b": None})]
    idea = judged("x", reviews, ["a", "b"])
    assert idea.means == {"a": Fraction(7, 2), "b": Fraction(1)}
    found = total(idea.means, {"a": 60, "b": 40})
    assert found.low == found.high == Fraction(125, 2)  # 60 * 3.5/4 + 40 * 1/4
    assert found.is_exact
    assert out_of_whole(Fraction(7, 2)) == Fraction(175, 2)
    alone = total_of(reviews[1], {"a": 60, "b": 40})
    assert (alone.low, alone.high, alone.unknown) == (45, 85, ("b",))


def test_a_mean_of_a_criterion_without_weight_is_refused():
    with pytest.raises(UnknownCriterion, match="“z”"):
        total({"a": Fraction(1), "z": Fraction(1)}, {"a": 100})


@given(weightings().flatmap(reviewed))
def test_the_total_is_an_interval_exactly_as_wide_as_what_is_unknown_weighs(drawn):
    weights, reviews = drawn
    found = total(judged("x", reviews, weights).means, weights)
    missing = [key for key in weights if all(review.on(key) is None for review in reviews)]
    assert found.unknown == tuple(missing)
    assert found.high - found.low == sum(weights[key] for key in missing)
    assert 0 <= found.low <= found.middle <= found.high <= 100


@given(weightings().flatmap(reviewed), st.integers(0, 4))
def test_whatever_the_unknown_scores_are_the_total_lies_between_the_ends(drawn, score):
    weights, reviews = drawn
    before = total(judged("x", reviews, weights).means, weights)
    filled = [*reviews, Review("the last", dict.fromkeys(before.unknown, score))]
    after = total(judged("x", filled, weights).means, weights)
    assert after.is_exact
    assert before.low <= after.low <= before.high


@given(weightings().flatmap(reviewed))
def test_disagreement_is_what_one_would_count(drawn):
    weights, reviews = drawn
    found = disagreement(reviews, weights)
    assert [spread.key for spread in found.spreads] == list(weights)
    for spread in found.spreads:
        scores = [score for review in reviews if (score := review.on(spread.key)) is not None]
        assert spread.given == len(scores)
        if len(scores) < 2:
            assert (spread.range, spread.distance, spread.furthest) == (None, None, ())
            assert spread.level is Level.UNKNOWN
            continue
        pairs = [abs(one - other) for one, other in combinations(scores, 2)]
        assert spread.range == max(pairs) == max(scores) - min(scores)
        assert spread.distance == Fraction(sum(pairs), len(pairs))
        assert spread.distance <= spread.range
    known = [spread for spread in found.spreads if spread.distance]
    assert set(found.most) == {s.key for s in known if s.distance == max(each.distance for each in known)}


@given(weightings().flatmap(reviewed), st.randoms(use_true_random=False))
def test_who_is_asked_first_changes_nothing(drawn, chance):
    weights, reviews = drawn
    shuffled = list(reviews)
    chance.shuffle(shuffled)
    one, other = disagreement(reviews, weights), disagreement(shuffled, weights)
    assert (one.level, one.distance, one.most, one.most_weighted) == (
        other.level,
        other.distance,
        other.most,
        other.most_weighted,
    )
    assert [set(each.furthest) for each in one.spreads] == [set(each.furthest) for each in other.spreads]


def of(*scores):
    return [Review(f"r{number}", {"a": score}) for number, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("scores", "level", "furthest"),
    [
        ((3, 3, 3), Level.AGREE, ()),
        ((2, 3), Level.AGREE, ()),  # two are equally far from each other
        ((3, 3, 2, 2), Level.AGREE, ()),
        ((3, 3, 1, 1), Level.DIFFER, ()),
        ((4, 4, 0, 0), Level.SPLIT, ()),
        ((4, 3, 4, 0), Level.SPLIT, ("r3",)),
        ((0, 4), Level.SPLIT, ()),
        ((3, None, None), Level.UNKNOWN, ()),
        ((), Level.UNKNOWN, ()),
    ],
)
def test_levels_by_example(scores, level, furthest):
    found = disagreement(of(*scores), {"a": 100})
    assert (found.level, found.spreads[0].level, found.spreads[0].furthest) == (level, level, furthest)


def test_split_begins_where_scores_are_as_far_apart_as_drawn_by_lot():
    every = [abs(one - other) for one in range(5) for other in range(5)]
    assert Fraction(sum(every), len(every)) == SPLIT_FROM


def test_a_split_on_one_criterion_is_not_hidden_by_agreement_on_the_others():
    reviews = [Review("Anna", {"a": 3, "b": 4}), Review("Ben", {"a": 3, "b": 0})]
    found = disagreement(reviews, {"a": 90, "b": 10})
    assert found.distance == Fraction(2, 5)
    assert found.level is Level.DIFFER
    assert disagreement(reviews, {"a": 100, "b": 0}).level is Level.AGREE  # it weighs nothing


def test_where_they_differ_most_and_where_it_matters_most():
    reviews = [Review("Anna", {"a": 3, "b": 4, "c": 2}), Review("Ben", {"a": 1, "b": 0, "c": 2})]
    found = disagreement(reviews, {"a": 80, "b": 10, "c": 10})
    assert (found.most, found.most_weighted) == (("b",), ("a",))


def test_those_who_gave_the_same_differ_on_nothing():
    found = disagreement(of(3, 3), {"a": 100})
    assert (found.most, found.most_weighted, found.distance) == ((), (), 0)
