"""Are ranks with ties right, and does the order turn exactly where it is said to?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from gate_worlds import judged_ideas, weightings
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.gates import Judged, WrongWeights, crossings, proportional, ranking
from grappe.engines.gates.score import weighed


def with_ideas(weights, unknown=False):
    return st.tuples(st.just(weights), judged_ideas(list(weights), most=6, unknown=unknown))


def known(name, **means):
    return Judged(name, {key: None if mean is None else Fraction(mean) for key, mean in means.items()})


def test_ties_share_a_rank_and_the_next_is_left_free():
    ideas = [known("w", a=1), known("x", a=3), known("y", a=4), known("z", a=3)]
    found = ranking(ideas, {"a": 100})
    assert [(each.idea, each.label) for each in found] == [("y", "1"), ("x", "2="), ("z", "2="), ("w", "4")]


def test_an_idea_with_an_unknown_score_has_the_ranks_it_may_have():
    ideas = [known("x", a=3, b=2), known("y", a=2, b=None), known("z", a=0, b=0)]
    found = ranking(ideas, {"a": 50, "b": 50})
    assert [(each.idea, each.label) for each in found] == [("x", "1–2"), ("y", "1–2"), ("z", "3")]
    assert [each.label for each in ranking(ideas, {"a": 100, "b": 0})] == [
        "1",
        "2",
        "3",
    ]  # what is unknown weighs nothing


@given(weightings().flatmap(with_ideas))
def test_known_ideas_are_ranked_as_one_counts(drawn):
    weights, ideas = drawn
    placed = ranking(ideas, weights)
    totals = {each.idea: each.total.low for each in placed}
    assert [each.best for each in placed] == sorted(each.best for each in placed)
    for each in placed:
        assert each.best == each.worst == 1 + sum(other > totals[each.idea] for other in totals.values())
        assert each.tied == sum(other == totals[each.idea] for other in totals.values()) - 1
        assert each.label.endswith("=") == bool(each.tied)


@given(weightings().flatmap(lambda weights: with_ideas(weights, unknown=True)), st.data())
def test_whatever_the_unknown_scores_are_the_rank_lies_between_the_two(drawn, data):
    weights, ideas = drawn
    bounds = {each.idea: (each.best, each.worst) for each in ranking(ideas, weights)}
    filled = [
        Judged(
            each.idea,
            {
                k: data.draw(st.integers(0, 4).map(Fraction)) if m is None else m
                for k, m in each.means.items()
            },
        )
        for each in ideas
    ]
    for placed in ranking(filled, weights):
        best, worst = bounds[placed.idea]
        assert best <= placed.best <= worst


@given(weightings(least=2).flatmap(with_ideas), st.data())
def test_between_two_crossings_the_order_stays_and_at_each_it_turns(drawn, data):
    weights, ideas = drawn
    key = data.draw(st.sampled_from(sorted(weights)))
    drag = crossings(ideas, weights, key)

    def totals(at):
        shares = proportional(weights, key, at)
        return {each.idea: weighed(each.means, shares).low for each in ideas}

    def order(at):
        found = totals(at)
        return [
            sorted(idea for idea in found if found[idea] == level)
            for level in sorted(set(found.values()), reverse=True)
        ]

    for stretch in drag.stretches:
        part = data.draw(st.fractions(Fraction(1, 50), Fraction(49, 50)))
        assert [sorted(level) for level in stretch.order] == order(
            stretch.start + (stretch.end - stretch.start) * part
        )
    assert [each.start for each in drag.stretches[1:]] == [each.at for each in drag.crossings]
    assert (drag.stretches[0].start, drag.stretches[-1].end) == (0, 100)
    for before, crossing, after in zip(drag.stretches, drag.crossings, drag.stretches[1:], strict=False):
        assert before.order != after.order
        level = totals(crossing.at)
        for winner, loser in crossing.pairs:
            assert level[winner] == level[loser]
            assert place(before.order, winner) > place(before.order, loser)
            assert place(after.order, winner) < place(after.order, loser)


def place(order, idea):
    return next(number for number, level in enumerate(order) if idea in level)


@given(weightings(least=2).flatmap(with_ideas), st.data())
def test_ranking_and_dragging_tell_the_same_order(drawn, data):
    weights, ideas = drawn
    key = data.draw(st.sampled_from(sorted(weights)))
    drag = crossings(ideas, weights, key)
    if weights[key] not in {0, 100, *(each.at for each in drag.crossings)}:
        ranked = ranking(ideas, weights)
        assert place_of(ranked) == {i: place(drag.at(drag.now).order, i) for i in place_of(ranked)}


def place_of(ranked):
    ranks = sorted({each.best for each in ranked})
    return {each.idea: ranks.index(each.best) for each in ranked}


def test_a_weight_that_turns_the_ranking_by_example():
    ideas = [known("bold", a=4, b=1), known("safe", a=1, b=3), known("open", a=None, b=4)]
    drag = crossings(ideas, {"a": 30, "b": 70}, "a")
    assert [(each.at, each.pairs) for each in drag.crossings] == [(40, (("bold", "safe"),))]
    assert [each.order for each in drag.stretches] == [(("safe",), ("bold",)), (("bold",), ("safe",))]
    assert drag.left_out == ("open",)
    assert drag.at(30).order[0] == ("safe",)


def test_a_single_criterion_cannot_be_dragged_and_an_idea_stands_there_once():
    with pytest.raises(WrongWeights, match="only criterion"):
        crossings([], {"a": 100}, "a")
    with pytest.raises(ValueError, match="twice"):
        ranking([known("x", a=1), known("x", a=2)], {"a": 100})
    assert ranking([], {"a": 100}) == []
