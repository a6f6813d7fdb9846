"""What does one fill in for a milestone, a deliverable, a risk, a common project and an indicator?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.ideas.enums import IndicatorKind
from grappe.apps.ideas.operations.plans import LONGEST
from grappe.apps.ideas.queries.plans import PLAIN, as_written, version_of
from grappe.ui.fields import AmountField, DayField, EuroField
from grappe.ui.trilingual import Trilingual

ONE_TO_FIVE = [(number, str(number)) for number in range(1, 6)]
_NAME = (gettext_lazy("What"), 1, LONGEST["names"])


class PartForm(Trilingual):
    """A part of the plan; `kind` says which."""

    kind = ""
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)

    def __init__(self, *args: Any, flagship: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flagship = flagship
        self.partners = {str(each.pk): each for each in flagship.partners.all()}
        self.people = {str(each.pk): each for each in (flagship.lead, *flagship.team.all())}

    @property
    def plain(self) -> list[forms.BoundField]:
        texts = {f"{name}_{code}" for name in self.texts for code in ("en", "fr", "de")}
        return [self[name] for name in self.fields if name not in texts and name != "version"]

    def values(self) -> dict[str, Any]:
        """Return what was written, of a form that is valid."""
        found = {name: self.text(name) for name in self.texts}
        return found | {name: self.cleaned_data.get(name) for name in PLAIN[self.kind]}

    @classmethod
    def of(cls, part: Any) -> dict[str, Any]:
        """Return what the form shows of a part."""
        return as_written(cls.kind, part) | {"version": version_of(cls.kind, part)}


class MilestoneForm(PartForm):
    kind = "milestone"
    texts = {"names": _NAME}
    due_on = DayField(label=gettext_lazy("Due on"))
    reached_on = DayField(label=gettext_lazy("Reached on"), required=False)


class DeliverableForm(PartForm):
    kind = "deliverable"
    texts = {"names": _NAME}
    partner = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    due_on = DayField(label=gettext_lazy("Due on"))
    delivered_on = DayField(label=gettext_lazy("Delivered on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(key, each.name) for key, each in self.partners.items()]
        self.fields["partner"].choices = [("", _("all together")), *named]

    def values(self) -> dict[str, Any]:
        return super().values() | {"partner": self.partners.get(self.cleaned_data["partner"])}


class RiskForm(PartForm):
    kind = "risk"
    texts = {
        "names": (gettext_lazy("What may go wrong"), 1, LONGEST["names"]),
        "measures": (gettext_lazy("What is done about it"), 2, LONGEST["measures"]),
    }
    likelihood = forms.TypedChoiceField(
        label=gettext_lazy("How likely (1: hardly, 5: almost certain)"),
        choices=ONE_TO_FIVE,
        coerce=int,
        initial=3,
    )
    impact = forms.TypedChoiceField(
        label=gettext_lazy("How bad (1: hardly felt, 5: the end of the project)"), choices=ONE_TO_FIVE,
        coerce=int, initial=3,
    )  # fmt: skip
    owner = forms.ChoiceField(label=gettext_lazy("Who watches it"), required=False)
    closed_on = DayField(label=gettext_lazy("No longer a risk since"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [
            ("", _("nobody yet")),
            (_("Those who run it"), [(f"u{key}", each.name) for key, each in self.people.items()]),
            (_("Partners"), [(f"p{key}", each.name) for key, each in self.partners.items()]),
        ]

    def values(self) -> dict[str, Any]:
        who = self.cleaned_data["owner"]
        return super().values() | {
            "owner": self.people.get(who[1:]) if who.startswith("u") else None,
            "partner": self.partners.get(who[1:]) if who.startswith("p") else None,
        }


class ProjectForm(PartForm):
    kind = "project"
    texts = {"names": _NAME}
    partners_field = forms.MultipleChoiceField(
        label=gettext_lazy("Partners"), required=False, widget=forms.CheckboxSelectMultiple
    )
    begins_on = DayField(label=gettext_lazy("Begins on"), required=False)
    ends_on = DayField(label=gettext_lazy("Ends on"), required=False)
    costs_eur = EuroField(label=gettext_lazy("Costs (EUR)"))
    link = forms.URLField(
        label=gettext_lazy("Its page"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"] = self.fields.pop("partners_field")
        self.fields["partners"].choices = [(key, each.name) for key, each in self.partners.items()]

    def values(self) -> dict[str, Any]:
        chosen = [self.partners[key] for key in self.cleaned_data["partners"]]
        return super().values() | {"partners": chosen}


class IndicatorForm(PartForm):
    kind = "indicator"
    field_order = ("kind", "year", "expected", "reached", "version")
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    expected = AmountField(label=gettext_lazy("What is expected"))
    reached = AmountField(
        label=gettext_lazy("Reached"), help_text=gettext_lazy("Blank: not known yet, which is not zero.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "kind": forms.ChoiceField(label=_("What is counted"), choices=IndicatorKind.choices),
            **self.fields,
        }


FORMS: dict[str, type[PartForm]] = {
    each.kind: each for each in (MilestoneForm, DeliverableForm, RiskForm, ProjectForm, IndicatorForm)
}
