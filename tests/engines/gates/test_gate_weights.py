"""Do the weights always add up to 100, and do the others keep their proportions when one is moved?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from gate_worlds import weightings
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.gates import (
    Criterion,
    GateError,
    Review,
    UnknownCriterion,
    WrongScore,
    WrongWeights,
    judged,
    moved,
    proportional,
    weights_of,
)


@given(weightings(least=2), st.data())
def test_weights_stay_whole_never_below_nothing_and_add_up_to_100(weights, data):
    key = data.draw(st.sampled_from(sorted(weights)))
    to = data.draw(st.integers(0, 100))
    found = moved(weights, key, to)
    assert list(found) == list(weights)
    assert found[key] == to
    assert sum(found.values()) == 100
    assert all(type(weight) is int and weight >= 0 for weight in found.values())


@given(weightings(least=2), st.data())
def test_the_others_keep_their_proportions_within_a_point_and_their_order(weights, data):
    key = data.draw(st.sampled_from(sorted(weights)))
    found = moved(weights, key, to := data.draw(st.integers(0, 100)))
    exact = proportional(weights, key, Fraction(to))
    others = [other for other in weights if other != key]
    assert all(abs(found[other] - exact[other]) < 1 for other in others)
    for one in others:
        for other in others:
            if weights[one] > weights[other]:
                assert found[one] >= found[other]


@given(weightings(), st.data())
def test_moved_to_where_it_stands_nothing_changes(weights, data):
    key = data.draw(st.sampled_from(sorted(weights)))
    assert moved(weights, key, weights[key]) == weights


def test_others_that_all_weighed_nothing_share_equally():
    assert moved({"a": 100, "b": 0, "c": 0, "d": 0}, "a", 50) == {"a": 50, "b": 17, "c": 17, "d": 16}


def test_a_weight_moved_by_example():
    assert moved({"a": 40, "b": 30, "c": 20, "d": 10}, "a", 70) == {"a": 70, "b": 15, "c": 10, "d": 5}
    assert moved({"a": 40, "b": 30, "c": 20, "d": 10}, "d", 100) == {"a": 0, "b": 0, "c": 0, "d": 100}


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([], "at least one criterion"),
        ([("a", 50), ("b", 45)], "add up to 95"),
        ([("a", 120), ("b", -20)], "“b” is -20"),
        ([("a", 50), ("a", 50)], "“a” stands there twice"),
        ([("a", 99.5), ("b", 0.5)], "“a” is 99.5"),
        ([("a", True), ("b", 99)], "“a” is True"),
    ],
)
def test_wrong_weights_are_told_with_what_is_wrong_in_three_languages(weights, says):
    with pytest.raises(WrongWeights, match=says) as caught:
        weights_of(Criterion(*each) for each in weights)
    text = caught.value.reason.text
    assert len({text.en, text.fr, text.de}) == 3


@pytest.mark.parametrize("to", [-1, 101, 12.5, True])
def test_a_weight_cannot_be_moved_off_the_scale(to):
    with pytest.raises(WrongWeights, match="cannot be moved"):
        moved({"a": 40, "b": 60}, "a", to)


def test_a_single_criterion_weighs_100():
    assert moved({"a": 100}, "a", 100) == {"a": 100}
    with pytest.raises(WrongWeights, match="single criterion"):
        moved({"a": 100}, "a", 50)


def test_what_is_named_wrongly_is_told():
    with pytest.raises(UnknownCriterion, match="“z”"):
        moved({"a": 100}, "z", 50)
    for score in (5, -1, 2.5, True):
        with pytest.raises(WrongScore, match="0 to 4"):
            Review("Anna", {"a": score})
    with pytest.raises(GateError, match="“z”"):
        judged("idea", [Review("Anna", {"z": 1})], ["a"])
    with pytest.raises(GateError, match="Anna has two reviews"):
        judged("idea", [Review("Anna"), Review("Anna")], ["a"])
