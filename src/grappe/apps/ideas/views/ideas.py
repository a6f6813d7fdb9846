"""How are ideas listed, and how is one looked at?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.ideas import permissions, queries
from grappe.apps.ideas.views.found import context_of, idea_or_404
from grappe.ui.requests import Request

PAGE = 50


@require_safe
def idea_list(request: Request) -> HttpResponse:
    """List the ideas that somebody may see."""
    permissions.check_can_view_ideas(request.user)
    found = (
        queries.visible(for_user=request.user)
        .filter(merged_into=None)
        .select_related("theme", "company", "lead")
    )
    context = {"page": Paginator(found, PAGE).get_page(request.GET.get("page")), "section": "list"}
    return render(request, "ideas/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show an idea: what it says, how far it has come, whose it is."""
    return render(request, "ideas/detail.html", context_of(request, idea_or_404(request, pk), "overview"))
