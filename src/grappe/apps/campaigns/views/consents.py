"""What do the people of a company allow? A fragment of the company file, in which it is noted down."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.campaigns import operations, permissions, queries
from grappe.apps.campaigns.enums import Basis
from grappe.apps.campaigns.forms import ConsentForm
from grappe.apps.companies import queries as companies
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Show what the people of a company allow."""
    permissions.check_can_view_recipients(request.user)
    return _fragment(request, found_or_404(companies.company_for, pk, request))


def _fragment(request: Request, company: Any, fault: str = "", said: bool = False) -> HttpResponse:
    context = {
        "company": company,
        "rows": queries.choices_at(company.pk, for_user=request.user),
        "may_record": permissions.can_record_consent(request.user, company) and company.archived_at is None,
        "bases": Basis.choices,
        "fault": fault,
        "said": said,
    }
    name = "campaigns/_consents.html" if request.htmx else "campaigns/consents.html"
    return render(request, name, context, status=422 if fault else 200)


def _company(request: Request, pk: int) -> Any:
    permissions.check_can_view_recipients(request.user)
    company = found_or_404(companies.company_for, pk, request)
    permissions.check_can_record_consent(request.user, company)
    return company


def _done(request: Request, company: Any) -> HttpResponse:
    if request.htmx:
        return _fragment(request, company, said=True)
    return redirect("campaigns:consents", pk=company.pk)


@require_POST
def record(request: Request, pk: int) -> HttpResponse:
    """Note down that somebody may be written to."""
    company = _company(request, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _fragment(request, company, words)
    try:
        operations.record(company=company, **form.cleaned_data, by=request.user, at=clock.now())
    except BadInput as fault:
        return _fragment(request, company, str(fault))
    return _done(request, company)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Note down that somebody told us to stop."""
    company = _company(request, pk)
    email, purpose = request.POST.get("email", ""), request.POST.get("purpose", "")
    try:
        operations.withdraw(company=company, email=email, purpose=purpose, by=request.user, at=clock.now())
    except BadInput as fault:
        return _fragment(request, company, str(fault))
    return _done(request, company)


@require_POST
def works_again(request: Request, pk: int) -> HttpResponse:
    """Note down that an address takes mail again."""
    company = _company(request, pk)
    try:
        operations.clear_bounce(company=company, email=request.POST.get("email", ""), by=request.user)
    except BadInput as fault:
        return _fragment(request, company, str(fault))
    return _done(request, company)
