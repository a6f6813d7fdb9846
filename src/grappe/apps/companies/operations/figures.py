"""How do a company's figures of a year come on file, change and go?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.companies.models import Company, YearFigures
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

AMOUNTS = ("headcount", "turnover_eur", "balance_sheet_eur", "export_share_pct", "rd_spending_eur")
# Of the accounts, for the test of an undertaking in difficulty; these may be negative where they are losses.
ACCOUNTS = ("capital_eur", "reserves_eur", "equity_eur", "debt_eur", "ebitda_eur", "interest_eur")
LOSSES = frozenset({"reserves_eur", "equity_eur", "ebitda_eur"})
FIELDS = (*AMOUNTS, *ACCOUNTS, "insolvency", "rescue_aid", "consolidated", "source")
EARLIEST = 1900


@recorded
def save_figures(
    *,
    company: Company,
    year: int,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    figures: YearFigures | None = None,
) -> YearFigures:
    """Put a year's figures on file, or change those of `figures`; None is "not known", never zero.

    Headcount in annual work units, amounts in euros, exports in percent of turnover. Raises BadInput for a year
    that has not begun, that is on file already, or without any figure, and for a negative amount.
    """
    check_can_edit_company(by, company)
    if figures is not None and figures.company_id != company.pk:
        raise BadInput(_("These figures belong to another company."))
    if not EARLIEST <= year <= at.year:
        raise BadInput(
            _("The year must lie between %(first)d and %(last)d.") % {"first": EARLIEST, "last": at.year}
        )
    same_year = YearFigures.objects.select_for_update().filter(company=company, year=year)
    if figures is not None:
        same_year = same_year.exclude(pk=figures.pk)
    if same_year.exists():
        raise BadInput(_("The figures for %(year)d are on file already: change them there.") % {"year": year})
    saved = figures or YearFigures(company=company)
    saved.year = year
    for name in FIELDS:
        if name in values:
            setattr(saved, name, values[name])
    _check(saved)
    saved.save()
    return saved


@recorded
def remove_figures(*, figures: YearFigures, by: User, at: datetime) -> None:
    """Take a year's figures off the file; the history keeps them."""
    check_can_edit_company(by, figures.company)
    figures.delete()


def _check(figures: YearFigures) -> None:
    known = {
        name: Decimal(str(value))
        for name in (*AMOUNTS, *ACCOUNTS)
        if (value := getattr(figures, name)) is not None
    }
    if not known and figures.insolvency is None and figures.rescue_aid is None:
        raise BadInput(_("Give at least one figure of the year."))
    if any(value < 0 for name, value in known.items() if name not in LOSSES):
        raise BadInput(_("A figure cannot be less than zero."))
    if figures.export_share_pct is not None and figures.export_share_pct > 100:
        raise BadInput(_("Exports cannot be more than 100 % of turnover."))
