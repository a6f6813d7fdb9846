"""What does a rule say? Reads the tree of criteria of a catalogue into frozen values, or says exactly what
is wrong.

The language is described in docs/reference/rules.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from grappe.engines.eligibility import nace
from grappe.engines.eligibility.basics import BASICS
from grappe.engines.eligibility.computed import COMPUTED
from grappe.engines.eligibility.model import (
    ASKED,
    CONFIDENCES,
    FIELD_TYPES,
    OPERATORS,
    Condition,
    Criterion,
    Field,
    Gate,
    Ref,
    Term,
    Threshold,
    Tree,
)
from grappe.engines.eligibility.reading import (
    Fault,
    day,
    fold,
    items,
    kind_of,
    mapping,
    number,
    one_of,
    only,
    said,
    text,
    truth,
    under,
    words,
)
from grappe.engines.kernel import Text

Fields = Mapping[str, Field]
MAX_DEPTH = 30  # a rule nested deeper than this is a mistake, and would only exhaust the reader
MAX_CRITERIA = 500

_FIELD_KEYS = frozenset(
    ["type", "label", "question", "unit", "choices", "changeable", "asked", "derived", "note", "source"]
    + ["choice_labels", "min", "max"]
)
_WORDING_KEYS = frozenset(["id", "label", "note", "source", "checked_on", "confidence"])
_CRITERION_KEYS = _WORDING_KEYS | frozenset(
    ["field", "op", "value", "except", "at", "year", "within_months", "programmes"]
)
_UNKNOWN_KEYS = _WORDING_KEYS
_REF_KEYS = frozenset({"field", "times", "at", "year", "within_months", "programmes"})
_ORDERED = frozenset({"lt", "lte", "gt", "gte", "between"})
_LISTED = frozenset({"in", "not_in"})
_NUMERIC = frozenset({"number", "money", "percent", "integer"})
_OPS_BY_TYPE = {
    "boolean": frozenset({"eq", "ne"}),
    **{kind: _ORDERED | _LISTED | {"eq", "ne"} for kind in (*_NUMERIC, "date")},
    **{kind: _LISTED | {"eq", "ne"} for kind in ("choice", "commune")},
    "country": _LISTED | {"eq", "ne", "prefix"},
    "text": _LISTED | {"eq", "ne", "contains", "prefix"},
    "set": _LISTED | {"contains"},
    "nace": frozenset({"nace"}),
}
NOT_PUBLISHED = Text(
    "The conditions are not published",
    "Les conditions ne sont pas publiées",
    "Die Bedingungen sind nicht veröffentlicht",
)


def parse_fields(data: object, place: str = "") -> dict[str, Field]:
    """Return the fields that rules may ask for, by id: the catalogue's own and those of every company.

    Raises Fault naming the place.
    """
    own = {key: _field(key, value, under(place, key)) for key, value in mapping(data, place).items()}
    return {**BASICS, **COMPUTED, **own}


def _field(key: str, value: object, place: str) -> Field:
    data = mapping(value, place)
    only(data, _FIELD_KEYS, place)
    choices = items(data.get("choices"), under(place, "choices"))
    for number_, choice in enumerate(choices):
        if not isinstance(choice, str):
            raise Fault(under(under(place, "choices"), number_), f"must be text, not {kind_of(choice)}")
    changeable = data.get("changeable")
    return Field(
        id=key,
        type=one_of(text(data, "type", place), FIELD_TYPES, under(place, "type")),
        label=words(data.get("label"), under(place, "label")),
        question=words(data.get("question"), under(place, "question")),
        unit=text(data, "unit", place, ""),
        choices=tuple(choices),
        changeable=False if changeable is None else truth(changeable, under(place, "changeable")),
        asked=one_of(text(data, "asked", place, "company"), ASKED, under(place, "asked")),
        derived=text(data, "derived", place, ""),
        minimum=_limit(data, "min", place),
        maximum=_limit(data, "max", place),
        choice_labels=_choice_labels(data.get("choice_labels"), choices, under(place, "choice_labels")),
    )


def _limit(data: Mapping[str, Any], key: str, place: str) -> float | None:
    value = data.get(key)
    return None if value is None else number(value, under(place, key))


def _choice_labels(value: object, choices: Sequence[str], place: str) -> tuple[tuple[str, Text], ...]:
    if value is None:
        return ()
    labels = mapping(value, place)
    only(labels, frozenset(choices), place)
    return tuple((choice, words(label, under(place, choice))) for choice, label in labels.items())


def parse_tree(data: object, fields: Fields | None = None, place: str = "") -> Tree:
    """Return the tree of criteria of a rule. Raises Fault naming the place.

    With `fields`, a criterion on a field that is not among them, or with an operator or a threshold that does
    not suit its type, is a fault.
    """
    tree = _tree(data, fields, place, 0)
    seen: set[str] = set()
    for count, criterion in enumerate(criteria(tree)):
        if criterion.id in seen:
            raise Fault(place, f'two criteria are called "{criterion.id}": give each an id of its own')
        if count >= MAX_CRITERIA:
            raise Fault(place, f"more than {MAX_CRITERIA} criteria")
        seen.add(criterion.id)
    return tree


def criteria(tree: Tree) -> Iterator[Criterion]:
    """Yield every criterion of a tree, in the order it is written."""
    if isinstance(tree, Criterion):
        yield tree
    else:
        for child in tree.children:
            yield from criteria(child)


def unstated(id: str = "conditions", label: Text = NOT_PUBLISHED) -> Criterion:
    """Return the criterion that nobody can check: what it asks is not published. It is always unknown."""
    return Criterion(id=id, condition=Condition(Term(""), "unstated"), label=label)


def _tree(data: object, fields: Fields | None, place: str, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise Fault(place, f"nested deeper than {MAX_DEPTH} levels")
    node = mapping(data, place)
    if "field" in node:
        return _criterion(node, fields, place)
    found = [key for key in ("all", "any", "not", "at_least", "unknown") if key in node]
    if len(node) != 1 or not found:
        raise Fault(place, "must be one of all, any, not, at_least, unknown, or a criterion with a field")
    key = found[0]
    inside = under(place, key)
    if key == "unknown":
        return _unknown(node[key], inside)
    if key == "not":
        return Gate("not", (_tree(node[key], fields, inside, depth + 1),))
    if key == "at_least":
        return _at_least(node[key], fields, inside, depth)
    kind: Literal["all", "any"] = "all" if key == "all" else "any"
    return Gate(kind, _children(node[key], fields, inside, depth))


def _at_least(value: object, fields: Fields | None, place: str, depth: int) -> Gate:
    data = mapping(value, place)
    only(data, frozenset({"n", "of"}), place)
    children = _children(data.get("of"), fields, under(place, "of"), depth)
    n = data.get("n")
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(children):
        raise Fault(under(place, "n"), f"must be a whole number from 1 to {len(children)}, not {said(n)}")
    return Gate("at_least", children, n)


def _children(value: object, fields: Fields | None, place: str, depth: int) -> tuple[Tree, ...]:
    # A group of nothing would be met (all) or refused (any) without anything having been looked at.
    members = items(value, place)
    if not members:
        raise Fault(place, "must hold at least one criterion")
    return tuple(_tree(member, fields, under(place, i), depth + 1) for i, member in enumerate(members))


def _unknown(value: object, place: str) -> Criterion:
    if isinstance(value, str) or value is None:
        return unstated(label=Text.of(value) if value else NOT_PUBLISHED)
    data = mapping(value, place)
    if data and not (data.keys() & _UNKNOWN_KEYS):
        return unstated(label=words(data, place))
    only(data, _UNKNOWN_KEYS, place)
    label = words(data.get("label"), under(place, "label"))
    return Criterion(
        condition=Condition(Term(""), "unstated"),
        **_wording(
            data, place, default_id="conditions", label=label if label.in_language("en") else NOT_PUBLISHED
        ),
    )


def _criterion(data: Mapping[str, Any], fields: Fields | None, place: str) -> Criterion:
    only(data, _CRITERION_KEYS, place)
    term = _term(data, fields, place)
    op = one_of(text(data, "op", place), OPERATORS - {"unstated"}, under(place, "op"))
    field = fields[term.field] if fields is not None else None
    if field is not None and op != "known" and op not in _OPS_BY_TYPE[field.type]:
        raise Fault(under(place, "op"), f"{op} does not suit {term.field}, which is of type {field.type}")
    value, exceptions = _threshold(data, op, field, fields, place)
    stated = data.get("value")
    if isinstance(stated, list):
        stated = tuple(stated)
    wording = _wording(data, place, default_id=term.field, label=_label(data, field, place))
    return Criterion(condition=Condition(term, op, value, exceptions), stated=stated, **wording)


def _label(data: Mapping[str, Any], field: Field | None, place: str) -> Text:
    label = words(data.get("label"), under(place, "label"))
    return label if label.in_language("en") or field is None else field.label


def _wording(data: Mapping[str, Any], place: str, *, default_id: str, label: Text) -> dict[str, Any]:
    confidence = text(data, "confidence", place, "unverified")
    return {
        "id": text(data, "id", place, default_id),
        "label": label,
        "note": words(data.get("note"), under(place, "note")),
        "source": text(data, "source", place, None),
        "checked_on": day(data.get("checked_on"), under(place, "checked_on")),
        "confidence": one_of(confidence, CONFIDENCES, under(place, "confidence")),
    }


def _term(data: Mapping[str, Any], fields: Fields | None, place: str) -> Term:
    name = text(data, "field", place)
    if not name:
        raise Fault(under(place, "field"), "is empty")
    if fields is not None and name not in fields:
        raise Fault(under(place, "field"), f"unknown field {said(name)}")
    year = data.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int) or not 1800 < year < 3000):
        raise Fault(under(place, "year"), f"must be a year, not {said(year)}")
    months, programmes = data.get("within_months"), data.get("programmes")
    if months is not None or programmes is not None:
        _check_aids(name, fields, months, programmes, place)
    return Term(
        name,
        day(data.get("at"), under(place, "at")),
        year,
        months,
        _many(programmes, _folded, under(place, "programmes")) if programmes is not None else frozenset(),
    )


def _check_aids(name: str, fields: Fields | None, months: object, programmes: object, place: str) -> None:
    derived = (fields[name].derived if fields is not None else "") or name
    if derived not in ("aids_held", "aids_held_eur"):
        key = "programmes" if months is None else "within_months"
        raise Fault(under(place, key), "goes with aids_held and aids_held_eur only")
    if programmes is not None and derived == "aids_held":
        raise Fault(
            under(place, "programmes"), "goes with aids_held_eur only; aids_held names them in its value"
        )
    if months is not None and (isinstance(months, bool) or not isinstance(months, int) or months < 1):
        raise Fault(under(place, "within_months"), f"must be a whole number of months, not {said(months)}")


def _threshold(
    data: Mapping[str, Any], op: str, field: Field | None, fields: Fields | None, place: str
) -> tuple[Threshold, frozenset[str]]:
    if "except" in data and op != "nace":
        raise Fault(under(place, "except"), "goes with nace only")
    inside = under(place, "value")
    if op == "known":
        if data.get("value") not in (None, True):
            raise Fault(inside, "known takes no value (or true); use not to turn it round")
        return None, frozenset()
    if "value" not in data:
        raise Fault(inside, "is missing (write null where the figure is not published)")
    value = data["value"]
    if value is None:
        return None, frozenset()
    if isinstance(value, Mapping):
        return _ref(value, op, field, fields, inside), frozenset()
    scalar = _scalar_reader(op, field)
    if op == "between":
        return _between(value, scalar, inside), frozenset()
    if op in ("in", "not_in", "nace", "contains", "prefix"):
        exceptions = (
            _many(data.get("except"), scalar, under(place, "except")) if data.get("except") else frozenset()
        )
        return _many(value, scalar, inside), exceptions
    return scalar(value, inside), frozenset()


def _ref(value: Mapping[str, Any], op: str, field: Field | None, fields: Fields | None, place: str) -> Ref:
    only(value, _REF_KEYS, place)
    term = _term(value, fields, place)
    if op not in {"eq", "ne", "lt", "lte", "gt", "gte"}:
        raise Fault(place, f"{op} cannot be compared with another field")
    other = fields[term.field] if fields is not None else None
    if field is not None and other is not None:
        alike = field.type == other.type or {field.type, other.type} <= _NUMERIC
        if not alike:
            raise Fault(place, f"{term.field} is of type {other.type}, not {field.type}")
    times = value.get("times")
    return Ref(term, 1.0 if times is None else float(number(times, under(place, "times"))))


def _scalar_reader(op: str, field: Field | None) -> Callable[[Any, str], Any]:
    if op == "nace":
        return _nace
    if op in ("contains", "prefix"):
        return _folded
    if field is None:
        return _any_scalar
    if field.type == "boolean":
        return truth
    if field.type in _NUMERIC:
        return number
    if field.type == "date":
        return _day
    if field.type in ("choice", "set") and field.choices:
        return lambda value, place: _choice(value, field, place)
    return _folded


def _day(value: object, place: str) -> Any:
    if value is None:
        raise Fault(place, "must be a date written YYYY-MM-DD, not nothing")
    return day(value, place)


def _nace(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise Fault(place, f"must be text (in quotes), not {kind_of(value)} {said(value)}")
    return nace.normal(value, place)


def _folded(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Fault(place, f"must be text, not {kind_of(value)} {said(value)}")
    return fold(value)


def _choice(value: object, field: Field, place: str) -> str:
    folded = _folded(value, place)
    if folded not in {fold(choice) for choice in field.choices}:
        raise Fault(place, f"{said(value)} is not a choice of {field.id}: {', '.join(field.choices)}")
    return folded


def _any_scalar(value: object, place: str) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return number(value, place)
    if isinstance(value, str):
        return _folded(value, place)
    return _day(value, place)


def _many(value: object, scalar: Callable[[Any, str], Any], place: str) -> frozenset[Any]:
    if not isinstance(value, list | tuple):
        return frozenset({scalar(value, place)})
    if not value:
        raise Fault(place, "must hold at least one value")
    return frozenset(scalar(member, under(place, i)) for i, member in enumerate(value))


def _between(value: object, scalar: Callable[[Any, str], Any], place: str) -> tuple[Any, Any]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Fault(place, "must be a list of two: the lowest and the highest value, both inclusive")
    low, high = (scalar(member, under(place, i)) for i, member in enumerate(value))
    if type(low) is not type(high) and not all(isinstance(v, int | float) for v in (low, high)):
        raise Fault(place, "both values must be of one kind")
    if high < low:
        raise Fault(place, f"the highest value {said(high)} lies below the lowest {said(low)}")
    return low, high


def operators_of(kind: str) -> frozenset[str]:
    """Return the operators that suit a type of field; `known` suits all. Raises KeyError for an unknown type."""
    return _OPS_BY_TYPE[kind] | {"known"}
