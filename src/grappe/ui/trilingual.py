"""How does a form take texts in three languages, and how are they kept?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput

CODES = tuple(code for code, _name in settings.LANGUAGES)
NAMES = dict(settings.LANGUAGES)


class Trilingual(forms.Form):
    """A form with texts in three languages; `texts` says which: name -> (label, rows, longest)."""

    fields: dict[str, Any]
    texts: dict[str, tuple[Any, int, int]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, rows, most) in self.texts.items():
            for code in CODES:
                widget: Any = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
                widget.attrs["lang"] = code
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label, required=False, widget=widget, max_length=most, strip=True
                )

    @property
    def words(self) -> list[tuple[str, str, list[Any]]]:
        """Return each language with its fields, as they are drawn."""
        return [(code, NAMES[code], [self[f"{name}_{code}"] for name in self.texts]) for code in CODES]

    def text(self, name: str) -> dict[str, str]:
        """Return a text by language, of a form that is valid."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in CODES}

    @classmethod
    def spread(cls, thing: Any) -> dict[str, Any]:
        """Return what the form shows of a thing's texts."""
        return {f"{name}_{code}": getattr(thing, name).get(code, "") for name in cls.texts for code in CODES}


def words(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    """Return texts by language without blanks and what no column holds; BadInput for one that is too long."""
    clean = {
        code: kept
        for code, text in Text.of(dict(texts)).as_dict().items()
        if (kept := text.replace("\r\n", "\n").replace("\x00", "").strip())
    }
    if any(len(text) > longest for text in clean.values()):
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": longest})
    return clean


def one_line(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    """Return texts by language as `words` does, each on one line."""
    return words({code: " ".join(text.split()) for code, text in texts.items()}, longest)
