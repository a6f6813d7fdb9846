"""What do we know of a company, and what happened with it?"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.campaigns.permissions import can_view_recipients
from grappe.apps.companies import queries as companies
from grappe.apps.desk.queries import company as queries
from grappe.apps.desk.queries import timeline as timelines
from grappe.apps.groups.permissions import can_view_work
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def company_file(request: Request, pk: int) -> HttpResponse:
    """Show a company's file with what every app knows of it."""
    try:
        page = queries.company_page(
            pk,
            for_user=request.user,
            today=clock.today(),
            language=get_language() or "en",
            kind=request.GET.get("kind", ""),
            before=_moment(request),
        )
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = {
        "page": page,
        "file": page.file,
        "company": page.company,
        "timeline": page.timeline,
        "may_see_groups": can_view_work(request.user),
        "may_see_consents": can_view_recipients(request.user),
    }
    return render(request, "desk/company.html", context | _timeline_context(request))


@require_safe
@vary_on_headers("HX-Request")
def company_timeline(request: Request, pk: int) -> HttpResponse:
    """Show a page of the timeline as a fragment; without HTMX, the file at this place of its timeline."""
    if not request.htmx:
        return redirect(f"{reverse('desk:company_file', args=[pk])}?{request.GET.urlencode()}#timeline")
    company = found_or_404(companies.company_for, pk, request)
    before = _moment(request)
    found = timelines.timeline(
        company.pk, for_user=request.user, kind=request.GET.get("kind", ""), before=before
    )
    name = "desk/_timeline_page.html" if before else "desk/_timeline.html"
    return render(request, name, {"company": company, "timeline": found} | _timeline_context(request))


def _timeline_context(request: Request) -> dict[str, object]:
    return {"kinds": timelines.KINDS, "now": clock.now()}


def _moment(request: Request) -> datetime | None:
    """Return the moment that `before` names; what cannot be read, or knows no time zone, is none."""
    try:
        found = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
