"""What is typed about what came of a working group?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies import queries as companies
from grappe.apps.companies.enums import NoteLanguage
from grappe.apps.events.enums import CooperationState
from grappe.apps.events.operations.cooperations import LONGEST_NOTES, LONGEST_TITLE, MOST_EUR
from grappe.apps.groups.enums import LinkKind
from grappe.apps.groups.operations.results import LONGEST
from grappe.apps.groups.queries.results import IN_WORDS, TO_SEARCH
from grappe.apps.needs.enums import Urgency
from grappe.ui.fields import AmountField, Combobox, DayField

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class SearchForm(forms.Form):
    """What on file came of the group?"""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[(each.value, each.label) for each in TO_SEARCH]
    )
    q = forms.CharField(label=gettext_lazy("Words of its title"), required=False, max_length=100)


class _OfACompany(forms.Form):
    """A form about a company on file, found by a few letters; `chosen` is the one that was meant."""

    fields: dict[str, Any]
    company = forms.CharField(
        label=gettext_lazy("Company"), max_length=300, required=False,
        widget=Combobox("companies:lookup", chosen="company_id"),
    )  # fmt: skip
    company_id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    needs_company = True

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.chosen: Any = None

    def clean(self) -> dict[str, Any]:
        """Find the company that was chosen; a name that was typed only must be exactly one on file."""
        cleaned = super().clean() or {}
        if cleaned.get("company"):
            self.chosen = self.found("company")
        elif self.needs_company:
            self.add_error("company", _("Choose a company on file."))
        return cleaned

    def found(self, name: str) -> Any:
        """Return the company that a field means, with its choice in the field of its id; None, and an error, for none."""
        typed, key = self.cleaned_data.get(name, ""), self.cleaned_data.get(f"{name}_id")
        found = self._found(typed, key)
        if found is None:
            self.add_error(name, _("Choose a company on file."))
        return found

    def _found(self, typed: str, key: int | None) -> Any:
        if key is not None:
            try:
                found = companies.company_for(key, for_user=self.user)
            except ObjectDoesNotExist:
                return None
            if found.name == typed:
                return found
        same = [each for each in companies.search(typed, for_user=self.user) if each.name == typed]
        return same[0] if len(same) == 1 else None


class NoteForm(_OfACompany):
    """An idea or a project, in words."""

    needs_company = False
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(each.value, each.label) for each in IN_WORDS], widget=forms.RadioSelect,
        initial=LinkKind.IDEA,
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("In a sentence or two"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("kind", "text", "company")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].help_text = _("Empty: of nobody in particular.")


class NeedForm(_OfACompany):
    """A need that came up in the group, of a company on file."""

    title = forms.CharField(label=gettext_lazy("Title of the need"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    theme = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Theme"))  # type: ignore[var-annotated]  # set on each form
    urgency = forms.TypedChoiceField(
        choices=Urgency.choices, coerce=int, initial=Urgency.NORMAL, label=gettext_lazy("Urgency")
    )
    language = forms.ChoiceField(choices=NoteLanguage.choices, label=gettext_lazy("Language of these words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = cluster_queries.themes()

    def values(self) -> dict[str, Any]:
        """Return all of the need but its company."""
        return {
            name: self.cleaned_data[name] for name in ("title", "description", "theme", "urgency", "language")
        }


class CooperationForm(_OfACompany):
    """Two companies on file that work together because of the group: what `events.operations.cooperations.begin` takes."""

    partner = forms.CharField(
        label=gettext_lazy("Works with"),
        max_length=300,
        widget=Combobox("companies:lookup", chosen="partner_id"),
    )
    partner_id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    title = forms.CharField(label=gettext_lazy("What about"), max_length=LONGEST_TITLE)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=CooperationState.choices)
    value_eur = AmountField(
        label=gettext_lazy("Value"), most=MOST_EUR,
        help_text=gettext_lazy("€, as far as it is known; blank is not known"),
    )  # fmt: skip
    began_on = DayField(label=gettext_lazy("Since"), required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"), required=False, max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner_found: Any = None
        for name in ("company", "partner"):
            self.fields[name].help_text = _("Choose a company on file.")

    def clean(self) -> dict[str, Any]:
        """Find both companies."""
        cleaned = super().clean()
        if cleaned.get("partner"):
            self.partner_found = self.found("partner")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return all of the cooperation but its companies."""
        return {
            name: self.cleaned_data[name] for name in ("title", "state", "value_eur", "began_on", "notes")
        }
