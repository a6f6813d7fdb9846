"""How does a form ask for custom fields, and what becomes of two people who fill them in at once?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from grappe.ui.conflicts import Conflict
from grappe.ui.custom import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST,
    PLACES,
    CustomField,
    FieldKind,
    in_language,
    kept_value,
    shown,
    shown_number,
    stamp,
)
from grappe.ui.errors import BadInput
from grappe.ui.fields import AmountField, DayField

ASKED, STAMP = "custom_asked", "custom_stamp"


def form_field(each: CustomField, current: Any = None) -> forms.Field:
    """Return the field of a form; a hidden choice is offered only where it is the record's `current` one."""
    how: dict[str, Any] = {"label": str(each), "help_text": _help(each)}
    chosen = current if isinstance(current, list) else [current]
    options = [(o.key, str(o)) for o in each.options if not o.hidden or o.key in chosen]
    made: forms.Field
    match each.kind:
        case FieldKind.NUMBER:
            made = AmountField(places=PLACES, most=MOST, signed=True, **how)
        case FieldKind.DAY:
            made = DayField(required=each.required, **how)
        case FieldKind.YES_NO:
            made = forms.TypedChoiceField(
                choices=[("", _("Not known")), ("true", _("Yes")), ("false", _("No"))], empty_value=None,
                coerce=lambda text: text == "true", required=each.required, **how,
            )  # fmt: skip
        case FieldKind.CHOICE:
            made = forms.ChoiceField(choices=[("", _("Not known")), *options], required=each.required, **how)
        case FieldKind.CHOICES:
            made = forms.MultipleChoiceField(
                choices=options, widget=forms.CheckboxSelectMultiple, required=each.required, **how
            )
        case FieldKind.TEXT:
            widget = forms.Textarea(attrs={"rows": 3})
            made = forms.CharField(max_length=LONGEST_TEXT, widget=widget, required=each.required, **how)
        case FieldKind.URL:
            made = forms.URLField(
                max_length=LONGEST_LINE, assume_scheme="https", required=each.required, **how
            )
        case FieldKind.EMAIL:
            made = forms.EmailField(max_length=LONGEST_LINE, required=each.required, **how)
        case _:
            made = forms.CharField(max_length=LONGEST_LINE, required=each.required, **how)
    return made


def _help(each: CustomField) -> str:
    bounds = ""
    if each.minimum is not None and each.maximum is not None:
        bounds = _("from %(least)s to %(most)s") % {
            "least": shown_number(each.minimum), "most": shown_number(each.maximum)
        }  # fmt: skip
    return " · ".join(filter(None, (in_language(each.help), each.unit, bounds)))


def initial(each: CustomField, value: Any) -> Any:
    """Return what a form shows of a kept value."""
    if each.kind == FieldKind.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if each.kind == FieldKind.YES_NO:
        return {True: "true", False: "false"}.get(value, "")
    return value


def sent(each: CustomField, value: Any) -> list[str]:
    """Return a kept value as a browser would send it."""
    if value is None:
        return []
    if isinstance(value, list):
        return [str(part) for part in value]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, int | float):
        return [f"{Decimal(str(value)):.{PLACES}f}"]  # never three digits behind a mark, which are thousands
    return [str(value)]


class WithCustomFields(forms.Form):
    """A form that also asks for custom fields: `take_custom` in `__init__`, `custom_values` once it is valid."""

    fields: dict[str, Any]
    custom: tuple[CustomField, ...] = ()
    custom_before: Mapping[str, Any] = {}

    def take_custom(
        self, fields: Iterable[CustomField], values: Mapping[str, Any], *, new: bool = False
    ) -> None:
        """Ask for these fields, which stand at these values, or (of a `new` record) at what administrators chose.

        A form that was sent says in `custom_asked` which it asked for: one that came since is not emptied by it.
        """
        asked = self.data.get(ASKED) if self.is_bound else None
        self.custom = tuple(each for each in fields if asked is None or each.name in asked.split())
        self.custom_before = dict(values)
        for each in self.custom:
            value = each.default if new else values.get(each.name)
            self.fields[each.input_name] = form_field(each, value)
            self.initial.setdefault(each.input_name, initial(each, value))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kept: dict[str, Any] = {}
        for each in self.custom:
            if each.input_name not in cleaned:
                continue  # has its own error
            try:
                kept[each.name] = self._kept(each)
            except BadInput as fault:
                self.add_error(each.input_name, str(fault))
        for each in self.custom:
            if each.name in kept and kept[each.name] is None and each.is_needed(kept):
                self.add_error(each.input_name, _("This has to be filled in."))
        return cleaned

    def _kept(self, each: CustomField) -> Any:
        """What is kept of a field; what nobody touched stays, though bounds or choices were changed since."""
        value, before = self.cleaned_data[each.input_name], self.custom_before.get(each.name)
        if before is not None:
            with suppress(
                forms.ValidationError
            ):  # what stands there fits no field any more: it was not sent as it is
                if value == form_field(each, before).clean(initial(each, before)):
                    return before
        return kept_value(each, value)

    @property
    def custom_asked(self) -> str:
        """The names of what this form asks for, for its hidden input `custom_asked`."""
        return " ".join(each.name for each in self.custom)

    @property
    def custom_stamp(self) -> str:
        """What stood in the custom fields when the form was filled with them, for its hidden input `custom_stamp`."""
        return str(self.data.get(STAMP, "")) if self.is_bound else stamp(self.custom_before)

    @property
    def custom_inputs(self) -> list[Any]:
        """The custom fields as they are drawn."""
        return [self[each.input_name] for each in self.custom]

    def custom_values(self) -> dict[str, Any]:
        """Return the values of a valid form by the fields' names, as JSON keeps them; None where there is none."""
        return {each.name: self._kept(each) for each in self.custom}

    def custom_conflicts(self, theirs: Mapping[str, Any], base: Mapping[str, Any] | None) -> list[Conflict]:
        """Return where this valid form and what stands now differ; what only they touched is proposed as theirs.

        `base` is what stood there when the form was filled with it, where that is known.
        """
        found = []
        for name, mine in self.custom_values().items():
            each = next(field for field in self.custom if field.name == name)
            if mine == theirs.get(name):
                continue
            keep = "theirs" if base is not None and base.get(name) == mine else "mine"
            words = (shown(each, mine), shown(each, theirs.get(name)))
            found.append(Conflict(each.input_name, str(each), *words, keep))
        return found
