"""What does one fill in to write a trend sheet, to put evidence, to turn it into something?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.enums import NoteLanguage
from grappe.apps.insight.enums import MeasureKind
from grappe.apps.trends.enums import Direction, Horizon, Impact, SheetState
from grappe.apps.trends.operations import sheets
from grappe.apps.trends.permissions import WRITERS
from grappe.apps.trends.queries.written import as_written, version_of
from grappe.ui.fields import DayField
from grappe.ui.trilingual import Trilingual


class ListForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    horizon = forms.ChoiceField(
        label=gettext_lazy("Horizon"), required=False, choices=[("", gettext_lazy("All")), *Horizon.choices]
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *SheetState.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["theme"].choices = [("", _("All")), *[(each.slug, str(each)) for each in clusters.themes()]]
        fields["cluster"].choices = [
            ("", _("All")),
            *[(each.slug, str(each)) for each in clusters.clusters()],
        ]


class SheetForm(Trilingual):
    """A trend sheet."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, sheets.LONGEST["titles"]),
        "what": (gettext_lazy("What happens"), 4, sheets.LONGEST["what"]),
        "so_what": (gettext_lazy("What follows from it"), 4, sheets.LONGEST["so_what"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    horizon = forms.ChoiceField(
        label=gettext_lazy("Horizon"), choices=Horizon.choices,
        help_text=gettext_lazy("When the companies feel it."),
    )  # fmt: skip
    impact = forms.TypedChoiceField(
        label=gettext_lazy("Impact"), choices=Impact.choices, coerce=int,
        help_text=gettext_lazy("How much it changes for the companies concerned."),
    )  # fmt: skip
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=Direction.choices)
    review_on = DayField(label=gettext_lazy("Look at it again on"), required=False)
    lead = forms.ChoiceField(label=gettext_lazy("Written by"))
    team = forms.MultipleChoiceField(
        label=gettext_lazy("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sheet: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(each.pk): each for each in accounts.colleagues(*WRITERS)}
        if sheet is not None:  # who left is still shown: saving gives the sheet to nobody else
            people = {str(each.pk): each for each in (sheet.lead, *sheet.team.all())} | people
        self.known: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "lead": people,
            "team": people,
        }
        for name, things in self.known.items():
            self.fields[name].choices = [(key, str(thing)) for key, thing in things.items()]

    def draft(self) -> sheets.Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        return sheets.Draft(
            titles=self.text("titles"),
            what=self.text("what"),
            so_what=self.text("so_what"),
            theme=self.known["theme"][given["theme"]],
            horizon=given["horizon"],
            impact=given["impact"],
            direction=given["direction"],
            review_on=given["review_on"],
            clusters=[self.known["clusters"][slug] for slug in given["clusters"]],
            lead=self.known["lead"].get(given["lead"]),
            team=[self.known["team"][key] for key in given["team"]],
        )

    @classmethod
    def of(cls, sheet: Any) -> dict[str, Any]:
        """Return what the form shows of a sheet."""
        return as_written(sheet) | {"version": version_of(sheet)}


class EvidenceForm(forms.Form):
    """Words that a trend rests on, noted by hand."""

    words = forms.CharField(
        label=gettext_lazy("Words"), max_length=sheets.LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of these words"), choices=NoteLanguage.choices, required=False
    )
    source = forms.CharField(label=pgettext_lazy("evidence", "Where it is from"), max_length=300)
    url = forms.URLField(
        label=pgettext_lazy("web", "Address"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["language"]
        field.initial = get_language()


class ArchiveForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


class MeasureForm(forms.Form):
    """Which plan gets a measure about the trend, and what it is to become."""

    plan = forms.ChoiceField(label=gettext_lazy("Action plan"))
    kind = forms.ChoiceField(label=gettext_lazy("What it is to become"), choices=MeasureKind.choices)

    def __init__(self, *args: Any, plans: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {str(each.pk): each for each in plans}
        field: Any = self.fields["plan"]
        field.choices = [(key, str(each)) for key, each in self.plans.items()]

    @property
    def chosen(self) -> Any:
        """Return the chosen plan, of a form that is valid."""
        return self.plans[self.cleaned_data["plan"]]
