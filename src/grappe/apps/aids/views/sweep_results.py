"""Which companies may have one programme by the last sweep, why, and where are they?"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.sweeps import ResultForm
from grappe.apps.aids.queries import sweeps
from grappe.apps.aids.queries.sweep_lists import result_page
from grappe.apps.aids.queries.sweep_maps import commune_map
from grappe.apps.aids.queries.sweep_overview import history, history_chart, questions_of
from grappe.ui import clock
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


def swept(request: Request, slug: str) -> Any:
    """Return what the last run of its catalogue found of a programme. Raises Http404 where it found nothing."""
    permissions.check_can_view_sweeps(request.user)
    run = sweeps.latest_sweep(for_user=request.user, catalogue=sweeps.catalogue_of(slug))
    if run is None:
        raise Http404
    return found_or_404(sweeps.swept_programme, slug, request, run=run)


@require_safe
@vary_on_headers("HX-Request")
def sweep_programme(request: Request, slug: str) -> HttpResponse:
    """Show the companies that may have a programme; HTMX gets the results alone."""
    programme = swept(request, slug)
    form = ResultForm(request.GET, criteria=programme.criteria)
    filters = form.filters(clock.today())
    page = result_page(
        programme,
        filters,
        for_user=request.user,
        after=number_in(request, "after"),
        before=number_in(request, "before"),
    )
    context: dict[str, Any] = {"programme": programme, "form": form, "filters": filters, "page": page}
    if request.htmx and not request.htmx.boosted:
        return render(request, "aids/sweep/_list.html", context)
    rows = history(programme, for_user=request.user)
    context |= {
        "questions": questions_of(programme), "others": sum((questions_of(programme, asked) for asked in
        ("project", "application", "person")), ()), "history": rows, "chart": history_chart(rows),
        "closes_in": (programme.closes - clock.today()).days if programme.closes else None,
    }  # fmt: skip
    return render(request, "aids/sweep/programme.html", context)


@require_safe
def sweep_map(request: Request, slug: str) -> HttpResponse:
    """Show where the companies of a filtered list are, commune by commune."""
    programme = swept(request, slug)
    form = ResultForm(request.GET, criteria=programme.criteria)
    filters = form.filters(clock.today())
    found = commune_map(programme, filters, for_user=request.user)
    del form.fields["place"]  # the map shows all of them
    kept = request.GET.copy()
    for name in ("place", "after", "before"):
        kept.pop(name, None)
    context = {
        "programme": programme, "form": form, "filters": filters, "map": found, "kept": kept.urlencode(),
    }  # fmt: skip
    return render(request, "aids/sweep/map.html", context)
