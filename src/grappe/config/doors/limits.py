"""How often is something fetched by its own link, the one that came in a mail? So often that people and calendars never notice.

Counted by the library that limits the door (allauth), in the cache, which is a table: for all web processes together. By the
network address first: guessed links fill nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
APP = "grappe.links"
# Which rate of `LINK_RATES` is whose. Pages that are worked in (a group's minutes, a survey) save while one types: not here.
LIMITED = {
    "privacy:own": "open", "privacy:own_fetch": "made", "privacy:own_look": "made", "privacy:own_withdraw": "open",
    "calendars:feed": "open", "calendars:book": "shared", "calendars:book_take": "shared",
    "calendars:booked": "open", "calendars:booked_move": "open", "calendars:booked_cancel": "open",
    "calendars:booked_file": "open",
    "companies:reply": "open", "campaigns:answer": "open", "campaigns:choices": "open", "matches:outsider": "open",
    "events:invited": "open", "events:decline": "open", "events:own_calendar": "open", "events:own_badge": "made",
    "groups:own_calendar": "open", "groups:own_session_calendar": "open", "roadmaps:feed": "open",
}  # fmt: skip


class LinkRateMiddleware:
    """Answer 429 with Retry-After to who fetches by one link, or from one address, more often than `LINK_RATES` says."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _arguments: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        rate = LIMITED.get(match.view_name) if match is not None else None
        if rate is None:
            return None
        used = ratelimit.consume(
            request, app=APP, action=rate, config=settings.LINK_RATES, key=str(named.get("token", "")), limit_get=True
        )  # fmt: skip
        return None if used is not None else too_often(request, rate)


def too_often(request: HttpRequest, rate: str) -> HttpResponse:
    """Answer the page that says to wait, in the reader's language; a calendar or a browser reads the seconds."""
    answer: HttpResponse = ratelimit.respond_429(request)
    rates = ratelimit.get_rates(app=APP, action=rate, config=settings.LINK_RATES)
    answer["Retry-After"] = str(int(max(each.duration for each in rates)))
    answer["Cache-Control"] = "no-store"
    return answer
