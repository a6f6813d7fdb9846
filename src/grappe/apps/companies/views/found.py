"""Which company, person, owner or year does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.companies import permissions
from grappe.apps.companies.queries import figures, files
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.companies.models import Company, Ownership, Person, YearFigures


def company_or_404(request: Request, pk: int) -> Company:
    found = found_or_404(files.company_for, pk, request)
    return found


def company_to_edit(request: Request, pk: int) -> Company:
    """Return the company, for whoever may change it; for others PermissionDenied."""
    company = company_or_404(request, pk)
    permissions.check_can_edit_company(request.user, company)
    return company


def figures_to_edit(request: Request, pk: int) -> YearFigures:
    found = found_or_404(figures.figures_for, pk, request)
    permissions.check_can_edit_company(request.user, found.company)
    return found


def person_to_edit(request: Request, pk: int) -> Person:
    found = found_or_404(files.person_for, pk, request)
    permissions.check_can_edit_company(request.user, found.company)
    return found


def ownership_to_edit(request: Request, pk: int) -> Ownership:
    found = found_or_404(files.ownership_for, pk, request)
    permissions.check_can_edit_company(request.user, found.owned)
    return found
