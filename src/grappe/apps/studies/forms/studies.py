"""What does one fill in to begin or change a study, and to narrow the list of them?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts import queries as accounts
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries.reference import nace_of
from grappe.apps.studies.enums import Licence, StudyState
from grappe.apps.studies.operations.studies import LONGEST, Draft
from grappe.apps.studies.permissions import AUTHORS
from grappe.apps.studies.queries.studies import PLAIN, as_written, version_of
from grappe.ui.fields import DayField
from grappe.ui.trilingual import Trilingual

MOST_NACE = 30


class ListForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *StudyState.choices]
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    unused = forms.BooleanField(label=gettext_lazy("Unused for a year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, things in (("theme", clusters.themes()), ("cluster", clusters.clusters())):
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *[(each.slug, str(each)) for each in things]]


class StudyForm(Trilingual):
    """The frame of a study."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, LONGEST["titles"]),
        "questions": (gettext_lazy("Question that it answers"), 2, LONGEST["questions"]),
        "summaries": (gettext_lazy("Summary"), 4, LONGEST["summaries"]),
        "methods": (gettext_lazy("Method"), 4, LONGEST["methods"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    authors = forms.CharField(
        label=gettext_lazy("Authors as cited"), required=False, max_length=500,
        help_text=gettext_lazy("Like “Weber, Claire; Müller, Jonas”."),
    )  # fmt: skip
    starts_on = DayField(label=gettext_lazy("Begins"), required=False)
    due_on = DayField(label=gettext_lazy("To be published by"), required=False)
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), choices=Licence.choices)
    named_companies = forms.BooleanField(
        label=gettext_lazy("Companies that agreed may be named"), required=False,
        help_text=gettext_lazy("Otherwise nobody is named, whatever they agreed to."),
    )  # fmt: skip
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    nace = forms.CharField(
        label=gettext_lazy("Activities (NACE)"), required=False, max_length=300,
        help_text=gettext_lazy("Codes with commas, like “22, 29.3”."),
    )  # fmt: skip
    lead = forms.ChoiceField(label=gettext_lazy("Led by"))
    team = forms.MultipleChoiceField(
        label=gettext_lazy("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"licence": Licence.CC_BY} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        people = {str(each.pk): each for each in accounts.colleagues(*AUTHORS)}
        self.known: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "lead": people,
            "team": people,
        }
        for name, things in self.known.items():
            listed = [(key, str(thing)) for key, thing in things.items()]
            self.fields[name].choices = [("", _("None")), *listed] if name == "theme" else listed

    def clean_nace(self) -> str:
        """Codes as they stand in the nomenclature, each once; an unknown one is named."""
        asked = [part.strip() for part in self.cleaned_data["nace"].replace(";", ",").split(",")]
        asked = list(dict.fromkeys(part for part in asked if part))
        if len(asked) > MOST_NACE:
            raise forms.ValidationError(_("At most %(most)d codes.") % {"most": MOST_NACE})
        known = {part: nace_of(part) for part in asked}
        self.activities = {each.code: each for each in known.values() if each is not None}
        unknown = [part for part, each in known.items() if each is None]
        if unknown:
            raise forms.ValidationError(
                _("There is no such code of NACE Rev. 2.1: %(codes)s") % {"codes": ", ".join(unknown)}
            )
        return ", ".join(sorted(self.activities))

    def draft(self) -> Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        texts: dict[str, Any] = {name: self.text(name) for name in self.texts}
        plain: dict[str, Any] = {name: given[name] for name in PLAIN}
        return Draft(
            **texts, **plain,
            theme=self.known["theme"].get(given["theme"]),
            clusters=[self.known["clusters"][slug] for slug in given["clusters"]],
            nace=list(self.activities.values()),
            lead=self.known["lead"].get(given["lead"]),
            team=[self.known["team"][key] for key in given["team"]],
        )  # fmt: skip

    @classmethod
    def of(cls, study: Any) -> dict[str, Any]:
        """Return what the form shows of a study."""
        return as_written(study) | {"version": version_of(study)}


class DropForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
