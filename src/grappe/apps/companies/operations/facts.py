"""How does an answer to a criterion's question come on file?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.companies.enums import LegalForm
from grappe.apps.companies.models import Company, CompanyFact, YearFigures
from grappe.apps.companies.operations.companies import EARLIEST
from grappe.apps.companies.operations.figures import EARLIEST as FIRST_YEAR
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.companies.queries.reference import commune_of, nace_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# Facts that have a place of their own in the company's file.
OF_THE_YEAR = ("headcount", "turnover_eur", "balance_sheet_eur", "export_share_pct", "rd_spending_eur")
OF_THE_COMPANY = ("business_permit", "founded", "legal_form", "nace", "commune", "country")


@recorded
def state_fact(
    *, company: Company, field: str, value: Any, year: int | None = None, by: User, at: datetime
) -> None:
    """Put an answer on file; `value` None says that it was asked and is not known.

    A figure goes to its `year`, else the one before `at`, what is part of the identity to the company itself (a
    NACE code and a commune by their text, the founding day as a date or its ISO form), all else to the company's
    facts. Raises BadInput where the value does not suit its place.
    """
    current = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    check_can_edit_company(by, current)
    if year is not None and not (field in OF_THE_YEAR and FIRST_YEAR <= year <= at.year):
        raise BadInput(
            _("The year must lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": at.year}
        )
    if field in OF_THE_YEAR and _state_figure(current, field, value, year=year or at.year - 1):
        return
    if year is not None:
        return  # nothing known of a year, and nothing to take away
    if field in OF_THE_COMPANY and (value is not None or field != "country"):
        _state_identity(current, field, value, at=at)
        company.refresh_from_db(fields=[field, "version"])
        return
    CompanyFact.objects.update_or_create(
        company=current, field=field, defaults={"value": value, "stated_at": at, "stated_by": by}
    )


def _state_figure(company: Company, field: str, value: Any, *, year: int) -> bool:
    """Write a figure of a year; return False where there is none to write and none to take away."""
    figures = YearFigures.objects.filter(company=company, year=year).first()
    if value is None and figures is None:
        return False
    number = None if value is None else _number(value, 100 if field.endswith("_pct") else None)
    figures = figures or YearFigures(company=company, year=year)
    setattr(figures, field, number)
    figures.save()
    return True


def _number(value: Any, most: int | None = None) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise BadInput(_("not a number")) from error
    if not number.is_finite() or number >= 10**13:
        raise BadInput(_("not a number"))
    if number < 0:
        raise BadInput(_("less than zero"))
    if most is not None and number > most:
        raise BadInput(_("more than 100 percent"))
    return number


def _state_identity(company: Company, field: str, value: Any, *, at: datetime) -> None:
    read = _identity(field, value, at=at)
    if getattr(company, field) != read:
        setattr(company, field, read)
        company.version += 1
        company.save(update_fields=[field, "version"])


def _identity(field: str, value: Any, *, at: datetime) -> Any:
    """Return a part of the identity as the company keeps it; raise BadInput where it cannot be that."""
    if value is None or value == "":
        return "" if field == "legal_form" else None
    if field == "business_permit" and isinstance(value, bool):
        return value
    if field == "founded":
        return _day(value, at=at)
    if field == "legal_form" and value in LegalForm.values:
        return value
    if field == "country" and len(str(value)) == 2 and str(value).isalpha():
        return str(value).upper()
    if field == "nace" and (code := nace_of(str(value))) is not None:
        return code
    if field == "commune" and (commune := commune_of(str(value))) is not None:
        return commune
    raise BadInput(_("“%(value)s” cannot be an answer here.") % {"value": value})


def _day(value: Any, *, at: datetime) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise BadInput(_("“%(value)s” cannot be an answer here.") % {"value": value}) from error
    if not EARLIEST <= day <= at.date():
        raise BadInput(_("The founding day cannot lie in the future or before 1600."))
    return day
