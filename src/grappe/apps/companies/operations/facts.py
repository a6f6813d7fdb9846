"""How does an answer to a criterion's question come on file?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.companies.models import Company, CompanyFact, YearFigures
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# Facts that have a place of their own on the company's file.
OF_THE_YEAR = ("headcount", "turnover_eur", "balance_sheet_eur")
OF_THE_COMPANY = ("business_permit",)


@transaction.atomic
def state_fact(*, company: Company, field: str, value: Any, by: User, at: datetime) -> None:
    """Put an answer on file; `value` None says that it was asked and is not known.

    A figure goes to the last closed year, the founding day and the business permit to the company itself, all
    else to the company's facts. Raises BadInput where the value does not suit its place.
    """
    check_can_edit_company(by, company)
    if field in OF_THE_YEAR:
        if value is not None and Decimal(str(value)) < 0:
            raise BadInput(_("less than zero"))
        year = at.date().year - 1
        YearFigures.objects.update_or_create(company=company, year=year, defaults={field: value})
    elif field == "founded":
        company.founded = date.fromisoformat(value) if value else None
        _save(company, "founded")
    elif field in OF_THE_COMPANY:
        setattr(company, field, value)
        _save(company, field)
    else:
        CompanyFact.objects.update_or_create(
            company=company, field=field, defaults={"value": value, "stated_at": at, "stated_by": by}
        )


def _save(company: Company, field: str) -> None:
    company.version += 1
    company.save(update_fields=[field, "version"])
