"""What does one fill in about a study's hypotheses, dates, costs and documents?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.studies.enums import CostKind, Outcome
from grappe.apps.studies.operations.hypotheses import LONGEST, LONGEST_REASONS
from grappe.apps.studies.queries.written import hypothesis_as_written
from grappe.ui import conflicts
from grappe.ui.fields import DayField, EuroField
from grappe.ui.trilingual import Trilingual


class HypothesisForm(Trilingual):
    """What is tested, and what became of it with the reasons."""

    texts = {
        "statements": (gettext_lazy("Hypothesis"), 2, LONGEST),
        "reasons": (gettext_lazy("Why"), 3, LONGEST_REASONS),
    }
    outcome = forms.ChoiceField(label=gettext_lazy("What became of it"), choices=Outcome.choices)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    @classmethod
    def of(cls, hypothesis: Any) -> dict[str, Any]:
        """Return what the form shows of a hypothesis."""
        shown = hypothesis_as_written(hypothesis)
        return shown | {"version": conflicts.version_of(shown)}


class MilestoneForm(forms.Form):
    """A date of the calendar."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    due_on = DayField(label=gettext_lazy("By when"))


class CostForm(forms.Form):
    """One line of budget and account; a blank amount is not known."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CostKind.choices)
    label = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    planned_eur = EuroField(label=gettext_lazy("Planned (€)"))
    actual_eur = EuroField(label=gettext_lazy("Actual (€)"))


class MaterialForm(forms.Form):
    """A document: its file where it is new, what it is called, whether it is published."""

    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("At most 25 MB."))
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    source = forms.TypedChoiceField(
        label=gettext_lazy("Belongs to the source"), required=False, coerce=int, empty_value=None
    )
    published = forms.BooleanField(label=gettext_lazy("Published with the study"), required=False)

    def __init__(self, *args: Any, sources: list[Any], is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = [
            ("", _("No source")),
            *((each.pk, f"{each.key}: {each.title}"[:100]) for each in sources),
        ]
        if not is_new:
            del self.fields["file"]
