"""How is read what an answer is held to: what a number counts, what it can be, when one asks again?"""

from __future__ import annotations

from typing import TypedDict

from grappe.engines.diagnosis.model import Measure, Plausible, QuestionType
from grappe.engines.diagnosis.reading import Node


class Checks(TypedDict):
    """Those fields of a question that say what its answer is held to."""

    required: bool
    measure: Measure
    least: float | None
    most: float | None
    starts_at: int
    plausible: Plausible | None


def parse_checks(node: Node, kind: QuestionType) -> Checks:
    """Return what an answer is held to. Raises QuestionnaireError where a field does not fit the kind of question."""
    is_number = kind is QuestionType.NUMBER
    for key in ("measure", "least", "most", "plausible"):
        if node.has(key) and not is_number:
            raise node.fault(key, "is for numbers only")
    if node.has("starts_at") and kind is not QuestionType.SCALE:
        raise node.fault("starts_at", "is for scales only")
    least, most = node.number("least"), node.number("most")
    if least is not None and most is not None and least > most:
        raise node.fault("most", "is lower than least")
    return {
        "required": node.truth("required"),
        "measure": node.choice("measure", Measure, Measure.NUMBER),
        "least": least,
        "most": most,
        "starts_at": node.whole("starts_at", 0),
        "plausible": _plausible(node),
    }


def _plausible(question: Node) -> Plausible | None:
    if not question.has("plausible"):
        question.get("plausible")
        return None
    node = Node(question.get("plausible"), question.at("plausible"))
    times = node.number("times")
    if times is None or times <= 1:
        raise node.fault("times", "a number above 1 is expected here")
    margin = node.number("margin", 0.0) or 0.0
    if margin < 0:
        raise node.fault("margin", "cannot be less than zero")
    found = Plausible(node.words("against"), times, margin)
    node.finish()
    return found
