"""Which inputs do the forms on State aid share: amounts as people write them, days?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from grappe.apps.companies.queries.rows import number_of
from grappe.ui.errors import BadInput

LARGEST = Decimal(10**11)


class DayField(forms.DateField):
    """A day, typed or picked in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class AmountField(forms.CharField):
    """A number as people write it: `12 000`, `12,000.50` or `12.000,50`; blank is not known."""

    def __init__(self, *, most: Decimal = LARGEST, **kwargs: Any) -> None:
        self.most = most
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "number", "maxlength": "40"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attributes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            places = 0 if value == value.to_integral_value() else 2
            return number_format(value, places, use_l10n=True, force_grouping=True)
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            number = number_of(text[:40])
        except BadInput as fault:
            raise forms.ValidationError(_("“%(value)s” is no number.") % {"value": text}) from fault
        if number < 0:
            raise forms.ValidationError(_("A figure cannot be less than zero."))
        if number > self.most:
            raise forms.ValidationError(_("This number is larger than can be."))
        return number.quantize(Decimal("0.01"))
