"""Does one value meet one condition? Three-valued, for values known, known in part, and not known.

Inside the engine a verdict is a small number: REFUSED 0 < OPEN 1 < MET 2. In that order Kleene's `and` is the
minimum, `or` the maximum, `not` the mirror, and "at least n of" the n-th largest value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from grappe.engines.eligibility import nace
from grappe.engines.eligibility.model import Condition, Ref
from grappe.engines.eligibility.reading import fold
from grappe.engines.eligibility.values import AtLeast, Begins, Between, OneOf, Value
from grappe.engines.kernel import Verdict

REFUSED, OPEN, MET = 0, 1, 2
VERDICTS = (Verdict.NO, Verdict.UNKNOWN, Verdict.YES)
_LEVEL = {Verdict.NO: REFUSED, Verdict.UNKNOWN: OPEN, Verdict.YES: MET}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
}


def kind(value: object) -> str:
    """Return which values `value` may be compared with: truth, number, text, date, or something else."""
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, date) else type(value).__name__


def judge(condition: Condition, value: Value | None, threshold: Any = None) -> int:
    """Return REFUSED, OPEN or MET for one value; `threshold` is the other fact where the condition names one.

    A value or a threshold that is not known, or that cannot be compared, leaves it OPEN.
    """
    op = condition.op
    if value is None or op == "unstated":
        return OPEN
    if op == "known":
        return OPEN if isinstance(value, OneOf | Between | AtLeast | Begins) else MET
    expected = condition.value
    if isinstance(expected, Ref):
        if threshold is None or kind(threshold) not in ("number", "date", "text", "truth"):
            return OPEN
        expected = threshold * expected.times if kind(threshold) == "number" else threshold
    if expected is None:
        return OPEN
    if op == "between":
        return min(_ordered("gte", value, expected[0]), _ordered("lte", value, expected[1]))  # type: ignore[index]
    if op in _COMPARE:
        return _ordered(op, value, expected)
    if op == "in":
        return _member(value, expected)
    if op == "not_in":
        return 2 - _member(value, expected)
    if op == "contains":
        return _contains(value, expected)
    return _prefix(condition, value, expected)


def _ordered(op: str, value: Value, expected: Any) -> int:
    if isinstance(value, OneOf):
        return _agreed(_ordered(op, option, expected) for option in value.options)
    if isinstance(value, Between):
        return _between(op, value, expected) if kind(expected) == "number" else OPEN
    if isinstance(value, Begins) and op in ("eq", "ne") and not str(expected).startswith(value.text):
        return MET if op == "ne" else REFUSED
    if isinstance(value, frozenset) and len(value) == 1:
        (value,) = value
    if kind(value) != kind(expected):
        return OPEN
    return MET if _COMPARE[op](value, expected) else REFUSED


def _between(op: str, value: Between, expected: float) -> int:
    low = float("-inf") if value.low is None else value.low
    high = float("inf") if value.high is None else value.high
    if op in ("eq", "ne"):
        outside = expected < low or expected > high
        return (MET if op == "ne" else REFUSED) if outside else OPEN
    return _agreed(MET if _COMPARE[op](end, expected) else REFUSED for end in (low, high))


def _agreed(levels: Iterable[int]) -> int:
    found = set(levels)
    return found.pop() if len(found) == 1 else OPEN


def _member(value: Value, expected: Any) -> int:
    """Return whether the value is one of the expected; a set of several is when it shares one with them."""
    if isinstance(value, OneOf):
        if value.options <= expected:
            return MET
        return OPEN if value.options & expected else REFUSED
    if isinstance(value, AtLeast):
        if value.members & expected:
            return MET
        return OPEN if value.most is None or value.most & expected else REFUSED
    if isinstance(value, frozenset):
        return MET if value & expected else REFUSED
    if isinstance(value, Between):
        return OPEN
    if isinstance(value, Begins):
        return OPEN if any(str(one).startswith(value.text) for one in expected) else REFUSED
    same_kind = {member for member in expected if kind(member) == kind(value)}
    if not same_kind:
        return OPEN
    return MET if value in same_kind else REFUSED


def _contains(value: Value, expected: Any) -> int:
    """Return whether a set holds all of the expected, or a text all of the expected words."""
    if isinstance(value, AtLeast):
        if expected <= value.members:
            return MET
        return OPEN if value.most is None or expected <= value.most else REFUSED
    if isinstance(value, frozenset):
        return MET if expected <= value else REFUSED
    if isinstance(value, str):
        folded = fold(value)
        return MET if all(part in folded for part in expected) else REFUSED
    return OPEN


def _prefix(condition: Condition, value: Value, expected: Any) -> int:
    if isinstance(value, Begins) and condition.op == "prefix":
        if value.text.startswith(tuple(expected)):
            return MET
        return OPEN if any(one.startswith(value.text) for one in expected) else REFUSED
    if not isinstance(value, str):
        return OPEN
    if condition.op == "prefix":
        return MET if value.startswith(tuple(expected)) else REFUSED
    inside = Verdict.any(nace.lies_under(value, prefix) for prefix in expected)
    excepted = Verdict.any(nace.lies_under(value, prefix) for prefix in condition.exceptions)
    return _LEVEL[inside & ~excepted]
