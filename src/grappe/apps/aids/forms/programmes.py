"""How is an answer to a criterion's question typed, and what does somebody filter programmes by?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.queries import EVERY, Ask
from grappe.apps.clusters import queries as cluster_queries

UNKNOWN = "unknown"
UNITS = {
    "years": _("years"), "months": _("months"), "persons": _("persons"), "ratio": _("ratio"),
    "full-time equivalents": _("full-time equivalents"), "share (0 to 1)": _("share, 0 to 1"),
}  # fmt: skip
KINDS = [
    ("advice_programme", _("Advice programme")), ("grant", _("Grant")), ("loan", _("Loan")),
    ("accelerator", _("Accelerator")), ("rule", _("Rule")),
]  # fmt: skip
STATUSES = [
    ("open", _("Open")), ("by_calls", _("Open by calls")), ("closed", _("Closed")),
    ("superseded", _("Superseded")), ("unknown", _("Not known")),
]  # fmt: skip


def unit_word(kind: str, unit: str) -> str:
    """Return in what a fact of a kind is counted, in the page's language; a unit that is no word stays (kWp)."""
    return {"money": "EUR", "percent": "%"}.get(kind) or str(UNITS.get(unit, unit))


class FilterForm(forms.Form):
    fields: dict[str, Any]  # choices and querysets are known only once a form is made
    catalogue = forms.ChoiceField(label=_("Catalogue"), required=False)
    q = forms.CharField(label=_("Words"), required=False, widget=forms.SearchInput)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *KINDS])
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STATUSES])

    def __init__(self, *args: Any, catalogues: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`catalogues`: those to choose from, the home one first; a choice only where there are several."""
        super().__init__(*args, **kwargs)
        choices = list(catalogues)
        if len(choices) < 2:
            del self.fields["catalogue"]
        else:
            self.fields["catalogue"].choices = [
                ("", choices[0][1]), *choices[1:], (EVERY, _("All catalogues")),
            ]  # fmt: skip
        self.fields["theme"].choices = [("", _("All")), *((t.slug, str(t)) for t in cluster_queries.themes())]


class AsOfForm(forms.Form):
    on = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AnswerForm(forms.Form):
    """One field `value` of the kind that the fact is; `not known` is an answer too."""

    def __init__(self, *args: Any, ask: Ask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask = ask
        language = get_language() or "en"
        label = ask.question.in_language(language) or ask.label.in_language(language)
        self.fields["value"] = self._field(ask, language, label)

    def _field(self, ask: Ask, language: str, label: str) -> forms.Field:
        if ask.type == "boolean":
            choices: list[Any] = [("true", _("Yes")), ("false", _("No")), (UNKNOWN, _("Not known"))]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        if ask.choices:
            options = [(choice, words.in_language(language)) for choice, words in ask.choices]
            if ask.type == "set":
                return forms.MultipleChoiceField(
                    label=label, choices=options, widget=forms.CheckboxSelectMultiple
                )
            return forms.ChoiceField(
                label=label, choices=[*options, (UNKNOWN, _("Not known"))], widget=forms.RadioSelect
            )
        if ask.type == "date":
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(label=label, widget=widget)
        if ask.type in {"number", "money", "percent", "integer"}:
            unit = unit_word(ask.type, ask.unit)
            attributes = {"inputmode": "decimal"}
            return forms.CharField(
                label=f"{label} ({unit})" if unit else label,
                max_length=30,
                widget=forms.TextInput(attributes),
            )
        return forms.CharField(label=label, max_length=200)

    def clean_value(self) -> Any:
        """Return the value as the engine reads it; None is "not known"."""
        value = self.cleaned_data["value"]
        if value == UNKNOWN:
            return None
        if self.ask.type == "boolean":
            return value == "true"
        if self.ask.type in {"number", "money", "percent", "integer"}:
            return self._number(value)
        return value.isoformat() if isinstance(value, date) else value

    def _number(self, value: str) -> float | int:
        bare = (
            value.replace("\u00a0", "")
            .replace("\u202f", "")
            .replace(" ", "")
            .replace("'", "")
            .replace(",", ".")
        )
        try:
            number = Decimal(bare)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number, for example 1500 or 12.5.")) from error
        lowest = Decimal(str(self.ask.minimum)) if self.ask.minimum is not None else None
        if self.ask.type != "number" and lowest is None:
            lowest = Decimal(0)
        if not number.is_finite() or abs(number) > 10**13 or (lowest is not None and number < lowest):
            raise forms.ValidationError(_("This number cannot be right."))
        if self.ask.type == "percent" and number > 100:
            raise forms.ValidationError(_("A percentage lies between 0 and 100."))
        if self.ask.type == "integer" and number != int(number):
            raise forms.ValidationError(_("Write a whole number."))
        return int(number) if number == int(number) else float(number)
