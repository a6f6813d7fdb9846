"""Is a number so far from what was known that one asks again? A doubt is a question, never a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grappe.engines.diagnosis.model import Question


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number stands far from a reference: `against` names it, `reference` is what it says."""

    question: str
    against: str
    reference: float
    value: float


def doubt_of(question: Question, answer: object, references: Mapping[str, float | None]) -> Doubt | None:
    """Return the first reference that a number is far from, in the order of the question; None where none is.

    A reference that is not known, or is zero or less, says nothing.
    """
    check = question.plausible
    if check is None or isinstance(answer, bool) or not isinstance(answer, int | float):
        return None
    for against in check.against:
        reference = references.get(against)
        if reference is None or reference <= 0 or abs(answer - reference) < check.margin:
            continue
        if answer > reference * check.times or answer * check.times < reference:
            return Doubt(question.id, against, float(reference), float(answer))
    return None
