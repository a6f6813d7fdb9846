"""What does one fill in about a chart?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grappe.apps.studies.enums import ChartKind
from grappe.apps.studies.operations.charts import LONGEST_TITLE, ChartDraft
from grappe.apps.studies.queries.written import chart_as_written
from grappe.ui import conflicts
from grappe.ui.trilingual import Trilingual


class ChartForm(Trilingual):
    """Which columns of a table are drawn, how, and what one is to see."""

    texts = {"titles": (gettext_lazy("What one is to see"), 1, LONGEST_TITLE)}
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of chart"), choices=ChartKind.choices, widget=forms.RadioSelect
    )
    along = forms.TypedChoiceField(label=gettext_lazy("Along the axis"), coerce=int)
    series = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Series"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=gettext_lazy("Columns of numbers of one unit."),
    )  # fmt: skip

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, choices: tuple[Sequence[Any], Sequence[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["along"].choices, self.fields["series"].choices = choices

    def draft(self) -> ChartDraft:
        """Return what was filled in, of a form that is valid."""
        given = self.cleaned_data
        return ChartDraft(given["kind"], given["along"], given["series"], self.text("titles"))

    @classmethod
    def of(cls, chart: Any) -> dict[str, Any]:
        """Return what the form shows of a chart."""
        shown = chart_as_written(chart)
        return shown | {"version": conflicts.version_of(shown)}
