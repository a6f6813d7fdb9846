"""How do custom fields become columns and conditions of a list?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Case, DecimalField, Func, Q, TextField, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.db.models.lookups import (
    Contains,
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
    StartsWith,
)

from grappe.ui.custom import PREFIX, CustomField, FieldKind, shown
from grappe.ui.custom_told import coloured
from grappe.ui.listing import Asked, Choices, Column, Filter, Op, Part, Shows, Takes
from grappe.ui.listing_conditions import NUMBERS, days_of

TAKES = {
    FieldKind.NUMBER: Takes.NUMBER, FieldKind.DAY: Takes.DAY, FieldKind.YES_NO: Takes.YES_NO,
    FieldKind.CHOICE: Takes.CHOICE, FieldKind.CHOICES: Takes.CHOICE,
}  # fmt: skip
SHOWS = {
    FieldKind.NUMBER: Shows.NUMBER, FieldKind.DAY: Shows.DAY, FieldKind.YES_NO: Shows.YES_NO,
    FieldKind.CHOICES: Shows.LABELS, FieldKind.URL: Shows.LINK, FieldKind.EMAIL: Shows.EMAIL,
}  # fmt: skip


def custom_part(fields: Iterable[CustomField], asked: Asked) -> Part:
    """Return the columns and conditions of the custom fields of a sort of record (its column `custom`)."""
    each = tuple(fields)
    return Part(tuple(map(_column, each)), tuple(_filter(one, asked) for one in each))


def _column(each: CustomField) -> Column:
    return Column(
        PREFIX + each.name,
        str(each),
        lambda row: _value(each, row.custom.get(each.name)),
        shows=Shows.STATE if _has_colours(each) else SHOWS.get(FieldKind(each.kind), Shows.TEXT),
        sort=None if each.kind == FieldKind.CHOICES else order_key(each),
    )


def _has_colours(each: CustomField) -> bool:
    return each.kind == FieldKind.CHOICE and any(option.colour for option in each.options)


def _value(each: CustomField, value: Any) -> Any:
    if value is None:
        return None
    match each.kind:
        case FieldKind.NUMBER:
            try:
                return Decimal(str(value))
            except InvalidOperation:
                return None
        case FieldKind.YES_NO:
            return value if isinstance(value, bool) else None
        case FieldKind.CHOICES:
            if labels := coloured(each, value):
                return labels
            names = {option.key: str(option) for option in each.options}
            return [names.get(key, str(key)) for key in value] if isinstance(value, list) else None
        case FieldKind.DAY | FieldKind.URL | FieldKind.EMAIL:
            return value
        case FieldKind.CHOICE if labels := coloured(each, value):
            return labels[0]
    return shown(each, value)


def _number(each: CustomField) -> Any:
    sort = Func(KeyTransform(each.name, "custom"), function="jsonb_typeof", output_field=TextField())
    told = Cast(KeyTextTransform(each.name, "custom"), DecimalField(max_digits=20, decimal_places=4))
    return Case(When(Exact(sort, "number"), then=told))


def _text(each: CustomField) -> Any:
    return Func(KeyTextTransform(each.name, "custom"), function="lower", output_field=TextField())


def order_key(each: CustomField) -> Any:
    """Return what rows are ordered by; an index on this very expression answers it."""
    return _number(each) if each.kind == FieldKind.NUMBER else _text(each)


def _filter(each: CustomField, asked: Asked) -> Filter:
    return Filter(
        PREFIX + each.name,
        str(each),
        TAKES.get(FieldKind(each.kind), Takes.TEXT),
        lambda op, value: _condition(each, op, value, asked),
        choices=lambda: _choices(each),
        unit=each.unit,
    )


def _choices(each: CustomField) -> Choices:
    return [(option.key, str(option)) for option in each.options]


def _condition(each: CustomField, op: Op, value: Any, asked: Asked) -> Q:
    if op in {Op.KNOWN, Op.UNKNOWN}:
        known = Q(custom__has_key=each.name)
        return known if op == Op.KNOWN else ~known
    if op in {Op.YES, Op.NO}:
        return Q(custom__contains={each.name: op == Op.YES})
    if op in {Op.ANY_OF, Op.NONE_OF}:
        found = Q(pk__in=[])
        for key in value:
            found |= Q(custom__contains={each.name: [key] if each.kind == FieldKind.CHOICES else key})
        return found if op == Op.ANY_OF else ~found
    if op in NUMBERS:
        compare = {Op.LESS: LessThan, Op.MOST: LessThanOrEqual, Op.EQUAL: Exact, Op.LEAST: GreaterThanOrEqual}
        return _surely(compare.get(op, GreaterThan)(_number(each), value))
    if each.kind == FieldKind.DAY:
        return _day(each, op, value, asked)
    return _surely((Contains if op == Op.CONTAINS else StartsWith)(_text(each), value.lower()))


def _day(each: CustomField, op: Op, value: Any, asked: Asked) -> Q:
    """Days are kept as ISO 8601, which sorts as days do."""
    first, last = days_of(op, value, asked)
    found = Q(custom__has_key=each.name)
    if first is not None:
        found &= _surely(GreaterThanOrEqual(_text(each), first.isoformat()))
    if last is not None:
        found &= _surely(LessThan(_text(each), (last + timedelta(days=1)).isoformat()))
    return ~found if op == Op.NOT_WITHIN else found


def _surely(lookup: Any) -> Q:
    """What is not known does not meet it, and meets its opposite; in a form that an index can answer."""
    return Q(IsNull(lookup.lhs, False)) & Q(lookup)
