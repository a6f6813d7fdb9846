"""What do the other criteria weigh when one weight is moved? The others in proportion, whole points, 100 in all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grappe.engines.gates.model import WHOLE, WrongWeights, check_criterion, check_weights
from grappe.engines.kernel import Reason, Text


def moved(weights: Mapping[str, int], key: str, to: int) -> dict[str, int]:
    """Return the weights after one was moved to 0 … 100 points: whole, never below 0, 100 in all, in the same order.

    What is left goes to the others in proportion to what they weighed, each within one point of its exact part
    (largest remainder; of equal remainders the first); who weighed more never weighs less. Where all others
    weighed 0 they share equally. Moved to where it stood, nothing changes. Raises WrongWeights where the weights were
    not right or `to` cannot be (a single criterion always weighs 100), UnknownCriterion where there is no such one.
    """
    check_weights(weights)
    check_criterion(key, weights)
    if type(to) is not int or not 0 <= to <= WHOLE or (len(weights) == 1 and to != WHOLE):
        raise WrongWeights(_cannot_move(to))
    exact = proportional(weights, key, Fraction(to))
    found = {other: int(part) for other, part in exact.items()}  # parts are never below 0: int rounds down
    left = WHOLE - sum(found.values())
    by_remainder = sorted(found, key=lambda other: (found[other] - exact[other], -exact[other]))
    for other in by_remainder[:left]:
        found[other] += 1
    return found


def proportional(weights: Mapping[str, int], key: str, to: Fraction) -> dict[str, Fraction]:
    """Return the exact weights when one stands at `to` (0 … 100) and the others share the rest in proportion."""
    others = WHOLE - weights[key]
    shares = {
        other: Fraction(weight, others) if others else Fraction(1, len(weights) - 1)
        for other, weight in weights.items()
        if other != key
    }
    return {other: to if other == key else (WHOLE - to) * shares[other] for other in weights}


def _cannot_move(to: object) -> Reason:
    return Reason(
        "weight_cannot_move",
        Text(
            en=f"A weight cannot be moved to {to}: whole points from 0 to 100, and a single criterion weighs 100.",
            fr=f"Un poids ne peut pas être placé sur {to}\u00a0: des points entiers de 0 à 100, et un critère seul pèse 100.",
            de=f"Ein Gewicht kann nicht auf {to} stehen: ganze Punkte von 0 bis 100, und ein einziges Kriterium wiegt 100.",
        ),
        actual=str(to),
        expected="0 … 100",
    )
