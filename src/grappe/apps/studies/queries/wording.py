"""How does a job say something that people with different languages will read later? In all of them at once."""

from __future__ import annotations

from typing import Any

from django.utils import formats, translation

from grappe.ui.errors import BadInput
from grappe.ui.trilingual import CODES


def in_all(template: Any, **params: Any) -> dict[str, str]:
    """Return a lazily translated template, filled in, by language; parameters may be lazy,
    whole numbers are grouped (the number of a row is a text)."""
    said = {}
    for code in CODES:
        with translation.override(code):
            said[code] = str(template) % {name: _said(value) for name, value in params.items()}
    return said


def _said(value: Any) -> str:
    """Return a parameter in the language of the moment: a whole number grouped as one writes there."""
    return formats.number_format(value, force_grouping=True) if isinstance(value, int) else str(value)


class Fault(BadInput):
    """Bad input that a job meets: raised with a lazy template, it can be said in every language."""

    def __init__(self, template: Any, **params: Any) -> None:
        self.texts = in_all(template, **params)
        super().__init__(self.texts[translation.get_language() or "en"])
