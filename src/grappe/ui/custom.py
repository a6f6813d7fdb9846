"""What is a custom field: how is it filled in, read from a file, checked, kept as JSON and shown?

Administrators define custom fields (app `fields`); a record keeps their values in one JSON column `custom`, by the
field's name: texts, addresses, days (ISO 8601) and choices as strings, several choices as a list of strings, numbers
as numbers, yes and no as true and false. What is not known is not there at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.db.models import TextChoices
from django.db.models.lookups import Exact
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput
from grappe.ui.numbers import number_of

PREFIX = "custom_"  # of the names in a form and in a file
LONGEST_LINE, LONGEST_TEXT = 300, 5_000
PLACES = 4
MOST = Decimal(
    10**11
)  # with PLACES this is what a double holds exactly, so that JSON keeps it as it was written
YES, NO = (
    ("yes", "oui", "ja", "true", "vrai", "wahr", "1", "x"),
    ("no", "non", "nein", "false", "faux", "falsch", "0"),
)


class FieldKind(TextChoices):
    LINE = "line", gettext_lazy("Text of one line")
    TEXT = "text", gettext_lazy("Text of several lines")
    NUMBER = "number", gettext_lazy("Number")
    DAY = "day", gettext_lazy("Date")
    YES_NO = "yes_no", gettext_lazy("Yes or no")
    CHOICE = "choice", gettext_lazy("One of several choices")
    CHOICES = "choices", gettext_lazy("Several choices")
    URL = "url", gettext_lazy("Web address")
    EMAIL = "email", gettext_lazy("E-mail address")


WITH_OPTIONS = (FieldKind.CHOICE, FieldKind.CHOICES)
TRIGGERS = (
    FieldKind.YES_NO,
    *WITH_OPTIONS,
)  # on whose answer it can hang whether another has to be filled in


class Colour(TextChoices):
    """The colour of a choice. A colour says nothing alone: the name always stands in it."""

    BLUE = "blue", gettext_lazy("Blue")
    GREEN = "green", gettext_lazy("Green")
    YELLOW = "yellow", gettext_lazy("Yellow")
    ORANGE = "orange", gettext_lazy("Orange")
    RED = "red", gettext_lazy("Red")
    PURPLE = "purple", gettext_lazy("Purple")
    GREY = "secondary", gettext_lazy("Grey")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its key, which never changes, and its name in each language; hidden ones are no longer offered."""

    key: str
    label: Mapping[str, str]
    hidden: bool = False
    colour: str = ""

    def __str__(self) -> str:
        return in_language(self.label) or self.key


@dataclass(frozen=True, slots=True)
class CustomField:
    """One custom field of a sort of record. `minimum` and `maximum` are of a number; `unit` stands behind it.

    `default` stands in the form of a new record. `needed_when` are answers of other fields, by their names, any of which
    makes that this one has to be filled in.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    options: tuple[Option, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    default: Any = None
    needed_when: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return in_language(self.label) or self.name

    def is_needed(self, values: Mapping[str, Any]) -> bool:
        """Whether the field has to be filled in, as the others stand."""
        return self.required or any(
            answer in said if isinstance(said := values.get(name), list) else said == answer
            for name, answer in self.needed_when
        )

    @property
    def input_name(self) -> str:
        """What the field is called in a form."""
        return PREFIX + self.name


def answers_of(each: CustomField) -> list[tuple[Any, str]]:
    """Return the answers to a field on which another may hang, each with its words; none where it has none to choose."""
    if each.kind == FieldKind.YES_NO:
        return [(True, _("yes")), (False, _("no"))]
    return [(option.key, str(option)) for option in each.options if each.kind in WITH_OPTIONS]


def in_language(texts: Mapping[str, str]) -> str:
    return Text.of(dict(texts)).in_language(get_language() or "en")


def stamp(values: Mapping[str, Any]) -> str:
    """Return a mark of what stands in the custom fields of a record, by which a form knows whether somebody else changed it."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


# --- the column ---


def custom_values() -> models.JSONField[Any, Any]:
    """Return the column of a record that keeps the values of its custom fields."""
    return models.JSONField(gettext_lazy("custom fields"), default=dict, blank=True)


def by_value(name: str) -> GinIndex:
    """Return the index by which lists find records with a choice, yes or no; `name` is the index's own."""
    return GinIndex(fields=["custom"], opclasses=["jsonb_path_ops"], name=name)


def is_an_object(name: str) -> models.CheckConstraint:
    """Return the constraint that the column `custom` is a JSON object; `name` is the constraint's own."""
    kind = models.Func("custom", function="jsonb_typeof", output_field=models.TextField())
    return models.CheckConstraint(condition=Exact(kind, models.Value("object")), name=name)


# --- what is kept, checked ---


def checked(
    fields: Iterable[CustomField], values: Mapping[str, Any], *, before: Mapping[str, Any] = {}
) -> dict[str, Any]:  # never written to
    """Return what a record keeps: `values` by name, as JSON, laid over `before`; None takes a value away.

    Values of fields that are not in `fields` (put away by an administrator) stay as they were. Raises BadInput for a name
    that is no field, a value that is none of its kind, or a required one that is taken away.
    """
    known = {each.name: each for each in fields}
    kept = dict(before)
    for name, value in values.items():
        if name not in known:
            raise BadInput(_("There is no custom field “%(name)s”.") % {"name": name})
        if value is not None and value == before.get(name):
            continue  # nobody touched it: what is on file stays, though bounds or choices were changed since
        if (clean := kept_value(known[name], value)) is None:
            kept.pop(name, None)
        else:
            kept[name] = clean
    shown_now = {name: value for name, value in kept.items() if name in known}
    for each in known.values():
        if each.name not in kept and each.name in values and each.is_needed(shown_now):
            raise BadInput(_("%(field)s: this has to be filled in.") % {"field": each})
    return kept


