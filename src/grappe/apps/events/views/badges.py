"""How are badges printed: all on sheets (many by the worker), one for somebody at the door, one's own by signed link?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.operations import badges as operations
from grappe.apps.events.queries import badges as queries
from grappe.apps.events.queries import checkin
from grappe.apps.events.views.found import event_or_404
from grappe.apps.events.views.outside import own
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request


@require_safe
def badge_list(request: Request, pk: int) -> HttpResponse:
    """Show where all badges are printed from, how far their file is, and each person with a badge of their own."""
    event = event_or_404(request, pk)
    permissions.check_can_check_in(request.user)
    text = words_in(request, "q")
    page = Paginator(queries.badges(event, for_user=request.user, text=text), queries.PAGE)
    total = queries.badges(event, for_user=request.user).count() if text else page.count
    long = total > queries.AT_ONCE
    context = {
        "event": event,
        "tab": "checkin",
        "may_see": True,
        "total": total,
        "pages": queries.pages(total),
        "long": long,
        "page": page.get_page(request.GET.get("page")),
        "text": text,
        **_progress(queries.file_of(event) if long else None),
    }
    return render(request, "events/badges.html", context)


def _progress(file: Any) -> dict[str, Any]:
    return {"file": file, "busy": file is not None and queries.is_busy(file, at=clock.now())}


@require_safe
def sheets(request: Request, pk: int) -> HttpResponse:
    """Answer all badges of a short list as one file, ten on a page."""
    event = event_or_404(request, pk)
    if queries.badges(event, for_user=request.user).count() > queries.AT_ONCE:
        raise BadInput(_("These are many badges: have their file prepared instead."))
    content = queries.sheet_pdf(event, for_user=request.user, language=get_language() or "en")
    return _pdf(content, "-".join([event.slug, _("badges")]))


@require_POST
def prepare(request: Request, pk: int) -> HttpResponse:
    """Order all badges as one file; the page shows how far it is."""
    event = event_or_404(request, pk)
    operations.order(event=event, language=get_language() or "en", by=request.user, at=clock.now())
    return redirect("events:badges", pk=event.pk)


@require_safe
def file_progress(request: Request, pk: int) -> HttpResponse:
    """Answer how far a file is; when it is written, have the page loaded anew."""
    context = _progress(found_or_404(queries.badge_file_for, pk, request))
    return progress(request, "events/_badge_file.html", context, busy=context["busy"])


@require_safe
def file(request: Request, pk: int) -> HttpResponseBase:
    """Download the file of all badges."""
    found = found_or_404(queries.badge_file_for, pk, request)
    path = operations.path_of(found) if found.state == "done" else None
    if path is None or not path.is_file():
        raise Http404
    name = "-".join([found.event.slug, _("badges")]) + ".pdf"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"  # names of people
    return answer


@require_safe
def badge(request: Request, pk: int) -> HttpResponse:
    """Answer the badge of one person, for whoever stands at the door."""
    registration = found_or_404(checkin.registration_at_the_door, pk, request)
    return _pdf(queries.badge_pdf(registration), f"{registration.event.slug}-badge")


@require_safe
@own
def own_badge(request: Request, registration: Any, token: str) -> HttpResponse:
    """Answer one's own badge, to be printed at home or shown on the phone."""
    return _pdf(queries.badge_pdf(registration), f"{registration.event.slug}-badge")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"  # names of people
    return answer
