"""Are texts grouped by the same rule whoever asks, and does a group that somebody made stay one?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.matching.grouping import groups, middle


def turned(*degrees: float) -> np.ndarray:
    """Vectors in the plane: their cosine is that of the angle between them."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def plainly(vectors: np.ndarray, at_least: float) -> list[list[int]]:
    """The same rule written as slowly as it can be said."""
    members = [[text] for text in range(len(vectors))]
    cosines = vectors.astype(float) @ vectors.astype(float).T
    while len(members) > 1:
        best = max(
            (float(np.mean([[cosines[a, b] for b in two] for a in one])), one, two)
            for place, one in enumerate(members)
            for two in members[place + 1 :]
        )
        if best[0] < at_least:
            break
        members = [each for each in members if each not in best[1:]] + [best[1] + best[2]]
    return sorted(sorted(group) for group in members)


angles = st.lists(st.floats(0, 180, allow_nan=False), max_size=9)
limits = st.floats(-1, 1, allow_nan=False)


def test_what_is_near_comes_together_and_what_is_far_stays_alone():
    assert groups(turned(0, 5, 90, 94, 170), at_least=0.9) == [[0, 1], [2, 3], [4]]
    assert groups(turned(0, 5, 90, 94, 170), at_least=-1) == [[0, 1, 2, 3, 4]]
    assert groups(turned(0, 5), at_least=1.1) == [[0], [1]]
    assert groups(np.zeros((0, 2), dtype=np.float32), at_least=0.5) == []


@given(angles, limits)
def test_every_text_is_in_one_group(degrees, limit):
    found = groups(turned(*degrees), at_least=limit)
    assert sorted(text for group in found for text in group) == list(range(len(degrees)))


@given(angles, limits, limits)
def test_what_is_together_at_a_strict_limit_stays_together_at_a_looser_one(degrees, one, other):
    vectors = turned(*degrees)
    loose, strict = sorted((one, other))
    wide = [set(group) for group in groups(vectors, at_least=loose)]
    assert all(any(set(group) <= whole for whole in wide) for group in groups(vectors, at_least=strict))


@given(st.lists(st.integers(0, 10**6), max_size=7, unique=True), st.floats(-0.9, 0.9))
def test_it_is_the_rule_written_plainly(numbers, limit):
    vectors = np.random.default_rng(sum(numbers)).normal(size=(len(numbers), 6))
    vectors = (
        (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32) if numbers else vectors
    )
    assert groups(vectors, at_least=limit) == plainly(vectors, limit)


@given(angles, limits)
def test_groups_that_somebody_made_stay_apart_and_whole(degrees, limit):
    vectors = turned(0, 1, 2, 3, *degrees)
    found = groups(vectors, at_least=limit, fixed=[[0, 2], [1, 3]])
    one = next(group for group in found if 0 in group)
    assert 2 in one and 1 not in one
    assert 3 in next(group for group in found if 1 in group)


def test_a_fixed_group_takes_single_texts_in_and_an_empty_one_does_not_disturb():
    assert groups(turned(0, 80, 4), at_least=0.9, fixed=[[0], []]) == [[0, 2], [1]]
    with pytest.raises(ValueError, match="two fixed groups"):
        groups(turned(0, 80), at_least=0.9, fixed=[[0], [0]])


def test_the_middle_is_most_like_all_others():
    assert middle(turned(0, 20, 30, 170), [0, 1, 2]) == 1
    assert middle(turned(0, 0), [0, 1]) == 0
