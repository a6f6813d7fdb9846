"""Which values of one fact would make a difference to a rule? At least one of each kind of answer.

The thresholds cut what a fact may be into cells whose values all get the same answers; these functions return
one value or more of every cell, within what the field allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from grappe.engines.eligibility.model import Condition, Field, Ref
from grappe.engines.eligibility.nace import lies_under
from grappe.engines.eligibility.reading import fold
from grappe.engines.eligibility.values import AtLeast, Value
from grappe.engines.kernel import Verdict

ANYTHING_ELSE = "\N{HORIZONTAL ELLIPSIS}"  # a text that no rule names: "any other"
_LARGEST_SUBSETS = 6  # sets of so many members are tried in every combination
_NUMERIC = frozenset({"number", "money", "percent", "integer"})
_DIVISIONS = tuple(f"{division:02d}" for division in range(99, 0, -1))


def candidates(
    conditions: Sequence[Condition],
    field: Field | None,
    current: Value | None,
    others: Iterable[float | date] = (),
) -> list[Value]:
    """Return values for the one fact that `conditions` look at, those nearest to `current` first.

    `others` are thresholds that come from other facts it is compared with.
    """
    type = field.type if field is not None else ""
    thresholds = [one for condition in conditions for one in _plain(condition)] + list(others)
    found: Iterable[Value]
    if type == "boolean" or any(isinstance(one, bool) for one in thresholds):
        found = (True, False)
    elif type == "nace" or any(condition.op == "nace" for condition in conditions):
        found = _codes(conditions)
    elif type == "date" or any(isinstance(one, date) for one in thresholds):
        found = _days([one for one in thresholds if isinstance(one, date)])
    elif type in _NUMERIC or any(isinstance(one, int | float) for one in thresholds):
        found = _numbers([one for one in thresholds if isinstance(one, int | float)], field)
    elif type == "set" or isinstance(current, frozenset | AtLeast):
        found = _sets({str(one) for one in thresholds}, current)
    else:
        found = _texts(conditions, field)
    return sorted(set(found), key=lambda value: (distance(value, current), _order(value)))


def distance(value: Value, current: Value | None) -> float:
    """Return how far a value lies from the one of today: a number for numbers and days, else 0 or 1."""
    if isinstance(value, int | float) and isinstance(current, int | float):
        return abs(float(value) - float(current))
    if isinstance(value, date) and isinstance(current, date):
        return float(abs((value - current).days))
    if isinstance(value, frozenset):
        members = current if isinstance(current, frozenset) else getattr(current, "members", frozenset())
        return float(len(value ^ members))
    return 2.0 if value == ANYTHING_ELSE else 0.0 if value == current else 1.0


def _order(value: Value) -> str:
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _plain(condition: Condition) -> list[Any]:
    """Return the single thresholds of a condition; those that are other facts are left out."""
    value: Any = condition.value
    if value is None or isinstance(value, Ref):
        return []
    return list(value) if isinstance(value, frozenset | tuple) else [value]


def _numbers(cuts: Sequence[float], field: Field | None) -> list[Value]:
    """Return every cut, a value just beside it, and one between each two neighbours."""
    whole = field is not None and field.type == "integer"
    step = 1.0 if whole or (field is not None and field.type == "money") else 0.01
    ordered = sorted(set(cuts)) or [0.0]
    found = [*ordered, *(cut + step for cut in ordered), *(cut - step for cut in ordered)]
    found += [(low + high) / 2 for low, high in pairwise(ordered)]
    found += [ordered[0] - 1 - abs(ordered[0]), ordered[-1] + 1 + abs(ordered[-1])]
    low = field.minimum if field is not None and field.minimum is not None else None
    high = field.maximum if field is not None and field.maximum is not None else None
    if field is not None and field.type == "percent":
        low, high = low or 0.0, 100.0 if high is None else high
    if field is not None and field.type == "integer":
        low = low or 0.0
    inside = [one for one in found if (low is None or one >= low) and (high is None or one <= high)]
    if whole:
        return [int(one) for one in inside if float(one).is_integer()]
    return [round(one, 6) for one in inside]


def _days(cuts: Sequence[date]) -> list[Value]:
    day = timedelta(days=1)
    ordered = sorted(set(cuts))
    between = [low + (high - low) / 2 for low, high in pairwise(ordered)]
    return [*ordered, *(cut + day for cut in ordered), *(cut - day for cut in ordered), *between]


def _codes(conditions: Sequence[Condition]) -> list[Value]:
    """Return the codes that rules name, and a division that lies under none of them."""
    named = {str(one) for condition in conditions for one in (*_plain(condition), *condition.exceptions)}
    outside = [
        division for division in _DIVISIONS if all(lies_under(division, one) is Verdict.NO for one in named)
    ]
    return [*sorted(named), *outside[:1]]


def _sets(members: set[str], current: Value | None) -> list[Value]:
    """Return sets that hold some of the members that rules name, beside what the set holds today."""
    today: frozenset[str] = (
        current if isinstance(current, frozenset) else getattr(current, "members", frozenset())
    )
    rest = today - members
    if len(members) <= _LARGEST_SUBSETS:
        sizes = range(len(members) + 1)
        return [rest | frozenset(some) for size in sizes for some in combinations(sorted(members), size)]
    singles = [today | {member} for member in members] + [today - {member} for member in members]
    return [rest, rest | frozenset(members), *singles]


def _texts(conditions: Sequence[Condition], field: Field | None) -> list[Value]:
    """Return the texts that rules name, alone and put together, and one that none of them names."""
    if field is not None and field.choices:
        return [fold(choice) for choice in field.choices]
    exact: list[Value] = []
    begins: list[str] = []
    words: list[str] = []
    for condition in conditions:
        named = sorted(str(one) for one in _plain(condition))
        into = begins if condition.op == "prefix" else words if condition.op == "contains" else exact
        into.extend(named)
    held = " ".join(dict.fromkeys(words))
    joined = [*begins, held, *words, *(f"{begin} {held}" for begin in begins if held)]
    return [*exact, *(one for one in joined if one), ANYTHING_ELSE]
