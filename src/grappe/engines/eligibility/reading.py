"""Is this value of a document what it should be, and if not, where does it stand?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from grappe.engines.kernel import Text
from grappe.engines.kernel.text import LANGUAGES

MISSING = object()
LARGEST = 10**15  # a thousand million million: no fact of a company is larger, and sums stay exact
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Fault(ValueError):
    """A document says something that cannot be used: where (`place`) and why (`message`)."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


def under(place: str, key: str | int) -> str:
    """Return the place of `key` inside `place`, written `versions[0].eligibility`."""
    if isinstance(key, int):
        return f"{place}[{key}]"
    return f"{place}.{key}" if place else key


def said(value: object) -> str:
    """Return a value as it may be quoted in a message: short, on one line."""
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def mapping(value: object, place: str) -> Mapping[str, Any]:
    """Return `value` if it is a map with text keys, else raise Fault."""
    if not isinstance(value, Mapping):
        raise Fault(place, f"must be a map of names to values, not {kind_of(value)}")
    for key in value:
        if not isinstance(key, str):
            raise Fault(place, f"the name {said(key)} must be text (put it in quotes)")
    return value


def items(value: object, place: str) -> Sequence[Any]:
    """Return `value` if it is a list, an empty one for None, else raise Fault."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise Fault(place, f"must be a list, not {kind_of(value)}")
    return value


def only(data: Mapping[str, Any], allowed: frozenset[str], place: str) -> None:
    """Raise Fault when the map has a name outside `allowed`: a misspelt name must not widen a rule."""
    for key in data:
        if key not in allowed:
            raise Fault(under(place, key), f"unknown name; known here: {', '.join(sorted(allowed))}")


def text(data: Mapping[str, Any], key: str, place: str, default: object = MISSING) -> Any:
    """Return the text under `key` (or `default` where it is missing or null), else raise Fault."""
    value = data.get(key)
    if value is None:
        if default is MISSING:
            raise Fault(under(place, key), "is missing")
        return default
    if not isinstance(value, str):
        raise Fault(under(place, key), f"must be text, not {kind_of(value)} {said(value)}")
    return value.strip()


def one_of(value: str, allowed: Sequence[str] | frozenset[str], place: str) -> str:
    """Return `value` if it is one of `allowed`, else raise Fault."""
    if value not in allowed:
        raise Fault(place, f"must be one of {', '.join(sorted(allowed))}, not {said(value)}")
    return value


def words(value: object, place: str) -> Text:
    """Return a text in EN, FR, DE from a plain text or a map of languages, else raise Fault."""
    if value is None or isinstance(value, str):
        return Text.of(value)
    data = mapping(value, place)
    only(data, frozenset(LANGUAGES), place)
    for code, part in data.items():
        if part is not None and not isinstance(part, str):
            raise Fault(under(place, code), f"must be text, not {kind_of(part)}")
    return Text.of(data)


def day(value: object, place: str) -> date | None:
    """Return a date from a date or an ISO text (YYYY-MM-DD), None for None, else raise Fault."""
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and ISO_DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise Fault(place, f"must be a date written YYYY-MM-DD, not {said(value)}")


def number(value: object, place: str, minimum: float | None = None) -> int | float:
    """Return a finite number (never true or false), else raise Fault."""
    if isinstance(value, Decimal) and value.is_finite():
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Fault(place, f"must be a number, not {kind_of(value)} {said(value)}")
    if not abs(value) <= LARGEST:  # NaN is not either
        raise Fault(place, f"must be a number of ordinary size, not {said(value)}")
    if minimum is not None and value < minimum:
        raise Fault(place, f"must be at least {minimum:g}, not {said(value)}")
    return value


def truth(value: object, place: str) -> bool:
    """Return true or false, else raise Fault."""
    if not isinstance(value, bool):
        raise Fault(place, f"must be true or false, not {kind_of(value)} {said(value)}")
    return value


def kind_of(value: object) -> str:
    """Return what a person would call the kind of this value."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "the truth value"
    if isinstance(value, int | float):
        return "the number"
    if isinstance(value, str):
        return "the text"
    if isinstance(value, date):
        return "the date"
    return "a map" if isinstance(value, Mapping) else "a list" if isinstance(value, list | tuple) else "that"


def fold(value: str) -> str:
    """Return a text as it is compared: one space between words, no difference of case."""
    return " ".join(value.split()).casefold()
