"""To which events was a company invited, and who came?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.events import permissions
from grappe.apps.events.queries.timeline import events_of
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Fill the room in a company's file: its events."""
    permissions.check_can_view_registrations(request.user)
    company = found_or_404(companies.company_for, pk, request)
    rows = events_of(company.pk, for_user=request.user)
    return render(request, "events/_of_company.html", {"company": company, "rows": rows})
