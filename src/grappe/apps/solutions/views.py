"""How is the catalogue of services, providers and partners shown?"""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.solutions import permissions, queries
from grappe.apps.solutions.forms import FilterForm

PAGE = 24


@require_safe
def solution_list(request: HttpRequest) -> HttpResponse:
    """Show what is on offer, narrowed by words, kind, theme and cluster."""
    permissions.check_can_view_solutions(request.user)
    form = FilterForm(request.GET or None)
    filters = form.filters() if form.is_bound else {}
    found = queries.solutions(for_user=request.user, **filters)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    template = "solutions/_results.html" if request.htmx else "solutions/list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_safe
def solution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one solution: what it promises, for whom, whom to ask, and where this was read."""
    permissions.check_can_view_solutions(request.user)
    try:
        solution = queries.solution_for(pk, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return render(request, "solutions/detail.html", {"solution": solution})
