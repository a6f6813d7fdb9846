"""What does somebody look for?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.desk.queries import search as queries
from grappe.ui.requests import Request

LONGEST = 200


@require_safe
@vary_on_headers("HX-Request")  # going back must not show the fragment as a page
def search(request: Request) -> HttpResponse:
    """Show what fits the words in all sorts of things; only the hits, when typing asks for them."""
    text = request.GET.get("q", "")[:LONGEST]
    groups = queries.search(text, for_user=request.user)
    context = {"text": text, "groups": groups, "too_short": len(text.strip()) < queries.SHORTEST}
    return render(request, "desk/_hits.html" if request.htmx else "desk/search.html", context)
