"""How do calendars fetch events: somebody's own entry by their signed link, and the feed of public events?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from grappe.apps.accounts.enums import Language
from grappe.apps.events.queries import calendar
from grappe.apps.events.views.outside import own
from grappe.ui import clock
from grappe.ui.answers import download, shared, unchanged
from grappe.ui.requests import Request

KIND = "text/calendar; charset=utf-8"
FRESH = 30 * 60  # seconds for which strangers' caches keep the feed


@require_safe
@own
def own_calendar(request: Request, registration: Any, token: str) -> HttpResponse:
    """Download one's own entry, in the language of the registration."""
    file = calendar.own_calendar(registration, at=clock.now())
    return download(file, f"{registration.event.slug}.ics", KIND)


@login_not_required
@require_safe
def public_calendar(request: Request) -> HttpResponse:
    """Answer the feed of public events; `?language=` says in which, so that any cache may keep it."""
    language = request.GET.get("language", "")
    language = language if language in Language.values else Language.FRENCH.value
    at = clock.now()
    events = calendar.public_events(at=at)
    tag = calendar.feed_digest(events, language)
    kept = unchanged(request, tag, seconds=FRESH)
    if kept is not None:
        return kept
    file = calendar.public_calendar(events, language=language, at=at)
    return shared(HttpResponse(file, content_type=KIND), tag, seconds=FRESH)
