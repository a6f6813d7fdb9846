"""What does one fill in about a finding, its evidence, and what came of it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.studies.enums import Bearing, Strength, UseKind
from grappe.apps.studies.operations import findings as operations
from grappe.apps.studies.operations import uses
from grappe.apps.studies.queries.written import finding_as_written
from grappe.ui import conflicts
from grappe.ui.fields import Combobox
from grappe.ui.trilingual import Trilingual

Choices = Sequence[tuple[int, str]]


class FindingForm(Trilingual):
    """One thing that the study found out."""

    texts = {
        "statements": (gettext_lazy("Finding, in one sentence"), 2, operations.LONGEST_STATEMENT),
        "explanations": (gettext_lazy("Explanation"), 5, operations.LONGEST_EXPLANATION),
    }
    strength = forms.ChoiceField(
        label=gettext_lazy("Strength"), choices=Strength.choices, initial=Strength.WEAK
    )
    hypothesis = forms.TypedChoiceField(
        label=gettext_lazy("Hypothesis that it is about"), required=False, coerce=int, empty_value=None
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, hypotheses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hypothesis"].choices = [("", _("No hypothesis")), *hypotheses]

    def draft(self) -> operations.FindingDraft:
        """Return what was filled in, of a form that is valid."""
        given = self.cleaned_data
        return operations.FindingDraft(
            self.text("statements"), self.text("explanations"), given["strength"], given["hypothesis"]
        )

    @classmethod
    def of(cls, finding: Any) -> dict[str, Any]:
        """Return what the form shows of a finding."""
        shown = finding_as_written(finding)
        return shown | {"version": conflicts.version_of(shown)}


class EvidenceForm(Trilingual):
    """A passage, table or source that speaks for or against a finding; one form for each kind."""

    texts = {"notes": (gettext_lazy("What the evidence says"), 1, operations.LONGEST_NOTE)}
    thing = forms.TypedChoiceField(coerce=int)
    bearing = forms.ChoiceField(
        label=gettext_lazy("How it bears on the finding"), choices=Bearing.choices, initial=Bearing.SUPPORTS
    )
    where = forms.CharField(
        label=gettext_lazy("Where"), required=False, max_length=operations.LONGEST_WHERE,
        help_text=gettext_lazy("A page, a row and a column, a year."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, label: Any, things: Choices, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind, **kwargs)
        self.kind = kind
        self.fields["thing"].label = label
        self.fields["thing"].choices = things

    def draft(self) -> operations.EvidenceDraft:
        """Return what was filled in, of a form that is valid."""
        given = self.cleaned_data
        return operations.EvidenceDraft(
            self.kind, given["thing"], given["bearing"], given["where"], self.text("notes")
        )


class UseForm(forms.Form):
    """What came of a finding: each kind has its own field."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=UseKind.choices, initial=UseKind.IDEA
    )
    text = forms.CharField(
        label=gettext_lazy("The idea or measure, in a few words"), required=False, max_length=uses.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    need = forms.CharField(
        label=gettext_lazy("Need"), required=False, max_length=300,
        widget=Combobox("studies:need_options", chosen="need_id"),
    )  # fmt: skip
    need_id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    programme = forms.TypedChoiceField(
        label=gettext_lazy("Aid or programme"), required=False, coerce=int, empty_value=None
    )
    event = forms.TypedChoiceField(label=gettext_lazy("Event"), required=False, coerce=int, empty_value=None)
    note = forms.CharField(
        label=gettext_lazy("How it was used"), required=False, max_length=uses.LONGEST_NOTE
    )

    def __init__(self, *args: Any, programmes: Choices, events: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["programme"].choices = [("", _("No programme")), *programmes]
        fields["event"].choices = [("", _("No event")), *events]

    def draft(self) -> uses.UseDraft:
        """Return what was filled in, of a form that is valid: of the kind that was chosen, and nothing else."""
        given = self.cleaned_data
        things = {
            UseKind.NEED: given["need_id"],
            UseKind.AID: given["programme"],
            UseKind.EVENT: given["event"],
        }
        text = given["text"] if given["kind"] in (UseKind.IDEA, UseKind.MEASURE) else ""
        return uses.UseDraft(given["kind"], things.get(given["kind"]), text, given["note"])


class UsedForm(forms.Form):
    """Which finding a need, programme or event uses."""

    finding = forms.TypedChoiceField(label=gettext_lazy("Finding"), coerce=int)
    note = forms.CharField(
        label=gettext_lazy("How it was used"), required=False, max_length=uses.LONGEST_NOTE
    )

    def __init__(self, *args: Any, findings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["finding"]
        field.choices = [("", _("Choose a finding")), *findings]
