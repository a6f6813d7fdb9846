"""How is a company found: the list with its filters, and the suggestions under a text field?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.companies import permissions, queries
from grappe.apps.companies.forms.companies import AlikeForm
from grappe.apps.companies.forms.lists import FilterForm, order_names
from grappe.apps.companies.queries.linking import alike
from grappe.apps.companies.queries.lists import ORDERS, company_page
from grappe.ui.found import number_in
from grappe.ui.requests import Request


@require_safe
@vary_on_headers("HX-Request")
def company_list(request: Request) -> HttpResponse:
    """Show the companies somebody asks for; HTMX gets the results alone."""
    permissions.check_can_view_companies(request.user)
    form = FilterForm(request.GET)
    filters = form.filters()
    order = request.GET.get("sort", "name")
    if order.removeprefix("-") not in ORDERS:
        order = "name"
    page = company_page(
        filters,
        for_user=request.user,
        order=order,
        after=number_in(request, "after"),
        before=number_in(request, "before"),
    )
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "order": order,
        "as_list": form.as_list(order),
        "orders": order_names(),
        "may_add": permissions.can_add_company(request.user),
        "may_import": permissions.can_import_companies(request.user),
    }
    template = "companies/_list.html" if request.htmx and not request.htmx.boosted else "companies/list.html"
    return render(request, template, context)


def _options(request: Request, rows: list[dict[str, object]]) -> HttpResponse:
    return render(request, "companies/_options.html", {"options": rows})


@require_safe
def nace_suggestions(request: Request) -> HttpResponse:
    """Offer the NACE codes meant by `q`, in a fragment for the combobox."""
    permissions.check_can_view_companies(request.user)
    return _options(
        request,
        [
            {"text": str(row), "code": row.code, "label": row.label, "level": row.level}
            for row in queries.nace_codes(request.GET.get("q", ""))
        ],
    )


@require_safe
def commune_suggestions(request: Request) -> HttpResponse:
    """Offer the communes meant by `q`."""
    permissions.check_can_view_companies(request.user)
    rows = queries.communes(request.GET.get("q", ""))
    return _options(request, [{"text": row.name, "label": row.name, "detail": row.canton} for row in rows])


@require_safe
def company_suggestions(request: Request) -> HttpResponse:
    """Offer the companies on file meant by `q`."""
    rows = queries.search(request.GET.get("q", ""), for_user=request.user, limit=8)
    return _options(
        request,
        [
            {
                "text": row.name,
                "label": row.name,
                "id": row.pk,
                "detail": " · ".join(filter(None, _more(row))),
            }
            for row in rows
        ],
    )


def _more(row: object) -> tuple[str, ...]:
    return (
        getattr(row, "brand", ""),
        getattr(row, "rcs_number", ""),
        str(getattr(row, "commune", None) or getattr(row, "country", "")),
    )


@require_safe
def alike_companies(request: Request) -> HttpResponse:
    """Say which companies on file somebody may be writing just now, in a fragment under the name."""
    permissions.check_can_add_company(request.user)
    found = alike(AlikeForm(request.GET).values(), for_user=request.user, but=number_in(request, "but"))
    return render(request, "companies/_alike.html", {"alike": found})
