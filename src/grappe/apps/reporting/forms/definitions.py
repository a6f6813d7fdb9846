"""What does one fill in to give an indicator another definition, targets, an owner?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Role
from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.models import Indicator, Version
from grappe.apps.reporting.operations.definitions import LONGEST, Draft
from grappe.apps.reporting.queries.definitions import LARGEST, written_query
from grappe.ui.fields import AmountField, DayField
from grappe.ui.trilingual import Trilingual

DEFINERS = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)


class DefinitionForm(Trilingual):
    """Another definition from a day on: in words, and as the query that counts."""

    texts = {"definitions": (gettext_lazy("What is counted"), 4, LONGEST)}
    version = forms.IntegerField(widget=forms.HiddenInput)
    valid_from = DayField(
        label=gettext_lazy("Counts from"),
        help_text=gettext_lazy("The year that this day lies in is the first that is reported so."),
    )
    query = forms.CharField(
        label=gettext_lazy("The query"),
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 12, "class": "yaml", "spellcheck": "false", "lang": "en"}),
        help_text=gettext_lazy("In YAML, as docs/reference/indicators.md says."),
    )

    @classmethod
    def of(cls, version: Version, on: date) -> dict[str, Any]:
        """Return what the form shows at first: the last definition, from next New Year on."""
        return {
            "version": version.pk,
            "valid_from": max(date(on.year + 1, 1, 1), version.valid_from),
            "query": written_query(version.query),
            **cls.spread(version),
        }

    def draft(self) -> Draft:
        """Return what was filled in, of a form that is valid."""
        cleaned = self.cleaned_data
        return Draft(cleaned["valid_from"], self.text("definitions"), cleaned["query"])


class TargetsForm(forms.Form):
    """What an indicator is to be, year by year; an empty field is no target. A share is written in per cent."""

    def __init__(self, *args: Any, indicator: Indicator, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = Decimal(100) if indicator.unit == Unit.PERCENT else Decimal(1)
        held = {target.year: target.value for target in indicator.targets.all()}
        for year in years:
            start = (
                None
                if year not in held
                else (Decimal(str(held[year])) * self.scale).quantize(Decimal("0.01"))
            )
            self.fields[f"year_{year}"] = AmountField(
                label=_("Target %(year)d") % {"year": year}, initial=start
            )

    def targets(self) -> dict[int, float | None]:
        """Return the targets by year, of a form that is valid."""
        return {
            int(name.removeprefix("year_")): None if value is None else float(value / self.scale)
            for name, value in self.cleaned_data.items()
        }


class OwnerForm(forms.Form):
    owner = forms.ChoiceField(label=gettext_lazy("Answers for it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in accounts.colleagues(*DEFINERS)}
        field: Any = self.fields["owner"]
        field.choices = [("", _("Nobody by name")), *[(pk, user.name) for pk, user in self.people.items()]]

    def chosen(self) -> Any:
        """Return who was chosen; None for nobody."""
        return self.people.get(self.cleaned_data["owner"])
