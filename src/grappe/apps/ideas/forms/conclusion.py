"""What is filled in to make ideas of what was chosen in an ideation campaign, and to undo that?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.operations.conclusion import LONGEST_WHY
from grappe.apps.ideas.operations.ideas import LONGEST_TITLE
from grappe.engines.kernel import Text


class ConclusionForm(forms.Form):
    """For each candidate whether it becomes an idea, and the idea's title; what is one already is not asked."""

    def __init__(self, *args: Any, rows: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        self.open = [row for row in self.rows if row.candidate.idea is None]
        for row in self.open:
            key = row.candidate.key
            title = " ".join(Text.of(row.candidate.titles).in_language(get_language() or "en").split())
            self.fields[f"take_{key}"] = forms.BooleanField(label=_("Make an idea of it"), required=False)
            self.fields[f"title_{key}"] = forms.CharField(
                label=_("Title of the idea"), required=False, max_length=LONGEST_TITLE,
                initial=title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
            )  # fmt: skip

    def pairs(self) -> list[tuple[Any, Any, Any]]:
        """Return each row with its two fields, as they are drawn; None for what is an idea already."""
        return [
            (row, self[f"take_{row.candidate.key}"], self[f"title_{row.candidate.key}"])
            if row in self.open
            else (row, None, None)
            for row in self.rows
        ]

    def chosen(self) -> dict[str, str]:
        """Return the titles by candidate, of a form that is valid."""
        keys = [row.candidate.key for row in self.open]
        return {key: self.cleaned_data[f"title_{key}"] for key in keys if self.cleaned_data[f"take_{key}"]}


class UndoForm(forms.Form):
    """Why the conclusion is undone."""

    why = forms.CharField(
        label=_("Why the conclusion is undone"), required=False, max_length=LONGEST_WHY,
        help_text=_("Everybody who was told what came of the campaign reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