def kept_value(each: CustomField, value: Any) -> Any:
    """Return one value as JSON keeps it, None for not known. Raises BadInput."""
    if value is None or value == "" or value == [] or value == ():
        return None
    try:
        return _KEPT[FieldKind(each.kind)](each, value)
    except (TypeError, ValueError, ArithmeticError, ValidationError) as fault:
        raise BadInput(
            _("%(field)s: “%(value)s” does not fit.") % {"field": each, "value": str(value)[:80]}
        ) from fault


def _line(each: CustomField, value: Any) -> str | None:
    return _text(" ".join(str(value).split()), LONGEST_LINE, each)


def _lines(each: CustomField, value: Any) -> str | None:
    return _text(str(value).replace("\r\n", "\n").strip(), LONGEST_TEXT, each)


def _text(text: str, longest: int, each: CustomField) -> str | None:
    if len(text) > longest:
        raise BadInput(_("%(field)s: at most %(longest)d characters.") % {"field": each, "longest": longest})
    if "\x00" in text:
        raise ValueError("no column holds it")
    return text or None


def _number(each: CustomField, value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError("not a number")
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite() or not -MOST <= number <= MOST:
        raise ValueError("not a number that can be kept")
    number = number.quantize(Decimal(1).scaleb(-PLACES))
    if each.minimum is not None and number < each.minimum:
        raise BadInput(
            _("%(field)s: at least %(least)s.") % {"field": each, "least": shown_number(each.minimum)}
        )
    if each.maximum is not None and number > each.maximum:
        raise BadInput(
            _("%(field)s: at most %(most)s.") % {"field": each, "most": shown_number(each.maximum)}
        )
    return int(number) if number == number.to_integral_value() else float(number)


def _day(each: CustomField, value: Any) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return date(day.year, day.month, day.day).isoformat()


def _yes_no(each: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither yes nor no")
    return value


def _choice(each: CustomField, value: Any) -> str:
    if value not in {option.key for option in each.options}:
        raise ValueError("no choice")
    return str(value)


def _choices(each: CustomField, value: Any) -> list[str] | None:
    if isinstance(value, str):
        raise ValueError("a list of choices")
    chosen = {_choice(each, key) for key in value}
    return [option.key for option in each.options if option.key in chosen] or None


def _url(each: CustomField, value: Any) -> str | None:
    text = _line(each, value)
    if text is not None:
        URLValidator(schemes=["http", "https"])(text)
    return text


def _email(each: CustomField, value: Any) -> str | None:
    text = _line(each, value)
    if text is not None:
        EmailValidator()(text)
    return text


_KEPT: dict[FieldKind, Any] = {
    FieldKind.LINE: _line, FieldKind.TEXT: _lines, FieldKind.NUMBER: _number, FieldKind.DAY: _day,
    FieldKind.YES_NO: _yes_no, FieldKind.CHOICE: _choice, FieldKind.CHOICES: _choices, FieldKind.URL: _url,
    FieldKind.EMAIL: _email,
}  # fmt: skip


# --- shown, and read from a file ---


def shown(each: CustomField, value: Any) -> str:
    """Return a kept value in words, in the page's language; an empty text for what is not known or fits no more."""
    if value is None:
        return ""
    names = {option.key: str(option) for option in each.options}
    match each.kind, value:
        case FieldKind.NUMBER, int() | float():
            return " ".join(filter(None, (shown_number(Decimal(str(value))), each.unit)))
        case FieldKind.DAY, str():
            try:
                return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
            except ValueError:
                return value
        case FieldKind.YES_NO, bool():
            return _("yes") if value else _("no")
        case FieldKind.CHOICE, str():
            return names.get(value, value)
        case FieldKind.CHOICES, list():
            return ", ".join(names.get(key, str(key)) for key in value)
    return str(value)


def shown_number(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    bare = number if whole else number.normalize()
    places = 0 if whole else max(0, -int(bare.as_tuple().exponent))
    return number_format(bare, places, use_l10n=True, force_grouping=True)


def read(each: CustomField, text: str) -> Any:
    """Return what a cell of a file says, as JSON keeps it; None for an empty one. Raises BadInput.

    Choices go by key or by their name in any language, several of them parted by semicolons; yes and no in EN, FR and DE.
    """
    text = text.strip()
    if not text:
        return None
    match each.kind:
        case FieldKind.NUMBER:
            try:
                return kept_value(each, number_of(text))
            except BadInput as fault:
                raise BadInput(
                    _("%(field)s: “%(value)s” does not fit.") % {"field": each, "value": text[:80]}
                ) from fault
        case FieldKind.YES_NO:
            answer = text.casefold()
            if answer not in (*YES, *NO):
                raise BadInput(
                    _("%(field)s: “%(value)s” is neither yes nor no.") % {"field": each, "value": text[:80]}
                )
            return answer in YES
        case FieldKind.CHOICE:
            return kept_value(each, _key_of(each, text))
        case FieldKind.CHOICES:
            return kept_value(each, [_key_of(each, part) for part in text.split(";") if part.strip()])
    return kept_value(each, text)


def _key_of(each: CustomField, text: str) -> str:
    wanted = text.strip().casefold()
    for option in each.options:
        if wanted in {option.key.casefold(), *(name.casefold() for name in option.label.values())}:
            return option.key
    names = ", ".join(str(option) for option in each.options if not option.hidden)
    raise BadInput(
        _("%(field)s: “%(value)s” is no choice. There are: %(all)s.")
        % {"field": each, "value": text[:80], "all": names}
    )
