"""As of which day, and for which amount, is a de minimis ledger looked at?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from grappe.ui.fields import AmountField, DayField


class LedgerForm(forms.Form):
    """Both may be blank: today, and no amount tried."""

    on = DayField(label=gettext_lazy("As of"), required=False)
    amount = AmountField(
        label=gettext_lazy("Try an amount (EUR)"),
        help_text=gettext_lazy("May so much be granted on that day?"),
        most=Decimal(10**10),
    )

    def day(self, today: date) -> date:
        """Return the day that can be read, today otherwise."""
        self.is_valid()
        found: date | None = self.cleaned_data.get("on")
        return found if found and 2000 <= found.year <= 2100 else today

    def tried(self) -> Decimal | None:
        self.is_valid()
        found: Decimal | None = self.cleaned_data.get("amount")
        return found or None
