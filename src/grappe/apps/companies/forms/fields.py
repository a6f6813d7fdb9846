"""Which input do the forms of a company share: a text field with suggestions?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse


class Combobox(forms.TextInput):
    """A text field that offers what the address `url_name` finds; without JavaScript it is a plain text field.

    `chosen` names a hidden field of the same form that takes the id of the choice.
    """

    template_name = "companies/widgets/combobox.html"

    def __init__(self, url_name: str, *, chosen: str = "", attrs: dict[str, Any] | None = None) -> None:
        self.url_name, self.chosen = url_name, chosen
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"] |= {"url": reverse(self.url_name), "chosen": self.chosen}
        return context
