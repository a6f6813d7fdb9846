"""What leaves the house: the PDF for the company, the calendar feed at its secret address?"""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.roadmaps import operations, queries
from grappe.apps.roadmaps.views.answers import change
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

LANGUAGES = ("en", "fr", "de")


@require_safe
def pdf(request: Request, pk: int) -> HttpResponse:
    """Answer the roadmap as an accessible PDF, in the company's language or the one asked for."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else roadmap.company.language
    content = queries.as_pdf(roadmap, today=clock.today(), language=language)
    answer = HttpResponse(content, content_type="application/pdf")
    name = slugify(f"{roadmap.company} {roadmap.title}") or "roadmap"
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Content-Language"] = language
    return answer


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the roadmap's calendar to whoever has its secret address."""
    roadmap = queries.roadmap_of_feed(token)
    if roadmap is None:
        raise Http404
    # The stamp inside changes with every request; what calendars ask for is the state of the roadmap.
    state = hashlib.sha256(f"{roadmap.pk}-{roadmap.version}-{roadmap.company}".encode()).hexdigest()
    known = get_conditional_response(request, etag=f'"{state[:24]}"')
    if known is not None:
        return known
    with override(roadmap.company.language):
        content = queries.as_calendar(roadmap, at=clock.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="roadmap.ics"'
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Robots-Tag"] = "noindex"
    answer["ETag"] = f'"{state[:24]}"'
    return answer


@require_POST
def renew(request: Request, pk: int) -> HttpResponse:
    """Give the calendar a new secret address."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)

    def act() -> tuple[str, None]:
        operations.renew_feed(roadmap=roadmap, by=request.user, at=clock.now())
        return _("The calendar has a new address; the old one has stopped."), None

    return change(request, pk, None, act)
