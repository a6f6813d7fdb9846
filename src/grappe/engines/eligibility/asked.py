"""What does one value mean for everything that rules ask of it? Tests of one term, answered together.

Many programmes ask the same of a company with other thresholds. The thresholds cut the numbers into cells, and
all values of one cell get the same answers: these are worked out once and kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Any

from grappe.engines.eligibility.judge import judge
from grappe.engines.eligibility.model import Condition
from grappe.engines.eligibility.values import Value

_MOST_KEPT = 1024  # answers kept for one term; texts may be anything
_CUTTING = frozenset({"eq", "ne", "lt", "lte", "gt", "gte", "between", "in", "not_in", "known"})


class Asked:
    """The conditions on one term, in neighbouring nodes of the graph; none of them names another fact."""

    __slots__ = ("_conditions", "_cuts", "_kept", "_kinds", "span")

    def __init__(self, first: int, conditions: Sequence[Condition]) -> None:
        """Take conditions whose nodes are `first` and those that follow."""
        self.span = slice(first, first + len(conditions))
        self._conditions = tuple(conditions)
        self._kept: dict[Any, tuple[int, ...]] = {}
        self._kinds, self._cuts = _cuts(conditions)

    def levels(self, value: Value) -> tuple[int, ...]:
        """Return REFUSED, OPEN or MET for each condition, for a value that is known at least in part."""
        kind: Any = type(value)
        if kind in self._kinds:
            key: Any = bisect_left(self._cuts, value) + bisect_right(self._cuts, value)
        else:
            key = (kind, value)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[key] = tuple([judge(condition, value) for condition in self._conditions])
        return kept


def _cuts(conditions: Sequence[Condition]) -> tuple[tuple[type, ...], list[Any]]:
    """Return which types of values the thresholds cut into cells, and the cuts; none where they do not."""
    found: list[Any] = []
    for condition in conditions:
        if condition.op not in _CUTTING:
            return (), []
        value = condition.value
        if value is not None:
            found.extend(value if isinstance(value, frozenset | tuple) else [value])
    if found and all(type(one) in (int, float) for one in found):
        return (int, float), sorted(found)
    if found and all(type(one) is date for one in found):
        return (date,), sorted(found)
    return (), []
