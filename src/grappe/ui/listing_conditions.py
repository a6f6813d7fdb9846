"""How does a condition of a list become one of the database? Each stands for yes or no, never for null, so that NOT is exact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from grappe.engines.planning import add_months
from grappe.ui.listing import Asked, Choices, Filter, Label, Op, Takes

NUMBERS = {Op.LESS: "lt", Op.MOST: "lte", Op.EQUAL: "exact", Op.LEAST: "gte", Op.MORE: "gt"}
Rows = Callable[[Q], QuerySet[Any]]


def compared(path: str, op: Op, value: Any, *, blank: bool = False) -> Q:
    """Return the condition on a column: a number, a text or a choice. `blank`: an empty text is not known."""
    known = Q(**{f"{path}__isnull": False})
    if blank:
        known &= ~Q(**{path: ""})
    if op == Op.KNOWN:
        return known
    if op == Op.UNKNOWN:
        return ~known
    if op in NUMBERS:
        return known & Q(**{f"{path}__{NUMBERS[op]}": value})
    if op == Op.ANY_OF:
        return known & Q(**{f"{path}__in": value})
    if op == Op.NONE_OF:
        return ~(known & Q(**{f"{path}__in": value}))
    if op in {Op.YES, Op.NO}:
        return known & Q(**{path: op == Op.YES})
    found = {Op.CONTAINS: "icontains", Op.STARTS: "istartswith"}[op]
    return known & Q(**{f"{path}__unaccent__{found}": value})


def dated(path: str, op: Op, value: Any, asked: Asked, *, moment: bool = False) -> Q:
    """Return the condition on a day, or on a moment by the day that it falls on here."""
    known = Q(**{f"{path}__isnull": False})
    if op == Op.KNOWN:
        return known
    if op == Op.UNKNOWN:
        return ~known
    at = _midnight if moment else (lambda day: day)
    first, last = days_of(op, value, asked)
    found = known
    if first is not None:
        found &= Q(**{f"{path}__gte": at(first)})
    if last is not None:
        found &= Q(**{f"{path}__lt": at(last + timedelta(days=1))})
    return ~found if op == Op.NOT_WITHIN else found


def days_of(op: Op, value: Any, asked: Asked) -> tuple[date | None, date | None]:
    """Return the first and the last day that a comparison means; None where there is no end. Of NOT_WITHIN its counterpart's."""
    if op == Op.BEFORE:
        return None, value - timedelta(days=1)
    if op == Op.SINCE:
        return value, None
    if op == Op.COMING:
        return asked.today, asked.today + timedelta(days=value)
    return add_months(asked.today, -value), asked.today


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def text(name: str, label: Label, path: str, *, nullable: bool = True) -> Filter:
    """Return a filter on a text of the row; accents and case aside."""
    return Filter(
        name,
        label,
        Takes.TEXT,
        lambda op, value: compared(path, op, value, blank=True),
        nullable=nullable,
    )


def referred(path: str, table: Callable[[], QuerySet[Any]], column: str) -> Callable[[Op, Any], Q]:
    """Return the condition on what a row refers to in a small table of reference (NACE, communes, themes): a text or a choice.

    The keys are looked up first, one query where it is asked for: from them the planner knows how many rows there will be, from
    the words of another table it cannot, and walks a million rows for none.
    """

    def condition(op: Op, value: Any) -> Q:
        known = Q(**{f"{path}__isnull": False})
        if op in {Op.KNOWN, Op.UNKNOWN}:
            return known if op == Op.KNOWN else ~known
        wanted = Op.ANY_OF if op == Op.NONE_OF else op
        keys = list(table().filter(compared(column, wanted, value)).order_by().values_list("pk", flat=True))
        found = known & Q(**{f"{path}__in": keys})
        return ~found if op == Op.NONE_OF else found

    return condition


def number(name: str, label: Label, path: str, *, nullable: bool = True, unit: Label = "") -> Filter:
    """Return a filter on a number of the row."""
    return Filter(
        name,
        label,
        Takes.NUMBER,
        lambda op, value: compared(path, op, value),
        nullable=nullable,
        unit=unit,
    )


def choice(
    name: str,
    label: Label,
    path: str,
    choices: Callable[[], Choices],
    *,
    nullable: bool = True,
    blank: bool = False,
) -> Filter:
    """Return a filter on a column with fixed values, or on the key of another record."""
    return Filter(
        name,
        label,
        Takes.CHOICE,
        lambda op, value: compared(path, op, value, blank=blank),
        choices=choices,
        nullable=nullable,
    )


def day(
    name: str, label: Label, path: str, asked: Asked, *, moment: bool = False, nullable: bool = True
) -> Filter:
    """Return a filter on a day of the row."""
    return Filter(
        name,
        label,
        Takes.DAY,
        lambda op, value: dated(path, op, value, asked, moment=moment),
        nullable=nullable,
    )


def yes_no(name: str, label: Label, path: str) -> Filter:
    """Return a filter on a yes or no that may not be known."""
    return Filter(name, label, Takes.YES_NO, lambda op, value: compared(path, op, value))


def whether(name: str, label: Label, condition: Q) -> Filter:
    """Return a filter on something that is always known to be so or not."""
    return Filter(
        name,
        label,
        Takes.YES_NO,
        lambda op, _value: condition if op == Op.YES else ~condition,
        nullable=False,
    )


def of_other(rows: Rows, compare: Callable[[Op, Any], Q]) -> Callable[[Op, Any], Q]:
    """Return the condition that another record is like that.

    `rows` takes the condition and returns the other records of one row (OuterRef); with a condition that holds for all it
    says whether anything is known. "None of", "not in the last months" are the opposite of their counterparts: of all records.
    """

    def condition(op: Op, value: Any) -> Q:
        if op in {Op.KNOWN, Op.UNKNOWN}:
            known = Q(Exists(rows(Q())))
            return known if op == Op.KNOWN else ~known
        opposite = {Op.NONE_OF: Op.ANY_OF, Op.NOT_WITHIN: Op.WITHIN}.get(op)
        if opposite is not None:
            return ~Q(Exists(rows(compare(opposite, value))))
        return Q(Exists(rows(compare(op, value))))

    return condition


def of_last(rows: Rows, path: str, asked: Asked, *, moment: bool = True) -> Callable[[Op, Any], Q]:
    """Return the condition on the last day of other records of one row: "before" means that none was since."""

    def condition(op: Op, value: Any) -> Q:
        known = Q(Exists(rows(Q())))
        if op in {Op.KNOWN, Op.UNKNOWN}:
            return known if op == Op.KNOWN else ~known
        if op == Op.BEFORE:
            return known & ~Q(Exists(rows(dated(path, Op.SINCE, value, asked, moment=moment))))
        wanted = Op.WITHIN if op == Op.NOT_WITHIN else op
        found = Q(Exists(rows(dated(path, wanted, value, asked, moment=moment))))
        return ~found if op == Op.NOT_WITHIN else found

    return condition
