"""What is typed about what came of an event: a need, an idea, a cooperation, or which one on file is meant?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies import queries as company_queries
from grappe.apps.companies.enums import NoteLanguage
from grappe.apps.events.enums import CooperationState
from grappe.apps.needs.enums import Urgency
from grappe.ui.fields import AmountField, Combobox, DayField

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Cooperation


class _OfCompanies(forms.Form):
    """A form about one of some companies; `chosen` is the one that was meant."""

    company = forms.TypedChoiceField(label=gettext_lazy("Company"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, companies: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {each.pk: each for each in companies}
        field = self.fields["company"]
        field.choices = [("", "---------"), *((each.pk, str(each)) for each in companies)]  # type: ignore[attr-defined]  # a field that chooses

    @property
    def chosen(self) -> Any:
        return self.companies.get(self.cleaned_data["company"])


class OutcomeNeedForm(_OfCompanies):
    """A need that came up at the event."""

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
        self.fields["theme"].queryset = cluster_queries.themes()  # type: ignore[attr-defined]  # a field that chooses

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "company"}


class IdeaForm(_OfCompanies):
    """An idea that came up, in words."""

    idea = forms.CharField(
        label=gettext_lazy("The idea"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, may_be_nobodys: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_be_nobodys:
            field = self.fields["company"]
            field.required = False
            field.choices = [("", _("Of nobody in particular")), *list(field.choices)[1:]]  # type: ignore[attr-defined]  # a field that chooses


class ExistingForm(forms.Form):
    """Which need, contact or cooperation on file came of the event?"""

    which = forms.TypedChoiceField(label=gettext_lazy("On file"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, things: Sequence[Any], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {each.pk: each for each in things}
        self.fields["which"].label = label
        names = [(each.pk, _named(each)) for each in things]
        self.fields["which"].choices = [("", "---------"), *names]  # type: ignore[attr-defined]  # a field that chooses

    @property
    def chosen(self) -> Any:
        return self.things[self.cleaned_data["which"]]


def _named(thing: Any) -> str:
    if hasattr(thing, "second"):
        return f"{thing.first} – {thing.second} · {thing.title}"
    return f"{thing.company} · {getattr(thing, 'title', '') or thing.subject}"


class CooperationForm(forms.Form):
    """Two companies that work together; the second is found by name. `version`: on which state the form stands."""

    first = forms.TypedChoiceField(label=gettext_lazy("Company"), coerce=int, empty_value=None)
    partner = forms.CharField(
        label=gettext_lazy("Works with"), max_length=300, widget=Combobox("companies:lookup", chosen="partner_id"),
        help_text=gettext_lazy("Choose a company on file."),
    )  # fmt: skip
    partner_id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    title = forms.CharField(label=gettext_lazy("What about"), max_length=200)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=CooperationState.choices)
    value_eur = AmountField(
        label=gettext_lazy("Value"), most=Decimal("999999999999.99"),
        help_text=gettext_lazy("€, as far as it is known; blank is not known"),
    )  # fmt: skip
    began_on = DayField(label=gettext_lazy("Since"), required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        companies: Sequence[Any] = (),
        of: Cooperation | None = None,
        user: User,
        **kwargs: Any,
    ) -> None:
        if of is not None:
            initial = {
                name: getattr(of, name) for name in ("title", "value_eur", "began_on", "notes", "version")
            }
            kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.user, self.companies = user, {each.pk: each for each in companies}
        if of is not None:  # the two stay the two, and states move by their own buttons
            for name in ("first", "partner", "partner_id", "state"):
                del self.fields[name]
            return
        choices = [(each.pk, str(each)) for each in companies]
        self.fields["first"].choices = choices if len(choices) == 1 else [("", "---------"), *choices]  # type: ignore[attr-defined]  # a field that chooses

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "partner" in self.fields and "partner" in cleaned:
            cleaned["second"] = self._found(cleaned["partner"], cleaned.get("partner_id"))
            if cleaned["second"] is None:
                self.add_error(
                    "partner", _("No company on file has this name. Choose one of the suggestions.")
                )
        return cleaned

    def _found(self, name: str, pk: int | None) -> Any:
        """The id of a choice goes with its name; a name that only one company has is enough."""
        named = company_queries.companies(for_user=self.user).filter(name__iexact=name.strip())
        found = list(named[:20])
        chosen = next((each for each in found if each.pk == pk), None)
        return chosen or (found[0] if len(found) == 1 else None)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "value_eur", "began_on", "notes")}


class CooperationsForm(forms.Form):
    """How is the list of cooperations narrowed?"""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("standing", gettext_lazy("In talks, agreed or under way")),
            *CooperationState.choices,
        ],
    )
