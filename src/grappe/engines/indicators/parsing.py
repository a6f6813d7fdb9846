"""How is an indicator's query read from plain data? Every fault is told with its path and a code the app has words for.

The form is described in docs/reference/indicators.md. No unknown field is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grappe.engines.indicators.contract import (
    MEASURED,
    NUMBER,
    RECORD_COLUMNS,
    STANDING_COLUMNS,
    TEXT,
    WHOLE,
    YES_NO,
)
from grappe.engines.indicators.tree import (
    Being,
    Companies,
    CompanyCount,
    Condition,
    Figure,
    Having,
    Joined,
    Measure,
    Of,
    Op,
    Rows,
    Scalar,
    Share,
    When,
)

DEEPEST, LONGEST, LARGEST = 6, 50, 10**12
MOST = 100  # records and standings that one query selects, in all
FIGURES = ("count", "companies", "groups", "sum", "mean", "median", "share")


@dataclass(frozen=True)
class IndicatorError(ValueError):
    """What is wrong with a query: where (`companies.any[1].at_least`), which fault, and the word in question."""

    path: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.path or 'query'}: {self.code}" + (f" ({self.detail})" if self.detail else "")


def parse_query(data: object, *, kinds: Collection[str]) -> Figure:
    """Return the tree that plain data describes; raises IndicatorError at the first fault."""
    return _Reader(frozenset(kinds)).figure(data, "")


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _map(data: object, path: str) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise IndicatorError(path, "map_wanted")
    return dict(data)


def _only(found: Iterable[str], known: Collection[str], path: str) -> None:
    for key in found:
        if key not in known:
            raise IndicatorError(_below(path, key), "unknown_field", ", ".join(known))


def _list(data: object, path: str) -> list[Any]:
    if not isinstance(data, list) or not 1 <= len(data) <= LONGEST:
        raise IndicatorError(path, "list_wanted")
    return data


def _whole(data: object, path: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or not 1 <= data <= 1_000_000:
        raise IndicatorError(path, "whole_wanted")
    return data


@dataclass(frozen=True)
class _Reader:
    kinds: frozenset[str]
    read: list[str] = field(default_factory=list)  # where something was selected

    def _selected(self, path: str) -> None:
        self.read.append(path)
        if len(self.read) > MOST:
            raise IndicatorError(path, "too_large", str(MOST))

    def figure(self, data: object, path: str, inner: bool = False) -> Any:
        found = _map(data, path)
        named = [key for key in FIGURES if key in found]
        if len(named) != 1:
            raise IndicatorError(path, "one_measure", ", ".join(FIGURES))
        measure = named[0]
        inside = _below(path, measure)
        _only(found, (measure, "of") if measure in {"share", "sum", "mean", "median"} else (measure,), path)
        if measure == "share":
            if inner:
                raise IndicatorError(inside, "share_of_share")
            whole = self.figure(found.get("of"), _below(path, "of"), True)
            return Share(self.figure(found["share"], inside, True), whole)
        if measure == "companies":
            return CompanyCount(self.companies(found[measure], inside))
        rows = self.rows(found[measure], inside)
        if measure in {"count", "groups"}:
            return Of(Measure(measure), rows)
        if found.get("of") not in MEASURED:
            raise IndicatorError(_below(path, "of"), "one_of", ", ".join(MEASURED))
        return Of(Measure(measure), rows, found["of"])

    def companies(self, data: object, path: str, depth: int = 1) -> Companies:
        found = _map(data, path)
        if depth > DEEPEST:
            raise IndicatorError(path, "too_deep")
        joins = [key for key in ("any", "all") if key in found]
        if joins:
            _only(found, (joins[0], "standing"), path)
            inside = _below(path, joins[0])
            parts = [
                self.companies(part, f"{inside}[{place}]", depth + 1)
                for place, part in enumerate(_list(found[joins[0]], inside))
            ]
            return Joined(joins[0] == "all", tuple(parts), self.standing(found, path))
        if "records" not in found:
            _only(found, ("standing",), path)
            if "standing" not in found:
                raise IndicatorError(path, "companies_wanted")
            self._selected(path)
            return Being(self.standing(found, path))
        at_least = _whole(found.pop("at_least", 1), _below(path, "at_least"))
        return Having(self.rows(found, path), at_least)

    def rows(self, data: object, path: str) -> Rows:
        self._selected(path)
        found = _map(data, path)
        _only(found, ("records", "where", "when", "standing", "shared_by"), path)
        inside = _below(path, "records")
        named = found.get("records")
        kinds = [named] if isinstance(named, str) else _list(named, inside)
        for kind in kinds:
            if not isinstance(kind, str) or kind not in self.kinds:
                raise IndicatorError(inside, "one_of", ", ".join(sorted(self.kinds)))
        when = found.get("when", When.BEGUN.value)
        if not isinstance(when, str) or when not in set(When):
            raise IndicatorError(_below(path, "when"), "one_of", ", ".join(When))
        return Rows(
            kinds=tuple(dict.fromkeys(kinds)),
            where=_conditions(found.get("where"), RECORD_COLUMNS, _below(path, "where")),
            when=When(when),
            standing=self.standing(found, path),
            shared_by=_whole(found.get("shared_by", 1), _below(path, "shared_by")),
        )

    def standing(self, found: Mapping[str, Any], path: str) -> tuple[Condition, ...]:
        return _conditions(found.get("standing"), STANDING_COLUMNS, _below(path, "standing"))


def _conditions(data: object, columns: Mapping[str, str], path: str) -> tuple[Condition, ...]:
    if data is None:
        return ()
    found = _map(data, path)
    if not 1 <= len(found) <= LONGEST:
        raise IndicatorError(path, "map_wanted")
    conditions: list[Condition] = []
    for column, wanted in found.items():
        if column not in columns:
            raise IndicatorError(_below(path, column), "unknown_field", ", ".join(columns))
        inside = _below(path, column)
        compared = (
            wanted if isinstance(wanted, Mapping) else {("in" if isinstance(wanted, list) else "="): wanted}
        )
        if not compared:
            raise IndicatorError(inside, "one_of", ", ".join(Op))
        conditions += [
            _condition(column, columns[column], op, value, _below(inside, str(op)))
            for op, value in compared.items()
        ]
    return tuple(conditions)


def _condition(column: str, type_: str, op: object, value: object, path: str) -> Condition:
    if not isinstance(op, str) or op not in set(Op):
        raise IndicatorError(path, "one_of", ", ".join(Op))
    if op == Op.KNOWN:
        return Condition(column, Op.KNOWN, (_scalar(value, YES_NO, path),))
    if op in {Op.IN, Op.NOT_IN}:
        if type_ == YES_NO:
            raise IndicatorError(path, "not_of_this_column", column)
        values = tuple(
            _scalar(each, type_, f"{path}[{place}]") for place, each in enumerate(_list(value, path))
        )
        return Condition(column, Op(op), values)
    if type_ in {TEXT, YES_NO} and op not in {Op.EQUAL, Op.NOT_EQUAL}:
        raise IndicatorError(path, "not_of_this_column", column)
    return Condition(column, Op(op), (_scalar(value, type_, path),))


def _can_be_stored(text: str) -> bool:
    """Return whether a database takes a text: no NUL, and no half of a character (a surrogate by itself)."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _scalar(value: Any, type_: str, path: str) -> Scalar:
    if type_ == YES_NO and isinstance(value, bool):
        return value
    if type_ == TEXT and isinstance(value, str) and len(value) <= 200 and _can_be_stored(value):
        return value
    if type_ == WHOLE and isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if type_ == NUMBER and number and abs(value) <= LARGEST:  # false of what is not a number (NaN)
        return value
    raise IndicatorError(path, f"{type_}_value")
