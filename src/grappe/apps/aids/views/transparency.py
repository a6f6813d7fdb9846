"""How is the transparency register read and taken away as a file?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.aids import permissions
from grappe.apps.aids.queries import transparency as queries
from grappe.ui.answers import download
from grappe.ui.found import number_in
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE


@require_safe
def transparency(request: Request) -> HttpResponse:
    """Show the awards that must be published, with what their entry still lacks."""
    permissions.check_can_view_awards(request.user)
    year = _year(request)
    context = {
        "rows": queries.register(for_user=request.user, year=year),
        "year": year,
        "years": queries.years(for_user=request.user),
    }
    return render(request, "aids/transparency.html", context)


@require_safe
def transparency_csv(request: Request) -> HttpResponse:
    """Give the register as CSV."""
    rows = queries.register(for_user=request.user, year=_year(request))
    return download(queries.as_csv(rows), "transparency.csv", "text/csv; charset=utf-8")


@require_safe
def transparency_xlsx(request: Request) -> HttpResponse:
    """Give the register as a workbook."""
    rows = queries.register(for_user=request.user, year=_year(request))
    return download(queries.as_xlsx(rows), "transparency.xlsx", CONTENT_TYPE)


def _year(request: Request) -> int | None:
    found = number_in(request, "year")
    return found if found and 1990 <= found <= 2100 else None
