"""How far do the reviewers of an idea disagree, on which criterion, and who stands apart?

What is measured is the mean distance between two reviewers, in steps of the scale of 0 to 4. Its two thresholds:

- AGREE_WITHIN, one step: on average two reviewers ticked the same or neighbouring answers. A step is what the same view
  can become when two people write it down, so no more is made of it.
- SPLIT_FROM, 8/5 steps: the mean distance of two scores drawn by lot, each of the five equally likely (40 steps over the
  25 pairs). From there on the reviewers know of no common view: their mean says no more than dice would.

In between they differ. The whole is judged by the weighted mean over the criteria on which at least two gave a score; but
where they are split on a criterion that weighs anything, the whole is never called agreement. Nothing here says who is
right, and a gate may well be passed by reviewers who are split: they should talk first, about the criterion that is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import combinations

from grappe.engines.gates.model import Review, check_reviews, check_weights

AGREE_WITHIN = Fraction(1)
SPLIT_FROM = Fraction(8, 5)
_PAIR = 2  # two reviewers at least: one alone neither agrees nor disagrees


class Level(Enum):
    """How far they disagree; UNKNOWN where no criterion has two scores."""

    AGREE = "agree"
    DIFFER = "differ"
    SPLIT = "split"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of one criterion lie apart; `distance` is None with fewer than two of them."""

    key: str
    given: int  # how many gave a score
    lowest: int | None
    highest: int | None
    distance: Fraction | None  # the mean distance between two reviewers, 0 … 4
    furthest: tuple[
        str, ...
    ]  # who stands furthest from the mean of the others; nobody where all stand equally far
    level: Level

    @property
    def range(self) -> int | None:
        """Return the steps between the lowest and the highest score; None with fewer than two."""
        if self.lowest is None or self.highest is None or self.given < _PAIR:
            return None
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How far the reviewers of one idea disagree, over all and on each criterion."""

    spreads: tuple[Spread, ...]
    distance: Fraction | None  # the weighted mean of the criteria's distances
    level: Level
    most: tuple[
        str, ...
    ]  # where they are furthest apart, whatever it weighs; several where they tie; none at distance 0
    most_weighted: tuple[str, ...]  # where it matters most: distance times weight


def disagreement(reviews: Sequence[Review], weights: Mapping[str, int]) -> Disagreement:
    """Return how far the reviews of one idea lie apart. Raises WrongWeights and WrongScore."""
    check_weights(weights)
    check_reviews(reviews, weights)
    spreads = tuple(_spread(key, reviews) for key in weights)
    known = {each.key: each.distance for each in spreads if each.distance is not None}
    heavy = sum(weights[key] for key in known)
    if heavy:
        distance = sum((weights[key] * apart for key, apart in known.items()), Fraction(0)) / heavy
        level = _level(distance)
        if level is Level.AGREE and any(s.level is Level.SPLIT and weights[s.key] for s in spreads):
            level = Level.DIFFER
    else:  # nothing that weighs anything was scored twice
        distance, level = None, Level.UNKNOWN
    weighted = {key: weights[key] * apart for key, apart in known.items()}
    return Disagreement(spreads, distance, level, _greatest(known), _greatest(weighted))


def _spread(key: str, reviews: Sequence[Review]) -> Spread:
    scores = {review.reviewer: score for review in reviews if (score := review.on(key)) is not None}
    values = list(scores.values())
    distance = None
    if len(values) >= _PAIR:
        pairs = [abs(one - other) for one, other in combinations(values, _PAIR)]
        distance = Fraction(sum(pairs), len(pairs))
    return Spread(
        key=key,
        given=len(values),
        lowest=min(values, default=None),
        highest=max(values, default=None),
        distance=distance,
        furthest=_furthest(scores) if distance is not None else (),
        level=_level(distance),
    )


def _furthest(scores: Mapping[str, int]) -> tuple[str, ...]:
    whole, others = sum(scores.values()), len(scores) - 1
    away = {who: abs(score - Fraction(whole - score, others)) for who, score in scores.items()}
    most = max(away.values())
    found = tuple(who for who, distance in away.items() if distance == most)
    return found if len(found) < len(scores) else ()


def _level(distance: Fraction | None) -> Level:
    if distance is None:
        return Level.UNKNOWN
    if distance >= SPLIT_FROM:
        return Level.SPLIT
    return Level.AGREE if distance <= AGREE_WITHIN else Level.DIFFER


def _greatest(found: Mapping[str, Fraction]) -> tuple[str, ...]:
    most = max(found.values(), default=Fraction(0))
    return tuple(key for key, value in found.items() if value == most) if most else ()
