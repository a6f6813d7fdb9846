"""How is the catalogue of services, providers and partners shown?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.solutions import permissions, queries
from grappe.apps.solutions.forms import FilterForm
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

PAGE = 24


@require_safe
def solution_list(request: Request) -> HttpResponse:
    """Show what is on offer, narrowed by words, kind, theme and cluster."""
    permissions.check_can_view_solutions(request.user)
    form = FilterForm(request.GET or None)
    chosen = form.filters() if form.is_bound else {}
    found = queries.solutions(
        for_user=request.user, kind=chosen.get("kind", ""), theme=chosen.get("theme", ""),
        cluster=chosen.get("cluster", ""), text=chosen.get("text", ""),
    )  # fmt: skip
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    template = "solutions/_results.html" if request.htmx else "solutions/list.html"
    return render(request, template, context)


@require_safe
def solution_detail(request: Request, pk: int) -> HttpResponse:
    """Show one solution: what it promises, for whom, whom to ask, and where this was read."""
    permissions.check_can_view_solutions(request.user)
    solution = found_or_404(queries.solution_for, pk, request)
    return render(request, "solutions/detail.html", {"solution": solution})
