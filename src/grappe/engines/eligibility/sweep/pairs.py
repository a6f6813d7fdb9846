"""How is one fact compared with another fact of the same company, row by row?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

import numpy as np

from grappe.engines.eligibility.catalogue import Catalogue
from grappe.engines.eligibility.derived import is_computed
from grappe.engines.eligibility.judge import MET, REFUSED, judge
from grappe.engines.eligibility.model import Condition, Ref
from grappe.engines.eligibility.sweep.asks import Asks
from grappe.engines.eligibility.sweep.columns import NO_DAY, Column, Days, Numbers
from grappe.engines.eligibility.sweep.sources import Source

_COMPARE: Mapping[str, Callable[..., Any]] = {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "lte": np.less_equal,
    "gt": np.greater,
    "gte": np.greater_equal,
}
Judged = tuple[np.ndarray, np.ndarray]


class Compared:
    """A condition whose threshold is another fact: turnover of 2020 against 0.75 times that of 2019."""

    def __init__(self, leaf: int, condition: Condition, catalogue: Catalogue, on: date) -> None:
        self.leaf = leaf
        self._condition = condition
        self._ref = cast(Ref, condition.value)
        self._left = Asks(condition.term, (), catalogue, on)
        self._right = Asks(self._ref.term, (), catalogue, on)
        self.sources = tuple(dict.fromkeys((*self._left.sources, *self._right.sources)))
        # Facts and figures as stated can be compared column by column; what is computed may be known in part.
        self._plain = condition.op in _COMPARE and not any(
            one.term.year is None and is_computed(one.term, one.derived) for one in (self._left, self._right)
        )

    def judged(self, columns: Mapping[Source, Column], rows: int) -> Judged:
        """Return two columns of truth: the rows that meet the condition, and those that are refused."""
        if self._plain:
            sides = [
                columns.get(one.sources[0]) if one.sources else None for one in (self._left, self._right)
            ]
            left, right = sides
            if left is None or right is None:
                nothing = np.zeros(rows, bool)
                return nothing, nothing
            if isinstance(left, Numbers) and isinstance(right, Numbers):
                known = ~(np.isnan(left.array) | np.isnan(right.array))
                return self._compare(left.array, right.array * self._ref.times, known)
            if isinstance(left, Days) and isinstance(right, Days):
                known = (left.array != NO_DAY) & (right.array != NO_DAY)
                return self._compare(left.array, right.array, known)
        return self._each(columns, rows)

    def _compare(self, left: np.ndarray, right: np.ndarray, known: np.ndarray) -> Judged:
        holds = _COMPARE[self._condition.op](left, right)
        return holds & known, ~holds & known

    def _each(self, columns: Mapping[Source, Column], rows: int) -> Judged:
        """Judge each different combination of values once."""
        present = [source for source in self.sources if source in columns]
        code = np.zeros(rows, np.int64)
        values = []
        for source in present:
            codes, found = columns[source].exact()
            # Kept small by renumbering, so that no product of many columns runs over.
            _, code = np.unique(code * len(found) + codes, return_inverse=True)
            values.append((codes, found))
        _, first = np.unique(code, return_index=True)
        levels = np.array(
            [self._level(present, [found[codes[row]] for codes, found in values]) for row in first.tolist()]
        )
        level = levels[code]
        return level == MET, level == REFUSED

    def _level(self, present: list[Source], row: list[Any]) -> int:
        known = dict(zip(present, row, strict=True))
        left, right = (
            one.value(mine, [known[source] for source in mine])
            for one in (self._left, self._right)
            for mine in ([source for source in present if source in one.sources],)
        )
        return judge(self._condition, left, right)
