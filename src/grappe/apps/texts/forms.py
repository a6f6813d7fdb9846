"""Which two moments of a shared text are to be compared?"""

from __future__ import annotations

from typing import Any

from django import forms

_NUMBER: dict[str, Any] = {"required": False, "min_value": 0, "max_value": 2**31 - 1}


class MomentsForm(forms.Form):
    """The numbers of two updates, and which page of the history is shown; what cannot be read is left out."""

    older = forms.IntegerField(**_NUMBER)
    newer = forms.IntegerField(**_NUMBER)
    page = forms.IntegerField(**_NUMBER)

    def chosen(self) -> dict[str, int | None]:
        """Return what `queries.history` takes."""
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in self.fields}
