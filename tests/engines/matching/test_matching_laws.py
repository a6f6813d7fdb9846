"""Do the laws of a ranking hold whatever the evidence?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.kernel.meaning import DIMENSIONS
from grappe.engines.matching import (
    Candidate,
    Facets,
    Matcher,
    MeaningScore,
    Need,
    Profile,
    Solution,
    WordScore,
    rank,
)
from grappe.engines.matching.meaning import Vectors

PART = st.floats(0, 1, allow_nan=False)
NAMES = st.frozensets(
    st.sampled_from(["digital", "sustainability", "wood", "micro", "large", "fr", "de", "C", "62"])
)
FACETS = st.builds(Facets, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES)
MAYBE = st.none() | st.sampled_from(["digital", "micro", "fr", "25.11"])
PROFILES = st.builds(Profile, MAYBE, NAMES, MAYBE, MAYBE, MAYBE, MAYBE)
NEEDS = st.builds(
    Need, st.just("n"), st.text(max_size=40), st.sampled_from(["en", "fr", "de", "lb", None]), PROFILES
)


@st.composite
def candidates(draw):
    found = draw(
        st.lists(st.tuples(PART, PART, FACETS, st.sampled_from(["en", "fr", "de", "unknown"])), max_size=12)
    )
    return [
        Candidate(f"s{i}", WordScore(w), MeaningScore(m), facets, code)
        for i, (w, m, facets, code) in enumerate(found)
    ]


@given(NEEDS, candidates())
def test_a_score_lies_between_0_and_1_and_its_reasons_add_up_to_it(need, found):
    for ranked in rank(need, found):
        assert 0 <= ranked.score.value <= 1
        assert sum(reason.weight for reason in ranked.score.reasons) == pytest.approx(
            ranked.score.value, abs=1e-5
        )


@given(NEEDS, candidates())
def test_a_ranking_is_a_permutation_in_falling_order_and_ties_keep_their_order(need, found):
    order = rank(need, found)
    assert sorted(r.id for r in order) == sorted(c.id for c in found)
    places = {c.id: i for i, c in enumerate(found)}
    for above, below in zip(order, order[1:], strict=False):
        assert above.score.value >= below.score.value
        if above.score.value == below.score.value:
            assert places[above.id] < places[below.id]


@given(NEEDS, candidates(), PART, PART, FACETS)
def test_one_more_candidate_changes_nothing_between_the_others(need, found, word, meaning, facets):
    before = [(r.id, r.score) for r in rank(need, found)]
    more = [*found, Candidate("more", WordScore(word), MeaningScore(meaning), facets, "en")]
    assert [(r.id, r.score) for r in rank(need, more) if r.id != "more"] == before


@given(NEEDS, candidates().filter(bool), PART)
def test_more_evidence_never_ranks_lower(need, found, better):
    first = found[0]
    raised = Candidate(
        first.id, WordScore(max(first.words.value, better)), first.meaning, first.facets, first.language
    )
    values = [next(r.score.value for r in rank(need, [c])) for c in (first, raised)]
    assert values[1] >= values[0]


WORDS = [
    "robot",
    "patent",
    "boiler",
    "packaging",
    "biogas",
    "hotel",
    "software",
    "supplier",
    "insulation",
    "forest",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
NOTHING = Vectors(np.zeros(DIMENSIONS, np.float32), np.zeros((0, DIMENSIONS), np.float32), ())
# Among so many, one more solution moves a score by little: it makes every word of the need a bit rarer.
MANY, TOLERANCE = 20, 0.05


def values(solutions: list[Solution], need: Need) -> dict[str, float]:
    matcher = Matcher(solutions, [NOTHING] * len(solutions))
    return {
        r.id: r.score.value for r in rank(need, matcher.candidates(need, np.zeros(DIMENSIONS, np.float32)))
    }


@given(st.lists(TEXTS, min_size=MANY, max_size=MANY), TEXTS)
def test_an_unrelated_solution_moves_the_others_only_by_how_rare_a_word_is(texts, asked):
    need = Need("n", asked, "en")
    solutions = [Solution(f"s{i}", text, language="en") for i, text in enumerate(texts)]
    before = values(solutions, need)
    after = values([*solutions, Solution("unrelated", "zzz yyy", language="en")], need)
    assert after.pop("unrelated") == 0
    for one, value in before.items():
        assert after[one] == pytest.approx(value, abs=TOLERANCE)
        for other, lower in before.items():
            if value - lower > 2 * TOLERANCE:
                assert after[one] > after[other]


@given(TEXTS, st.permutations(WORDS))
def test_the_order_of_the_solutions_does_not_change_their_scores(asked, order):
    need = Need("n", asked, "en")
    one = values([Solution(word, word, language="en") for word in WORDS], need)
    two = values([Solution(word, word, language="en") for word in order], need)
    assert one == two
