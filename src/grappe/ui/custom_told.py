"""What does a record say in custom fields, and what changed in them, in words beside one another?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grappe.ui.custom import Colour, CustomField, FieldKind, shown


class Coloured(str):
    """A word with the colour of its label."""

    __slots__ = ("colour",)
    colour: str

    @classmethod
    def of(cls, text: str, colour: str) -> Coloured:
        made = cls(text)
        made.colour = colour
        return made


@dataclass(frozen=True, slots=True)
class Told:
    """A custom field with a record's value, in words."""

    label: str
    text: str
    link: str = ""
    choices: tuple[Coloured, ...] = ()  # in their colours, where a choice has one


def told(fields: Iterable[CustomField], values: Mapping[str, Any]) -> list[Told]:
    """Return what a record says in its custom fields, in their order; nothing for what is not known."""
    found = []
    for each in fields:
        value = values.get(each.name)
        if text := shown(each, value):
            link = {FieldKind.URL: str(value), FieldKind.EMAIL: f"mailto:{value}"}.get(
                FieldKind(each.kind), ""
            )
            found.append(Told(str(each), text, link, tuple(coloured(each, value))))
    return found


def coloured(each: CustomField, value: Any) -> list[Coloured]:
    """Return the choices that a value names, each with its colour; none where no choice of the field has a colour."""
    if not any(option.colour for option in each.options):
        return []
    known = {option.key: option for option in each.options}
    keys = value if isinstance(value, list) else [value]
    return [
        Coloured.of(str(known[key]), known[key].colour or Colour.GREY)
        if key in known
        else Coloured.of(str(key), Colour.GREY)
        for key in keys
    ]


def differences(
    fields: Iterable[CustomField], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[tuple[str, str, str]]:
    """Return what changed between two states of `custom`: label, before, after, in words; names of fields that are gone stay."""
    old, new = before or {}, after or {}
    known = {each.name: each for each in fields}
    found = []
    for name in [*known, *sorted((old.keys() | new.keys()) - known.keys())]:
        if old.get(name) != new.get(name):
            each = known.get(name, CustomField(name, FieldKind.LINE, {}))
            found.append((str(each), shown(each, old.get(name)), shown(each, new.get(name))))
    return found
