"""What do the accounts of a year say beyond the figures: capital, reserves, debt, interest, insolvency?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from grappe.apps.companies.forms.parts import YES_NO_UNKNOWN, PartForm, yes_or_no
from grappe.ui.fields import AmountField

if TYPE_CHECKING:
    from grappe.apps.companies.models import YearFigures


def _yes_no(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=YES_NO_UNKNOWN,
        coerce=yes_or_no,
        empty_value=None,
        help_text=help_text,
    )


class AccountsForm(PartForm):
    """What the test of an undertaking in difficulty asks; a loss is typed with a minus, blank is not known."""

    capital_eur = AmountField(
        label=gettext_lazy("Subscribed capital with premium"),
        help_text="€",
    )
    reserves_eur = AmountField(
        label=gettext_lazy("Reserves and results"), signed=True,
        help_text=gettext_lazy("€, reserves, results carried forward and of the year; losses with a minus"),
    )  # fmt: skip
    equity_eur = AmountField(label=gettext_lazy("Own funds"), signed=True, help_text="€")
    debt_eur = AmountField(label=gettext_lazy("Debt"), help_text="€")
    ebitda_eur = AmountField(label=gettext_lazy("EBITDA"), signed=True, help_text="€")
    interest_eur = AmountField(label=gettext_lazy("Interest paid"), help_text="€")
    insolvency = _yes_no(
        gettext_lazy("Collective insolvency proceedings"),
        gettext_lazy("or the company fulfils the conditions for them"),
    )
    rescue_aid = _yes_no(
        gettext_lazy("Rescue or restructuring aid"),
        gettext_lazy("a rescue loan is not repaid, or a restructuring plan still runs"),
    )

    def __init__(self, *args: Any, figures: YearFigures, **kwargs: Any) -> None:
        initial = {name: getattr(figures, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": initial, **kwargs})

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
