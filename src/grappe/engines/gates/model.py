"""What is judged at a gate? Criteria with weights, and the scores that each reviewer gave or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grappe.engines.kernel import Reason, Text

LOWEST, HIGHEST = 0, 4  # the scale of a score
WHOLE = 100  # what the weights add up to, and the highest total


class GateError(ValueError):
    """Weights or scores that cannot be; `reason` says why, in each language."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text.en)
        self.reason = reason


class WrongWeights(GateError):
    """Weights that are not whole numbers of at least 0 which add up to 100, or a criterion named twice."""


class WrongScore(GateError):
    """A score that is not on the scale, or one for a criterion that the gate does not have."""


class UnknownCriterion(GateError):
    """A criterion is named that the gate does not have."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a gate and what it weighs, in points of 100."""

    key: str
    weight: int


@dataclass(frozen=True)
class Review:
    """What one reviewer gave: for each criterion 0 to 4, or None where they could not judge.

    A criterion that is not named counts as None. Raises WrongScore for anything else.
    """

    reviewer: str
    scores: Mapping[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, score in self.scores.items():
            if score is not None and (type(score) is not int or not LOWEST <= score <= HIGHEST):
                raise WrongScore(_off_the_scale(self.reviewer, key, score))

    def on(self, key: str) -> int | None:
        """Return the score for a criterion; None where none was given."""
        return self.scores.get(key)


@dataclass(frozen=True)
class Judged:
    """One idea at a gate with the mean score of each criterion, 0 to 4; None where nobody gave one."""

    idea: str
    means: Mapping[str, Fraction | None]


def weights_of(criteria: Iterable[Criterion]) -> dict[str, int]:
    """Return the weight of each criterion, in their order, once they are found right (`check_weights`)."""
    listed = list(criteria)
    keys = [each.key for each in listed]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise WrongWeights(_named_twice(twice))
    found = {each.key: each.weight for each in listed}
    check_weights(found)
    return found


def check_weights(weights: Mapping[str, int]) -> None:
    """Raise WrongWeights unless the weights are whole numbers of at least 0 that add up to 100."""
    if not weights:
        raise WrongWeights(_no_criteria())
    for key, weight in weights.items():
        if type(weight) is not int or weight < 0:
            raise WrongWeights(_no_weight(key, weight))
    if sum(weights.values()) != WHOLE:
        raise WrongWeights(_wrong_sum(sum(weights.values())))


def check_criterion(key: str, weights: Mapping[str, int]) -> None:
    """Raise UnknownCriterion unless the criterion is one of the gate's."""
    if key not in weights:
        raise UnknownCriterion(_unknown(key))


def check_reviews(reviews: Sequence[Review], keys: Iterable[str]) -> None:
    """Raise WrongScore where a reviewer stands there twice or scores a criterion that the gate does not have."""
    known, seen = set(keys), set()
    for review in reviews:
        if review.reviewer in seen:
            raise WrongScore(_reviewed_twice(review.reviewer))
        seen.add(review.reviewer)
        if strange := next((key for key in review.scores if key not in known), None):
            raise WrongScore(_unknown(strange))


def _off_the_scale(reviewer: str, key: str, score: object) -> Reason:
    return Reason(
        "score_off_the_scale",
        Text(
            en=f"The score of {reviewer} for “{key}” is {score}; it has to be a whole number from 0 to 4.",
            fr=f"La note de {reviewer} pour «\u00a0{key}\u00a0» est {score}\u00a0; il faut un nombre entier de 0 à 4.",
            de=f"Die Bewertung von {reviewer} für „{key}“ ist {score}; es muss eine ganze Zahl von 0 bis 4 sein.",
        ),
        actual=str(score),
        expected="0 … 4",
    )


def _no_criteria() -> Reason:
    return Reason(
        "no_criteria",
        Text(
            en="A gate needs at least one criterion.",
            fr="Un jalon a besoin d’au moins un critère.",
            de="Ein Gate braucht mindestens ein Kriterium.",
        ),
    )


def _named_twice(key: str) -> Reason:
    return Reason(
        "criterion_twice",
        Text(
            en=f"The criterion “{key}” stands there twice.",
            fr=f"Le critère «\u00a0{key}\u00a0» figure deux fois.",
            de=f"Das Kriterium „{key}“ steht zweimal da.",
        ),
    )


def _no_weight(key: str, weight: object) -> Reason:
    return Reason(
        "weight_wrong",
        Text(
            en=f"The weight of “{key}” is {weight}; it has to be a whole number of at least 0.",
            fr=f"Le poids de «\u00a0{key}\u00a0» est {weight}\u00a0; il faut un nombre entier d’au moins 0.",
            de=f"Das Gewicht von „{key}“ ist {weight}; es muss eine ganze Zahl von mindestens 0 sein.",
        ),
        actual=str(weight),
    )


def _wrong_sum(total: int) -> Reason:
    return Reason(
        "weights_sum",
        Text(
            en=f"The weights add up to {total}; they have to add up to 100.",
            fr=f"La somme des poids est de {total}\u00a0; elle doit être de 100.",
            de=f"Die Gewichte ergeben zusammen {total}; sie müssen 100 ergeben.",
        ),
        actual=str(total),
        expected="100",
    )


def _unknown(key: str) -> Reason:
    return Reason(
        "criterion_unknown",
        Text(
            en=f"This gate has no criterion “{key}”.",
            fr=f"Ce jalon n’a pas de critère «\u00a0{key}\u00a0».",
            de=f"Dieses Gate hat kein Kriterium „{key}“.",
        ),
        actual=key,
    )


def _reviewed_twice(reviewer: str) -> Reason:
    return Reason(
        "reviewer_twice",
        Text(
            en=f"{reviewer} has two reviews of one idea at one gate.",
            fr=f"{reviewer} a deux avis sur une même idée à un même jalon.",
            de=f"{reviewer} hat zwei Bewertungen einer Idee an einem Gate.",
        ),
    )
