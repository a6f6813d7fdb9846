"""Which company, person, owner or year does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from grappe.apps.companies import permissions
from grappe.apps.companies.queries import figures, files
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.companies.models import Company, Ownership, Person, YearFigures


def company_or_404(request: Request, pk: int) -> Company:
    found: Company = _found(files.company_for, request, pk)
    return found


def company_to_edit(request: Request, pk: int) -> Company:
    """Return the company, for whoever may change it; for others PermissionDenied."""
    company = company_or_404(request, pk)
    permissions.check_can_edit_company(request.user, company)
    return company


def figures_to_edit(request: Request, pk: int) -> YearFigures:
    found: YearFigures = _found(figures.figures_for, request, pk)
    permissions.check_can_edit_company(request.user, found.company)
    return found


def person_to_edit(request: Request, pk: int) -> Person:
    found: Person = _found(files.person_for, request, pk)
    permissions.check_can_edit_company(request.user, found.company)
    return found


def ownership_to_edit(request: Request, pk: int) -> Ownership:
    found: Ownership = _found(files.ownership_for, request, pk)
    permissions.check_can_edit_company(request.user, found.owned)
    return found


def _found(query: Any, request: Request, pk: int) -> Any:
    try:
        return query(pk, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
