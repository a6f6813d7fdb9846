"""What does one fill in to make an action plan, its measures, and its indicators?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grappe.apps.accounts import queries as accounts
from grappe.apps.clusters import queries as clusters
from grappe.apps.insight.enums import LinkKind, MeasureKind, PlanState, Relation
from grappe.apps.insight.operations import indicators, measures, plans
from grappe.apps.insight.permissions import PLANNERS
from grappe.apps.insight.queries.written import (
    as_written,
    indicator_as_written,
    indicator_version,
    measure_as_written,
    measure_version,
    version_of,
)
from grappe.ui.fields import AmountField, DayField, EuroField
from grappe.ui.trilingual import Trilingual

NOBODY = gettext_lazy("None")


class ListForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *PlanState.choices]
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["theme"]
        field.choices = [("", _("All")), *[(each.slug, str(each)) for each in clusters.themes()]]


class PlanForm(Trilingual):
    """The frame of an action plan."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, plans.LONGEST["titles"]),
        "objectives": (pgettext_lazy("action plan", "Objective"), 4, plans.LONGEST["objectives"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    starts_on = DayField(label=gettext_lazy("Begins"))
    ends_on = DayField(label=gettext_lazy("Ends"))
    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ChoiceField(label=gettext_lazy("Led by"))
    team = forms.MultipleChoiceField(
        label=gettext_lazy("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(each.pk): each for each in accounts.colleagues(*PLANNERS)}
        self.known: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "lead": people,
            "team": people,
        }
        for name, things in self.known.items():
            self.fields[name].choices = [(key, str(thing)) for key, thing in things.items()]

    def draft(self) -> plans.Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        return plans.Draft(
            titles=self.text("titles"),
            objectives=self.text("objectives"),
            theme=self.known["theme"][given["theme"]],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            clusters=[self.known["clusters"][slug] for slug in given["clusters"]],
            lead=self.known["lead"].get(given["lead"]),
            team=[self.known["team"][key] for key in given["team"]],
        )

    @classmethod
    def of(cls, plan: Any) -> dict[str, Any]:
        """Return what the form shows of a plan."""
        return as_written(plan) | {"version": version_of(plan)}


class ReportForm(Trilingual):
    """What came of a plan."""

    texts = {"report": (gettext_lazy("What came of it"), 6, plans.LONGEST["report"])}


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


class MeasureForm(Trilingual):
    """One measure."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, measures.LONGEST["titles"]),
        "descriptions": (gettext_lazy("Description"), 3, measures.LONGEST["descriptions"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MeasureKind.choices)
    owner = forms.ChoiceField(label=pgettext_lazy("measure", "Owner"), required=False)
    owner_name = forms.CharField(
        label=gettext_lazy("Or somebody outside"), required=False, max_length=200,
        help_text=gettext_lazy("A name and organisation; an owner among colleagues sees the measure on their day."),
    )  # fmt: skip
    starts_on = DayField(label=gettext_lazy("Begins"))
    due_on = DayField(label=gettext_lazy("Done by"))
    budget_eur = EuroField(label=gettext_lazy("Budget (EUR)"))
    spent_eur = EuroField(label=gettext_lazy("Spent so far (EUR)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in accounts.colleagues(*PLANNERS)}
        listed = [(key, each.name) for key, each in self.people.items()]
        self.fields["owner"].choices = [("", NOBODY), *listed]

    def draft(self) -> measures.Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        plain: dict[str, Any] = {
            name: given[name]
            for name in ("kind", "owner_name", "starts_on", "due_on", "budget_eur", "spent_eur")
        }
        return measures.Draft(
            titles=self.text("titles"),
            descriptions=self.text("descriptions"),
            owner=self.people.get(given["owner"]),
            **plain,
        )

    @classmethod
    def of(cls, measure: Any) -> dict[str, Any]:
        """Return what the form shows of a measure."""
        return measure_as_written(measure) | {"version": measure_version(measure)}


class StepForm(forms.Form):
    """How far a measure is."""

    remark = forms.CharField(
        label=gettext_lazy("What came of it, or why it is given up"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    spent_eur = EuroField(label=gettext_lazy("Spent so far (EUR)"))


class LinkForm(forms.Form):
    """What is linked to a measure."""

    thing = forms.ChoiceField(label=gettext_lazy("What"))
    relation = forms.ChoiceField(
        label=gettext_lazy("How it belongs here"), choices=Relation.choices, initial=Relation.CREATED,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, things: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["thing"]
        field.choices = [("", _("Choose")), *[(label, found) for label, found in things if found]]

    def chosen(self) -> tuple[str, int]:
        """Return kind and number of what was chosen, of a form that is valid."""
        kind, _colon, key = self.cleaned_data["thing"].partition(":")
        return LinkKind(kind).value, int(key)


class SlugForm(forms.Form):
    slug = forms.CharField(
        label=gettext_lazy("Id of the programme"), max_length=80,
        help_text=gettext_lazy("Small letters, digits and hyphens: sme-green-loan."),
    )  # fmt: skip


class IndicatorForm(Trilingual):
    """By what one sees whether it works."""

    texts = {"names": (gettext_lazy("Name"), 1, indicators.LONGEST_NAME)}
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Like “companies” or “%”."),
    )
    start_value = AmountField(label=gettext_lazy("At the start"), signed=True)
    target = AmountField(label=gettext_lazy("Target"), signed=True)
    target_on = DayField(label=gettext_lazy("To be reached by"))
    measure = forms.TypedChoiceField(
        label=gettext_lazy("Of which measure"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("None: of the plan as a whole."),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {each.pk: each for each in plan.measures.all()}
        self.fields["measure"].choices = [("", NOBODY), *[(pk, str(each)) for pk, each in self.known.items()]]

    def clean_target(self) -> Decimal:
        return _wanted(self.cleaned_data["target"])

    def draft(self) -> indicators.Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        return indicators.Draft(
            names=self.text("names"), unit=given["unit"], start_value=given["start_value"], target=given["target"],
            target_on=given["target_on"], measure=self.known.get(given["measure"]),
        )  # fmt: skip

    @classmethod
    def of(cls, indicator: Any) -> dict[str, Any]:
        """Return what the form shows of an indicator."""
        return indicator_as_written(indicator) | {"version": indicator_version(indicator)}


class ReadingForm(forms.Form):
    """What an indicator stands at."""

    on = DayField(label=gettext_lazy("On"))
    value = AmountField(label=gettext_lazy("Value"), signed=True)
    source = forms.CharField(
        label=gettext_lazy("Where the figure is from"), max_length=300,
        help_text=gettext_lazy("Like “List of members, 2 March” or an address."),
    )  # fmt: skip

    def clean_value(self) -> Decimal:
        return _wanted(self.cleaned_data["value"])

    def given(self) -> tuple[date, Decimal, str]:
        """Return day, value and source, of a form that is valid."""
        return self.cleaned_data["on"], self.cleaned_data["value"], self.cleaned_data["source"]


def _wanted(amount: Decimal | None) -> Decimal:
    if amount is None:
        raise forms.ValidationError(_("A figure is wanted here."))
    return amount
