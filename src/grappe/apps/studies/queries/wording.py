"""How does a job say something that people with different languages will read later? In all of them at once."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from grappe.ui.errors import BadInput
from grappe.ui.trilingual import CODES


def in_all(template: Any, **params: Any) -> dict[str, str]:
    """Return a lazily translated template, filled in, by language; parameters may be lazy themselves."""
    said = {}
    for code in CODES:
        with translation.override(code):
            said[code] = str(template) % {name: str(value) for name, value in params.items()}
    return said


class Fault(BadInput):
    """Bad input that a job meets: raised with a lazy template, it can be said in every language."""

    def __init__(self, template: Any, **params: Any) -> None:
        self.texts = in_all(template, **params)
        super().__init__(self.texts[translation.get_language() or "en"])
