"""Which inputs do the forms of all apps share: amounts as people write them, days, a text with suggestions?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from grappe.ui.errors import BadInput
from grappe.ui.numbers import number_of


class AmountField(forms.Field):
    """A number as people write it: `1 200 000`, `1,200,000.50` or `12,5`; shown grouped, blank is not known.

    Its errors are `invalid`, `negative` and `too_large`; a form with words of its own gives `error_messages`.
    """

    default_error_messages = {
        "invalid": gettext_lazy("“%(value)s” is no number."),
        "negative": gettext_lazy("A figure cannot be less than zero."),
        "too_large": gettext_lazy("This number is larger than can be."),
    }

    def __init__(
        self, *, places: int = 2, most: Decimal = Decimal(10**13), signed: bool = False, **kwargs: Any
    ) -> None:
        self.places, self.most, self.signed = places, most, signed
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "number", "maxlength": 40}
        super().__init__(required=False, widget=forms.TextInput(attrs=attributes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            places = 0 if value == value.to_integral_value() else self.places
            return number_format(value, places, use_l10n=True, force_grouping=True)
        return value

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()[:60]
        if not text:
            return None
        try:
            number = number_of(text)
        except BadInput as fault:
            raise self._refusal("invalid", value=text) from fault
        if number < 0 and not self.signed:
            raise self._refusal("negative")
        if not -self.most <= number <= self.most:  # no abs(): it overflows where the exponent is very large
            raise self._refusal("too_large")
        return number.quantize(Decimal(1).scaleb(-self.places))

    def _refusal(self, code: str, **params: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=params)


class EuroField(AmountField):
    """An amount in euros of an aid, a project or a step, as the columns that take it can hold it."""

    _bounds = gettext_lazy("An amount is zero or more, and less than a hundred billion.")
    default_error_messages = {"negative": _bounds, "too_large": _bounds}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=Decimal("99999999999.99"), **kwargs)


class DayField(forms.DateField):
    """A day, typed or picked in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class MomentField(forms.DateTimeField):
    """A day and an hour on the clock in Luxembourg, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)


class Combobox(forms.TextInput):
    """A text field that offers what the address `url_name` finds; without JavaScript it is a plain text field.

    `chosen` names a hidden field of the same form that takes the id of the choice.
    """

    template_name = "ui/combobox.html"

    def __init__(self, url_name: str, *, chosen: str = "", attrs: dict[str, Any] | None = None) -> None:
        self.url_name, self.chosen = url_name, chosen
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"] |= {"url": reverse(self.url_name), "chosen": self.chosen}
        return context
