"""How is a threshold said in words? In EN, FR and DE, for a reason that a person reads."""

from __future__ import annotations

from datetime import date

from grappe.engines.eligibility.model import SIZES, Criterion
from grappe.engines.eligibility.values import AtLeast, Begins, Between, OneOf
from grappe.engines.kernel import Text

NOT_PUBLISHED = Text("not published", "non publié", "nicht veröffentlicht")
_TRUE, _FALSE = Text("yes", "oui", "ja"), Text("no", "non", "nein")
_OR = Text("or", "ou", "oder")
_PATTERNS = {
    "eq": Text("{}", "{}", "{}"),
    "ne": Text("not {}", "pas {}", "nicht {}"),
    "lt": Text("less than {}", "moins de {}", "weniger als {}"),
    "lte": Text("at most {}", "au plus {}", "höchstens {}"),
    "gt": Text("more than {}", "plus de {}", "mehr als {}"),
    "gte": Text("at least {}", "au moins {}", "mindestens {}"),
    "in": Text("{}", "{}", "{}"),
    "not_in": Text("none of {}", "aucun de {}", "keines von {}"),
    "contains": Text("contains {}", "contient {}", "enthält {}"),
    "prefix": Text("within {}", "dans {}", "innerhalb von {}"),
    "nace": Text("NACE {}", "NACE {}", "NACE {}"),
    "known": Text("known", "connu", "bekannt"),
}
_DATE_PATTERNS = {
    "lt": Text("before {}", "avant le {}", "vor dem {}"),
    "lte": Text("on or before {}", "au plus tard le {}", "spätestens am {}"),
    "gt": Text("after {}", "après le {}", "nach dem {}"),
    "gte": Text("on or after {}", "au plus tôt le {}", "frühestens am {}"),
}
GROUPED = 10_000  # from here on thousands are set apart, as each language does
MOST_NAMED = 16  # of the values of a list, before the rest is only counted
_BETWEEN = Text("{} to {}", "de {} à {}", "{} bis {}")
_EXCEPT = Text("{} except {}", "{} sauf {}", "{} außer {}")
_TIMES = Text("{} times {}", "{} fois {}", "{} mal {}")
_TURNED = Text("not: {}", "pas : {}", "nicht: {}")


def expected(criterion: Criterion) -> Text:
    """Return what a criterion asks for, without its label: `at least 2`, `micro, small or medium`."""
    op, stated = criterion.condition.op, criterion.stated
    if op == "unstated" or (stated is None and op != "known"):
        return NOT_PUBLISHED
    if op == "between" and isinstance(stated, tuple):
        low, high = (_one(end) for end in stated)
        return _join(_BETWEEN, low, high)
    on_a_day = isinstance(criterion.condition.value, date)
    pattern = _DATE_PATTERNS.get(op, _PATTERNS[op]) if on_a_day else _PATTERNS[op]
    said = _join(pattern, _threshold(stated))
    exceptions = criterion.condition.exceptions
    return _join(_EXCEPT, said, Text.of(", ".join(sorted(exceptions)))) if exceptions else said


def turned(said: Text) -> Text:
    """Return the opposite of what a criterion asks for."""
    return _join(_TURNED, said)


def _threshold(stated: object) -> Text:
    if isinstance(stated, dict):
        times = stated.get("times")
        name = Text.of(str(stated.get("field")) + (f" {stated['year']}" if stated.get("year") else ""))
        return _join(_TIMES, _one(times), name) if times not in (None, 1) else name
    if isinstance(stated, tuple | list):
        return _alternatives([_one(value) for value in stated])
    return _one(stated)


def known(value: object) -> object:
    """Return a value as it may be shown and stored: itself, or words for a value known in part."""
    if isinstance(value, OneOf):
        return f" {_OR.en} ".join(sorted(value.options, key=_by_size))
    if isinstance(value, AtLeast):
        return f"{', '.join(sorted(value.members))}, …"
    if isinstance(value, Begins):
        return f"{value.text.upper()}…"
    if isinstance(value, Between):
        low, high = ("?" if end is None else plain(end) for end in (value.low, value.high))
        return f"{low} to {high}"
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _by_size(option: str) -> tuple[int, str]:
    return (SIZES.index(option) if option in SIZES else len(SIZES), option)


def plain(value: object) -> str:
    """Return a number or another value as plain text, without a needless decimal part."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _one(value: object) -> Text:
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, int | float) and abs(value) >= GROUPED:
        english = f"{value:,.2f}".removesuffix(".00")
        swapped = english.translate(str.maketrans(",.", ".,"))
        return Text(english, swapped.replace(".", "\u202f"), swapped)
    text = plain(value)
    return Text(text, text, text)


def _alternatives(values: list[Text]) -> Text:
    def joined(language: str) -> str:
        words = [getattr(value, language) or value.en for value in values]
        if len(words) == 1:
            return words[0]
        if len(words) > MOST_NAMED:  # a hundred departments say less than a dozen and their number
            return f"{', '.join(words[:MOST_NAMED])} … ({len(words)})"
        return f"{', '.join(words[:-1])} {getattr(_OR, language)} {words[-1]}"

    return Text(joined("en"), joined("fr"), joined("de"))


def _join(pattern: Text, *parts: Text) -> Text:
    def filled(language: str) -> str:
        return str(getattr(pattern, language)).format(*(getattr(part, language) or part.en for part in parts))

    return Text(filled("en"), filled("fr"), filled("de"))
