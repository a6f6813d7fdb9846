"""What does somebody say of a project: its costs by category, what holds for it, its days and limits?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from grappe.apps.aids.forms.awards import SAME_COSTS, ProgrammeField
from grappe.apps.aids.models import AidProject, Programme
from grappe.apps.aids.queries.projects import ProjectValues
from grappe.engines.eligibility import intensity
from grappe.ui.fields import DayField, EuroField

SIZES = [
    ("", gettext_lazy("as the SME status says")), ("micro", gettext_lazy("micro")), ("small", gettext_lazy("small")),
    ("medium", gettext_lazy("medium")), ("large", gettext_lazy("large")),
]  # fmt: skip
YES_NO_UNKNOWN = [
    ("no", gettext_lazy("No")),
    ("yes", gettext_lazy("Yes")),
    ("unknown", gettext_lazy("Not known")),
]
COST, BONUS = "cost_", "bonus_"


class ProjectForm(forms.Form):
    """One field for the costs of each category, one for each bonus; `version` is that of a saved project."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    name = forms.CharField(label=gettext_lazy("Name of the project"), required=False, max_length=200)
    programme = ProgrammeField(
        label=gettext_lazy("Programme"), queryset=None, required=False, to_field_name="slug",
        empty_label=gettext_lazy("none: block exemption only"),
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Granted on"), required=False)
    size = forms.ChoiceField(label=gettext_lazy("Size of the company"), required=False, choices=SIZES)
    applied_on = DayField(label=gettext_lazy("Written application on"), required=False)
    works_start_on = DayField(
        label=gettext_lazy("Works start on"), required=False,
        help_text=gettext_lazy("The first binding order counts; land and studies do not."),
    )  # fmt: skip
    minimum_eur = EuroField(label=gettext_lazy("Least aid of the scheme (EUR)"))
    maximum_eur = EuroField(label=gettext_lazy("Most aid of the scheme (EUR)"))
    costs_reference = forms.CharField(
        label=gettext_lazy("Which costs"), required=False, max_length=120, widget=SAME_COSTS,
        help_text=gettext_lazy("The same words as in an award: then both are on the same costs."),
    )  # fmt: skip
    de_minimis = forms.BooleanField(
        label=gettext_lazy("Would it be given as de minimis aid?"), required=False
    )

    def __init__(self, *args: Any, project: AidProject | None = None, today: date, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"on": today}
        if project is not None:
            initial = {**project.content, "version": project.version, "name": project.name}
        super().__init__(*args, **{"initial": initial, **kwargs})
        programmes = Programme.objects.filter(withdrawn=False, catalogue__home=True).defer("content")
        self.fields["programme"].queryset = programmes.order_by("slug")  # type: ignore[attr-defined]  # likewise
        language = get_language() or "en"
        for code, category in intensity.CATEGORIES.items():
            label = category.label.in_language(language)
            self.fields[f"{COST}{code}"] = EuroField(label=label[:1].upper() + label[1:])
        for code, words in intensity.BONUS_WORDS.items():
            label = words.in_language(language)
            self.fields[f"{BONUS}{code}"] = forms.ChoiceField(
                label=label[:1].upper() + label[1:], choices=YES_NO_UNKNOWN, required=False
            )

    @property
    def costs(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(COST)]

    @property
    def bonuses(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(BONUS)]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "programme", "on", "size")]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in ("applied_on", "works_start_on", "minimum_eur", "maximum_eur")]

    @property
    def other(self) -> list[forms.BoundField]:
        return [self[name] for name in ("costs_reference", "de_minimis")]

    def values(self, today: date) -> ProjectValues:
        """Return what was typed, for the sums; a field that cannot be read counts as blank."""
        said = self.cleaned_data
        programme = said.get("programme")
        return ProjectValues(
            on=_in_reach(said.get("on"), today),
            costs={
                name[len(COST) :]: value for name, value in said.items() if name.startswith(COST) and value
            },
            bonuses={
                name[len(BONUS) :]: {"yes": True, "unknown": None}.get(value, False)
                for name, value in said.items()
                if name.startswith(BONUS)
            },
            size=said.get("size", ""),
            programme=programme.slug if programme else "",
            applied_on=said.get("applied_on"),
            works_start_on=said.get("works_start_on"),
            minimum_eur=said.get("minimum_eur"),
            maximum_eur=said.get("maximum_eur"),
            costs_reference=" ".join(said.get("costs_reference", "").split()),
            de_minimis=bool(said.get("de_minimis")),
        )

    def typed(self) -> dict[str, Any]:
        """Return the content as it is kept, so that the form can be opened again as it was."""
        left = {"version", "name"}
        return {name: _plain(value) for name, value in self.cleaned_data.items() if name not in left}


def _in_reach(day: date | None, today: date) -> date:
    return day if day and 2014 <= day.year <= 2100 else today


def _plain(value: Any) -> Any:
    if isinstance(value, Programme):
        return value.slug
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
