"""What is typed about an event's costs and results, and how are the results of all events narrowed?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.events.enums import CostKind
from grappe.apps.events.queries.results import Filters
from grappe.ui.fields import EuroField


class CostForm(forms.Form):
    """One line of budget and account; a blank amount is not known."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CostKind.choices)
    label = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    planned_eur = EuroField(label=gettext_lazy("Planned (€)"))
    actual_eur = EuroField(label=gettext_lazy("Actual (€)"))


class ResultsForm(forms.Form):
    """The organiser's own words; `based_on` is the text that was read before."""

    text = forms.CharField(
        label=gettext_lazy("What came of it, in your own words"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    based_on = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)


class ResultsFilterForm(forms.Form):
    """The filters of the results of all events; what makes no sense is left out, not refused."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)
    cluster: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, label=gettext_lazy("Cluster"), empty_label=gettext_lazy("All")
    )
    theme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, label=gettext_lazy("Theme"), empty_label=gettext_lazy("All")
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", gettext_lazy("All")), *((each, str(each)) for each in years)]  # type: ignore[attr-defined]  # a field that chooses
        self.fields["cluster"].queryset = cluster_queries.clusters()  # type: ignore[attr-defined]  # a field that chooses
        self.fields["theme"].queryset = cluster_queries.themes()  # type: ignore[attr-defined]  # a field that chooses

    def filters(self) -> Filters:
        """Return the filters that were understood."""
        self.is_valid()
        chosen = self.cleaned_data
        cluster, theme = chosen.get("cluster"), chosen.get("theme")
        return Filters(
            year=chosen.get("year"),
            cluster=cluster.pk if cluster else None,
            theme=theme.pk if theme else None,
        )
