"""How many points of 100 has an idea? Exact, and between two ends where a criterion has no score: unknown is never 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grappe.engines.gates.model import (
    HIGHEST,
    LOWEST,
    WHOLE,
    Judged,
    Review,
    check_criterion,
    check_reviews,
    check_weights,
)


@dataclass(frozen=True, slots=True)
class Total:
    """Points of 100, from `low` (what is unknown at its worst) to `high` (at its best); one number where all is known."""

    low: Fraction
    high: Fraction
    unknown: tuple[str, ...] = ()  # the criteria without a score, those that weigh nothing too

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def middle(self) -> Fraction:
        """Return the middle between the two ends: only to put ideas in a row, never to judge one."""
        return (self.low + self.high) / 2


def judged(idea: str, reviews: Sequence[Review], keys: Iterable[str]) -> Judged:
    """Return an idea with the exact mean of those who gave a score, for each criterion; None where nobody did.

    Raises WrongScore where a reviewer stands there twice or scores a criterion that is not in `keys`.
    """
    listed = list(keys)
    check_reviews(reviews, listed)
    return Judged(idea, {key: _mean([review.on(key) for review in reviews]) for key in listed})


def total(means: Mapping[str, Fraction | None], weights: Mapping[str, int]) -> Total:
    """Return the weighted total of 0 … 100: each mean as a part of 4, times its weight.

    A criterion without a score may be anything from 0 to 4. Raises WrongWeights, and UnknownCriterion for a mean of a
    criterion that has no weight.
    """
    check_weights(weights)
    for key in means:
        check_criterion(key, weights)
    return weighed(means, {key: Fraction(weight) for key, weight in weights.items()})


def weighed(means: Mapping[str, Fraction | None], weights: Mapping[str, Fraction]) -> Total:
    """Return the total under exact weights that add up to 100; nothing is checked."""
    low = high = Fraction(0)
    for key, weight in weights.items():
        mean = means.get(key)
        low += weight * (LOWEST if mean is None else mean) / HIGHEST
        high += weight * (HIGHEST if mean is None else mean) / HIGHEST
    return Total(low, high, tuple(key for key in weights if means.get(key) is None))


def total_of(review: Review, weights: Mapping[str, int]) -> Total:
    """Return what one reviewer alone would give, out of 100; between two ends where they left a criterion out."""
    return total(judged("", [review], weights).means, weights)


def out_of_whole(mean: Fraction) -> Fraction:
    """Return a mean of 0 … 4 as points of 100."""
    return mean * WHOLE / HIGHEST


def _mean(scores: Sequence[int | None]) -> Fraction | None:
    given = [score for score in scores if score is not None]
    return Fraction(sum(given), len(given)) if given else None
