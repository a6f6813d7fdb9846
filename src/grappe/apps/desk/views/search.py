"""What does somebody look for?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.desk.forms import SearchFilters
from grappe.apps.desk.queries import search as queries
from grappe.ui import clock
from grappe.ui.requests import Request

LONGEST = 200
LONGEST_KEY = 60


@require_safe
@vary_on_headers("HX-Request")  # going back must not show the fragment as a page
def search(request: Request) -> HttpResponse:
    """Show what fits a line and the filters; only what follows, when "more" asks for it."""
    text = request.GET.get("q", "")[:LONGEST]
    # What can be chosen is asked for where somebody chooses: the answer does not wait for it.
    narrows = any(request.GET.get(name) for name in SearchFilters.base_fields)
    filters = SearchFilters(request.GET) if narrows else None
    chosen = filters.chosen() if filters else {}
    following = request.GET.get("from", "")[:LONGEST_KEY]
    answer = queries.search(text, for_user=request.user, today=clock.today(), chosen=chosen, after=following)
    context = {"text": text, "answer": answer, "filters": filters, "narrowed": chosen, "following": following}
    return render(request, "desk/_hits.html" if request.htmx else "desk/search.html", context)


@require_safe
@vary_on_headers("HX-Request")
def filters(request: Request) -> HttpResponse:
    """Offer what a search can be narrowed to."""
    context = {"text": request.GET.get("q", "")[:LONGEST], "filters": SearchFilters(), "narrowed": {}}
    return render(
        request, "desk/_search_filters.html" if request.htmx else "desk/search_filters.html", context
    )


@require_safe
def suggestions(request: Request) -> HttpResponse:
    """Answer the box while somebody types: a few options of a listbox, in groups."""
    text = request.GET.get("q", "")[:LONGEST]
    answer = queries.suggestions(text, for_user=request.user, today=clock.today())
    return render(request, "desk/_suggestions.html", {"text": text, "answer": answer})
