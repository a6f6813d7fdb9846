"""Which company, award or project does an address mean? What is not there is a 404."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.programmes import AsOfForm
from grappe.apps.aids.queries.awards import award_for
from grappe.apps.aids.queries.projects import project_for
from grappe.apps.companies.queries import company_for
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.aids.models import AidProject, Award
    from grappe.apps.companies.models import Company


def company_or_404(request: Request, pk: int) -> Company:
    """Return the company, for whoever may see awards."""
    permissions.check_can_view_awards(request.user)
    found = found_or_404(company_for, pk, request)
    return found


def company_to_edit(request: Request, pk: int) -> Company:
    """Return the company, for whoever may enter its awards; for others PermissionDenied."""
    company = company_or_404(request, pk)
    permissions.check_can_edit_awards(request.user, company)
    return company


def award_to_edit(request: Request, pk: int) -> Award:
    found = found_or_404(award_for, pk, request)
    permissions.check_can_edit_awards(request.user, found.company)
    return found


def project_or_404(request: Request, pk: int) -> AidProject:
    """Return a saved project with its company."""
    found = found_or_404(project_for, pk, request)
    return found


def day_of(request: Request) -> date:
    """Return the day that `on` names, today where it names none that can be."""
    form = AsOfForm(request.GET)
    found: date | None = form.cleaned_data["on"] if form.is_valid() else None
    return found if found and 1900 < found.year < 2200 else clock.today()
