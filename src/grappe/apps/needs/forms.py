"""What does somebody say of a need, and how is the list narrowed?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies.enums import NoteLanguage
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.needs.enums import NeedState, Urgency
from grappe.apps.needs.models import Need
from grappe.apps.needs.queries import Filters
from grappe.ui.custom_forms import WithCustomFields
from grappe.ui.listing_address import asked, list_address


class NeedForm(WithCustomFields, forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A need in words; `version` says on which state of it the form stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(choices=NoteLanguage.choices, label=_("Language of these words"))

    class Meta:
        model = Need
        fields = ("title", "description", "theme", "urgency", "language")
        widgets = {"description": forms.Textarea(attrs={"rows": 5, "maxlength": 10_000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = cluster_queries.themes()
        self.take_custom(custom_fields(RecordType.NEED), self.instance.custom, new=self.instance.pk is None)

    def values(self) -> dict[str, Any]:
        """Return what was typed, ready for an operation."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return said | ({"custom": self.custom_values()} if self.custom else {})


class FilterForm(forms.Form):
    """The list's filters; what makes no sense is left out, not refused."""

    state = forms.ChoiceField(required=False, label=_("State"))
    theme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Theme"), empty_label=_("All")
    )
    cluster: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Cluster"), empty_label=_("All")
    )
    urgency = forms.TypedChoiceField(required=False, label=_("Urgency"), coerce=int, empty_value=None)
    company = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Still open")), *NeedState.choices, ("all", _("All"))]  # type: ignore[attr-defined]  # a field that chooses
        self.fields["urgency"].choices = [("", _("All")), *Urgency.choices]  # type: ignore[attr-defined]  # a field that chooses
        self.fields["theme"].queryset = cluster_queries.themes()  # type: ignore[attr-defined]  # a field that chooses
        self.fields["cluster"].queryset = cluster_queries.clusters()  # type: ignore[attr-defined]  # a field that chooses

    def filters(self) -> Filters:
        """Return the filters that were understood."""
        self.is_valid()
        chosen = self.cleaned_data
        theme, cluster = chosen.get("theme"), chosen.get("cluster")
        return Filters(
            theme=theme.pk if theme else None,
            cluster=cluster.pk if cluster else None,
            state=chosen.get("state") or "",
            urgency=chosen.get("urgency"),
            company=chosen.get("company"),
        )

    def as_list(self) -> str:
        """Return the address of the same selection as a list; none for the needs of one company."""
        chosen, wanted = self.cleaned_data, self.filters()
        if wanted.company is not None:
            return ""
        state = asked("state", "any_of", [wanted.state]) if wanted.state else asked("open", "yes")
        return list_address(
            "needs",
            None if wanted.state == "all" else state,
            asked("theme", "any_of", [chosen["theme"].slug]) if chosen.get("theme") else None,
            asked("cluster", "any_of", [chosen["cluster"].slug]) if chosen.get("cluster") else None,
            asked("urgency", "any_of", [str(wanted.urgency)]) if wanted.urgency is not None else None,
            asked("archived", "no"),
            sort="-urgency",
        )


class MarkForm(forms.Form):
    """A need made from a passage of the notes: a short title, its theme and urgency."""

    title = forms.CharField(max_length=200, label=_("Title of the need"))
    theme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(queryset=None, label=_("Theme"))
    urgency = forms.TypedChoiceField(
        choices=Urgency.choices, coerce=int, initial=Urgency.NORMAL, label=_("Urgency")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = cluster_queries.themes()  # type: ignore[attr-defined]  # a field that chooses
