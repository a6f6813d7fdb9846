"""How is a threshold, or a value found, said in words? In EN, FR and DE, for a reason that a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from grappe.engines.eligibility import phrases
from grappe.engines.eligibility.model import SIZES, Criterion, Field
from grappe.engines.eligibility.reading import fold
from grappe.engines.eligibility.values import AtLeast, Begins, Between, OneOf
from grappe.engines.kernel import Text

NOT_PUBLISHED = Text("not published", "non publié", "nicht veröffentlicht")
NOT_KNOWN = Text("not known", "inconnu", "nicht bekannt")
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
_SIZES = {
    "micro": Text("micro", "micro", "Kleinst"),
    "small": Text("small", "petite", "klein"),
    "medium": Text("medium-sized", "moyenne", "mittel"),
    "large": Text("large", "grande", "groß"),
    "sme": Text("SME", "PME", "KMU"),
}
_SIZE_FACT = "company_size"
Fields = Mapping[str, Field]
GROUPED = 10_000  # from here on thousands are set apart, as each language does
MOST_NAMED = 16  # of the values of a list, before the rest is only counted
_BETWEEN = Text("{} to {}", "de {} à {}", "{} bis {}")
_EXCEPT = Text("{} except {}", "{} sauf {}", "{} außer {}")
_TIMES = Text("{} times {}", "{} fois {}", "{} mal {}")
_TURNED = Text("not: {}", "pas : {}", "nicht: {}")


def expected(criterion: Criterion, fields: Fields | None = None) -> Text:
    """Return what a criterion asks for, without its label: `at least 2`, `micro, small or medium-sized`.

    With the catalogue's `fields`, choices and other facts are called by their words.
    """
    op, stated = criterion.condition.op, criterion.stated
    if op == "unstated" or (stated is None and op != "known"):
        return NOT_PUBLISHED
    field = (fields or {}).get(criterion.condition.term.field)
    if op == "between" and isinstance(stated, tuple):
        low, high = (_one(end, field) for end in stated)
        return _join(_BETWEEN, low, high)
    on_a_day = isinstance(criterion.condition.value, date)
    pattern = _DATE_PATTERNS.get(op, _PATTERNS[op]) if on_a_day else _PATTERNS[op]
    said = _join(pattern, _threshold(stated, field, fields or {}))
    exceptions = criterion.condition.exceptions
    return _join(_EXCEPT, said, Text.of(", ".join(sorted(exceptions)))) if exceptions else said


def turned(said: Text) -> Text:
    """Return the opposite of what a criterion asks for."""
    return _join(_TURNED, said)


def _threshold(stated: object, field: Field | None, fields: Fields) -> Text:
    if isinstance(stated, dict):
        times = stated.get("times")
        name = _fact_name(stated, fields)
        return _join(_TIMES, _one(times, None), name) if times not in (None, 1) else name
    if isinstance(stated, tuple | list):
        return _alternatives([_one(value, field) for value in stated])
    return _one(stated, field)


def _fact_name(stated: Mapping[object, object], fields: Fields) -> Text:
    """Return what another fact is called: its label, its bare name where no catalogue describes it."""
    described, year = fields.get(str(stated.get("field"))), stated.get("year")
    name = (
        described.label
        if described and described.label.in_language("en")
        else Text.of(str(stated.get("field")))
    )
    return _join(Text(*["{} {}"] * 3), name, Text.of(str(year))) if year else name


def known(value: object) -> object:
    """Return a value as a document or a store takes it: itself, or plain words for a value known in part."""
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


def said(value: object, field: Field | None = None) -> Text:
    """Return a value as a person reads it: choices by their words, numbers and days as each language writes them.

    A value known in part is told as such: `micro or small`, `at least 10`. None is the empty text.
    """
    if value is None:
        return Text()
    if isinstance(value, OneOf):
        return _alternatives([_one(option, field) for option in sorted(value.options, key=_by_size)])
    if isinstance(value, AtLeast):
        return phrases.joined([*_ones(value.members, field), Text.of("…")])
    if isinstance(value, Begins):
        return Text.of(f"{value.text.upper()}…")
    if isinstance(value, Between):
        return _range(value)
    if isinstance(value, list | tuple | set | frozenset):
        return phrases.joined(_ones(value, field))
    return _one(value, field)


def _range(value: Between) -> Text:
    if value.low is None or value.high is None:
        op, end = ("lte", value.high) if value.low is None else ("gte", value.low)
        return NOT_KNOWN if end is None else _join(_PATTERNS[op], _one(end, None))
    return _join(_BETWEEN, _one(value.low, None), _one(value.high, None))


def _ones(values: Iterable[object], field: Field | None) -> list[Text]:
    return [_one(value, field) for value in sorted(values, key=str)]


def _by_size(option: str) -> tuple[int, str]:
    return (SIZES.index(option) if option in SIZES else len(SIZES), option)


def plain(value: object) -> str:
    """Return a number or another value as plain text, without a needless decimal part."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _one(value: object, field: Field | None) -> Text:
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, int | float):
        whole = float(value).is_integer()
        if whole and abs(value) < GROUPED:  # 2019 may be a year: thousands are set apart above only
            return Text(*[str(int(value))] * 3)
        return phrases.number(value, 2 if abs(value) >= 1 else 6)
    if isinstance(value, date):
        return phrases.day(value)
    text = plain(value)
    called = _called(text, field) or Text(text, text, text)
    return Text(*(getattr(called, code) or called.in_language(code) for code in ("en", "fr", "de")))


def _called(text: str, field: Field | None) -> Text | None:
    """Return the words of a choice, which may come folded; None for a text that is no choice."""
    if field is None:
        return None
    if field.type == "country":
        return Text.of(text.upper())
    folded = fold(text)
    for choice in field.choices:
        if fold(choice) == folded:
            named = field.choice_label(choice)
            return _SIZES.get(choice, named) if named == Text.of(choice) else named
    return None if field.choices else _SIZES.get(text) if field.id == _SIZE_FACT else None


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
