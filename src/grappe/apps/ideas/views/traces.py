"""How is the line from a first sentence to the results drawn, of an idea and of the flagship project that it became?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.ideas.queries.trace import trace_of
from grappe.apps.ideas.views.flagship_found import about, flagship_or_404
from grappe.apps.ideas.views.found import context_of, idea_or_404
from grappe.ui.requests import Request


@require_safe
def of_flagship(request: Request, pk: int) -> HttpResponse:
    """Draw the line of a flagship project."""
    flagship = flagship_or_404(request, pk)
    context = about(request, flagship, "trace") | {"line": trace_of(flagship.idea, for_user=request.user)}
    return render(request, "ideas/flagships/trace.html", context)


@require_safe
def of_idea(request: Request, pk: int) -> HttpResponse:
    """Draw the line of an idea, as far as it has come."""
    idea = idea_or_404(request, pk)
    context = context_of(request, idea, "trace") | {"line": trace_of(idea, for_user=request.user)}
    return render(request, "ideas/trace.html", context)
