"""What does one fill in about a question of the guide?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.studies.enums import QuestionKind
from grappe.apps.studies.operations.guide import LONGEST, LONGEST_CHOICE, LONGEST_UNIT, Draft
from grappe.ui.trilingual import CODES, Trilingual


class QuestionForm(Trilingual):
    """A question in up to three languages; a list has one choice a line, a heading begins a new part."""

    texts = {
        "part": (gettext_lazy("Heading of the part that begins here"), 1, LONGEST_CHOICE),
        "texts": (gettext_lazy("Question"), 3, LONGEST),
        "choices": (gettext_lazy("Choices, one a line"), 4, 10_000),
    }
    kind = forms.ChoiceField(label=gettext_lazy("Kind of question"), choices=QuestionKind.choices)
    unit = forms.CharField(
        label=gettext_lazy("Unit"), required=False, max_length=LONGEST_UNIT,
        help_text=gettext_lazy("Only for a number: t, %, people …"),
    )  # fmt: skip
    hypothesis = forms.TypedChoiceField(
        label=gettext_lazy("Hypothesis that it tests"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, hypotheses: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hypothesis"].choices = [("", _("No hypothesis")), *hypotheses]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        lines = {code: _lines(given.get(f"choices_{code}", "")) for code in CODES}
        written = {code: each for code, each in lines.items() if each}
        if len({len(each) for each in written.values()}) > 1:
            counts = ", ".join(f"{code.upper()}: {len(each)}" for code, each in written.items())
            raise forms.ValidationError(
                _("Every language needs the same number of choices, line by line (%(counts)s).")
                % {"counts": counts}
            )
        number = max((len(each) for each in written.values()), default=0)
        given["choices"] = [{code: each[place] for code, each in written.items()} for place in range(number)]
        return given

    def draft(self, hypotheses: dict[int, Any]) -> Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        return Draft(
            texts=self.text("texts"), kind=given["kind"], part=self.text("part"), choices=given["choices"],
            unit=given["unit"], hypothesis=hypotheses.get(given["hypothesis"] or 0),
        )  # fmt: skip


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class CopyForm(forms.Form):
    """Whose guide is copied."""

    source = forms.TypedChoiceField(label=gettext_lazy("Study"), coerce=int)

    def __init__(self, *args: Any, studies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = [(each.pk, str(each)) for each in studies]
