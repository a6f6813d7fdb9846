"""What do the tests of the gates draw from? Weights, reviews and ideas, and the naive counting they are held against."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from grappe.engines.gates import Judged, Review

KEYS = "abcdefgh"


@st.composite
def weightings(draw, least=1, most=6):
    """Any weights that are allowed, whole points and 100 in all."""
    size = draw(st.integers(least, most))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=size - 1, max_size=size - 1)))
    ends = [0, *cuts, 100]
    return {key: high - low for key, low, high in zip(KEYS, ends, ends[1:], strict=False)}


def reviews_of(keys, most=5):
    scores = st.fixed_dictionaries({key: st.none() | st.integers(0, 4) for key in keys})
    return st.lists(scores, max_size=most).map(
        lambda given: [Review(f"reviewer {number}", each) for number, each in enumerate(given)]
    )


def means(unknown=False):
    known = st.builds(Fraction, st.integers(0, 12), st.just(3)) | st.integers(0, 4).map(Fraction)
    return known | st.none() if unknown else known


def judged_ideas(keys, least=1, most=4, unknown=False):
    each = st.fixed_dictionaries({key: means(unknown) for key in keys})
    return st.lists(each, min_size=least, max_size=most).map(
        lambda rows: [Judged(f"idea {number}", row) for number, row in enumerate(rows)]
    )


def naive_weightings(keys, step=5):
    for points in product(range(0, 101, step), repeat=len(keys)):
        if sum(points) == 100:
            yield dict(zip(keys, points, strict=True))


def naive_total(means, points, unknown):
    return sum(
        (
            Fraction(weight) * (unknown if means[key] is None else means[key]) / 4
            for key, weight in points.items()
        ),
        Fraction(0),
    )


def naive_shares(ideas, keys, places):
    """For each idea: (low, high) share among the first places, best and worst rank, written down as one would say it."""
    every = list(naive_weightings(keys))
    found = {}
    for idea in ideas:
        ends, ranks = [], []
        for own, others in ((0, 4), (4, 0)):
            kept = Fraction(0)
            for points in every:
                mine = naive_total(idea.means, points, own)
                theirs = [naive_total(each.means, points, others) for each in ideas if each is not idea]
                ahead, tied = sum(t > mine for t in theirs), 1 + sum(t == mine for t in theirs)
                ranks.append(ahead + 1)
                left = places - ahead
                kept += 1 if left >= tied else Fraction(left, tied) if left > 0 else 0
            ends.append(kept / len(every))
        found[idea.idea] = (*ends, min(ranks), max(ranks))
    return found
