"""How is a company's SME status read: drawn, summed up and explained, on a page and as a part of the file?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.programmes import AsOfForm
from grappe.apps.aids.queries.sme import sme_page
from grappe.apps.aids.queries.sme_graph import graph_of
from grappe.apps.aids.views.found import company_or_404, day_of
from grappe.ui.requests import Request


@require_safe
def sme_status(request: Request, company: int) -> HttpResponse:
    """Show the status with its graph, its sums and its reasons, as of a day."""
    return render(request, "aids/sme/page.html", _context(request, company))


@require_safe
def sme_status_fragment(request: Request, company: int) -> HttpResponse:
    """Answer the status in short, for the company file; without HTMX, lead to the page."""
    context = _context(request, company)
    if not request.htmx:
        return redirect("aids:sme_status", company=company)
    return render(request, "aids/sme/_short.html", context)


def _context(request: Request, company: int) -> dict[str, Any]:
    found = company_or_404(request, company)
    on = day_of(request)
    page = sme_page(found, on=on, for_user=request.user)
    return {
        "company": found,
        "page": page,
        "graph": graph_of(page),
        "on": on,
        "as_of": AsOfForm(initial={"on": on}),
        "here": "sme",
        "may_edit": permissions.can_edit_awards(request.user, found),
    }
