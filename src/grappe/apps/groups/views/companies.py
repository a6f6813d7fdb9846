"""In which working groups does a company take part?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.groups.queries.memberships import memberships_of
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Fill the room in a company's file: who of it takes part in which working group."""
    company = found_or_404(companies.company_for, pk, request)
    rows = memberships_of(company.pk, for_user=request.user)
    return render(request, "groups/_of_company.html", {"company": company, "rows": rows})
