"""What does one fill in as the budget of a partner: a grid of categories and sources by year?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import Source
from grappe.apps.ideas.queries.budgets import CATEGORIES, COST, FUND, category_label
from grappe.ui.fields import EuroField


class GridForm(forms.Form):
    """The budget of one partner. Lines of years outside the period can be emptied, not added."""

    fields: dict[str, Any]
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5_000)

    def __init__(
        self, *args: Any, stands: Mapping[str, Any], version: str, years: Sequence[int], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**stands, "version": version}
        super().__init__(*args, **kwargs)
        known = {f"{COST}-{code}": category_label(code) for code in CATEGORIES}
        known |= {f"{FUND}-{each.value}": str(each.label) for each in Source}
        self.years = sorted({*years, *(int(name.rsplit("-", 1)[1]) for name in stands)})
        self.rows_of: dict[str, list[tuple[str, str, list[Any]]]] = {side: [] for side in (COST, FUND)}
        for name in stands:
            row, year = name.rsplit("-", 1)
            label = known.get(row, row)
            self.fields[name] = EuroField(label=_("%(what)s, %(year)s") % {"what": label, "year": year})
        for row, label in known.items():
            cells = [f"{row}-{year}" for year in self.years]
            self.rows_of[row.split("-")[0]].append(
                (row, label, [self[name] if name in self.fields else None for name in cells])
            )

    @property
    def costs(self) -> list[tuple[str, str, list[Any]]]:
        return self.rows_of[COST]

    @property
    def funds(self) -> list[tuple[str, str, list[Any]]]:
        return self.rows_of[FUND]

    def amounts(self) -> dict[str, Decimal | None]:
        """Return the amounts by field, of a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
