"""Is the share of all weightings the one that is counted by hand, and the sample within the error it states?"""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from gate_worlds import KEYS, judged_ideas, naive_shares, naive_weightings
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.engines.gates import Judged, stability
from grappe.engines.gates.weightings import drawn, every, possible


def worlds(most_keys=3, **about):
    return st.integers(1, most_keys).flatmap(lambda size: judged_ideas(KEYS[:size], **about))


def keys_of(ideas):
    return list(ideas[0].means)


def told(found):
    return {
        each.idea: (each.among_first.low, each.among_first.high, each.best, each.worst)
        for each in found.ideas
    }


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_every_weighting_is_there_once(size):
    found = every(size)
    assert found.shape == (comb(19 + size, size - 1), size) == (possible(size), size)
    assert len(np.unique(found, axis=0)) == len(found)
    assert (found >= 0).all()
    assert (found.sum(axis=1) == 20).all()


def test_weightings_by_hand():
    keys = KEYS[:3]
    by_hand = {tuple(points.values()) for points in naive_weightings(keys)}
    assert {tuple(5 * part for part in row) for row in every(3).tolist()} == by_hand


@settings(max_examples=40)
@given(worlds(unknown=True), st.integers(1, 5))
def test_the_shares_are_those_that_are_counted_one_by_one_with_fractions(ideas, places):
    keys = keys_of(ideas)
    found = stability(ideas, keys, places)
    assert told(found) == naive_shares(ideas, keys, places)
    assert {i.idea: (i.first.low, i.first.high) for i in found.ideas} == {
        name: ends[:2] for name, ends in naive_shares(ideas, keys, 1).items()
    }
    assert (found.sampled, found.weightings) == (False, comb(19 + len(keys), len(keys) - 1))


@settings(max_examples=40)
@given(worlds(most=6), st.integers(1, 7))
def test_all_places_are_given_to_somebody(ideas, places):
    found = stability(ideas, keys_of(ideas), places)
    assert sum(each.among_first.low for each in found.ideas) == min(places, len(ideas))
    assert all(each.among_first.is_exact for each in found.ideas)


@settings(max_examples=40)
@given(worlds(most=5, unknown=True), st.integers(1, 4), st.data())
def test_raising_every_score_of_an_idea_never_lowers_its_share(ideas, places, data):
    number = data.draw(st.integers(0, len(ideas) - 1))
    better = {
        key: None
        if mean is None
        else min(Fraction(4), mean + data.draw(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)])))
        for key, mean in ideas[number].means.items()
    }
    raised = [Judged(each.idea, better) if each is ideas[number] else each for each in ideas]
    before, after = (stability(each, keys_of(ideas), places).ideas[number] for each in (ideas, raised))
    assert after.among_first.low >= before.among_first.low
    assert after.among_first.high >= before.among_first.high
    assert (after.best, after.worst) <= (before.best, before.worst)
    assert after.worst <= before.worst


@settings(max_examples=40)
@given(worlds(most=5, unknown=True), st.integers(1, 4), st.randoms(use_true_random=False))
def test_neither_the_order_of_ideas_nor_that_of_criteria_matters(ideas, places, chance):
    keys = keys_of(ideas)
    shuffled, turned = list(ideas), list(keys)
    chance.shuffle(shuffled)
    chance.shuffle(turned)
    assert told(stability(shuffled, turned, places)) == told(stability(ideas, keys, places))


def test_ideas_that_always_tie_share_the_places():
    same = {"a": Fraction(1, 3), "b": Fraction(2, 3)}
    found = stability([Judged(name, same) for name in "xyz"], ["a", "b"], 2)
    assert {each.among_first.low for each in found.ideas} == {Fraction(2, 3)}
    assert {(each.first.low, each.best, each.worst) for each in found.ideas} == {(Fraction(1, 3), 1, 1)}


def test_a_tie_is_a_tie_whatever_the_denominators():
    """As floats, 1/3 + 1/7 and what equals it differ in the last bit; here they are level under each weighting."""
    third = {"a": Fraction(1, 3) + Fraction(1, 7), "b": Fraction(10, 21)}
    even = {"a": Fraction(10, 21), "b": Fraction(10, 21)}
    found = stability([Judged("x", third), Judged("y", even)], ["a", "b"], 1)
    assert [each.among_first.low for each in found.ideas] == [Fraction(1, 2)] * 2


def test_denominators_too_great_for_floats_are_exact_too():
    primes = [999999937, 999999929]
    ideas = [
        Judged("x", {"a": Fraction(1, primes[0]), "b": Fraction(1)}),
        Judged("y", {"a": Fraction(1, primes[1]), "b": Fraction(1)}),
    ]
    found = stability(ideas, ["a", "b"], 1)
    assert [each.among_first.low for each in found.ideas] == [
        Fraction(1, 42),
        Fraction(41, 42),
    ]  # tied where a weighs 0


def many(size, count, seed):
    chance = np.random.default_rng(seed)
    return [
        Judged(f"idea {number}", {key: Fraction(int(chance.integers(0, 13)), 3) for key in KEYS[:size]})
        for number in range(count)
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sample_is_within_the_error_it_states(seed):
    """The same ideas counted and sampled: of 24 shares no one lies 4 standard errors away (fixed seeds)."""
    ideas, keys = many(4, 8, seed), list(KEYS[:4])
    counted = stability(ideas, keys, 3)
    sampled = stability(ideas, keys, 3, seed=seed, counted_up_to=3)
    assert (sampled.sampled, sampled.weightings, sampled.possible) == (True, 20_000, counted.weightings)
    for exact, near in zip(counted.ideas, sampled.ideas, strict=True):
        assert 0 < near.among_first.error < 0.004
        assert abs(float(exact.among_first.low - near.among_first.low)) <= 4 * near.among_first.error


def test_beyond_six_criteria_it_is_sampled_and_says_so():
    ideas, keys = many(8, 5, 4), list(KEYS[:8])
    found = stability(ideas, keys, 2, seed=7)
    assert (found.sampled, found.possible, found.weightings) == (True, comb(27, 7), 20_000)
    assert found == stability(ideas, keys, 2, seed=7) != stability(ideas, keys, 2, seed=8)
    assert sum(each.among_first.low for each in found.ideas) == 2
    assert not any(each.among_first.is_exact for each in found.ideas)


def test_each_weighting_is_drawn_as_often_as_any_other():
    rows, counts = np.unique(drawn(2, 42_000, seed=5), axis=0, return_counts=True)
    assert len(rows) == 21
    assert ((counts - 2000) ** 2 / 2000).sum() < 45  # chi square, 20 degrees: 0.1 % lies above 45.3


@pytest.mark.parametrize(
    ("ideas", "keys", "places"),
    [([], [], 1), ([], ["a"], 0), ([], ["a", "a"], 1), ([Judged("x", {}), Judged("x", {})], ["a"], 1)],
)
def test_what_cannot_be_is_refused(ideas, keys, places):
    with pytest.raises(ValueError, match="at least one criterion"):
        stability(ideas, keys, places)


def test_no_ideas_no_answer_and_an_idea_alone_is_always_first():
    assert stability([], ["a"], 1).ideas == ()
    alone = stability([Judged("x", {"a": None})], ["a"], 1).ideas[0]
    assert (alone.among_first.low, alone.best, alone.worst) == (1, 1, 1)
