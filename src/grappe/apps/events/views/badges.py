"""How are badges printed: all on sheets, one for somebody at the door, one's own by signed link?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.events import permissions
from grappe.apps.events.queries import badges as queries
from grappe.apps.events.queries import checkin
from grappe.apps.events.views.found import event_or_404
from grappe.apps.events.views.outside import own
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request


@require_safe
def badge_list(request: Request, pk: int) -> HttpResponse:
    """Show the files that all badges are printed from, and each person with a badge of their own."""
    event = event_or_404(request, pk)
    permissions.check_can_check_in(request.user)
    text = words_in(request, "q")
    found = queries.badges(event, for_user=request.user, text=text)
    context = {
        "event": event,
        "tab": "checkin",
        "may_see": True,
        "parts": queries.parts(event, for_user=request.user),
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "text": text,
    }
    return render(request, "events/badges.html", context)


@require_safe
def sheets(request: Request, pk: int, part: int) -> HttpResponse:
    """Answer one file of badges, ten on a page."""
    event = event_or_404(request, pk)
    language = get_language() or "en"
    content = queries.sheet_pdf(event, part=part, for_user=request.user, language=language)
    return _pdf(content, f"{event.slug}-{_('badges')}-{part}")


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
