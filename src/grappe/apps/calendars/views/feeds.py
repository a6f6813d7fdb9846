"""How does somebody get, renew and stop the address of their calendar, and what does a calendar get there?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.calendars import operations, permissions
from grappe.apps.calendars.queries import accounts
from grappe.apps.calendars.queries import feeds as queries
from grappe.apps.calendars.queries.asked import asked
from grappe.ui import clock, told
from grappe.ui.oauth.offers import name_of
from grappe.ui.requests import Request


@require_safe
def own(request: Request) -> HttpResponse:
    """Show the address of one's own calendar, where there is one."""
    permissions.check_can_have_calendar(request.user)
    found = queries.feed_of(request.user)
    address = queries.feed_address(found) if found is not None else ""
    may_offer = permissions.can_offer_times(request.user)
    context = {"feed": found, "address": address, "may_offer": may_offer, **_server(request)}
    answer = render(request, "calendars/own.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _server(request: Request) -> dict[str, Any]:
    """Return how the exchange with one's own server stands, and what is to be chosen."""
    at = clock.now()
    account = accounts.account_of(request.user)
    if account is None:
        return {"account": None}
    waiting = list(asked(account, at=at).values())
    confided = [each.told.thing for each in waiting if each.told is not None and each.is_confided]
    told.in_confidence(request, "companies.contact", [(each.pk, str(each.company)) for each in confided])
    return {
        "account": account,
        "provider": name_of(account.provider) if account.provider else "",
        "wants_sign_in": accounts.wants_sign_in(account),
        "calendars": account.calendars.all(),
        "busy": accounts.is_running(account, at=at),
        "waiting": waiting,
        "meetings": accounts.own_meetings(account, at=at),
        "happened": accounts.happenings(account),
    }


@require_POST
def renew(request: Request) -> HttpResponse:
    """Give one's own calendar an address, or another one."""
    had_one = queries.feed_of(request.user) is not None
    operations.renew_feed(by=request.user, at=clock.now())
    said = (
        _("The calendar has a new address; the old one has stopped.")
        if had_one
        else _("Your calendar has an address.")
    )
    messages.success(request, said)
    return redirect("calendars:own")


@require_POST
def stop(request: Request) -> HttpResponse:
    """Take the address of one's own calendar away."""
    operations.stop_feed(by=request.user, at=clock.now())
    messages.success(request, _("The address opens nothing any more."))
    return redirect("calendars:own")


@login_not_required
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """Answer somebody's contacts and events to whoever has the secret address."""
    found = queries.feed_by_token(token)
    if found is None:
        raise Http404
    at = clock.now()
    slots = queries.slots(found.user, at=at)
    # The stamp inside changes with every request; what calendars ask for is whether an entry did.
    etag = f'"{queries.digest(slots, found.user.language)}"'
    known = get_conditional_response(request, etag=etag)
    answer = known or HttpResponse(
        queries.as_calendar(found.user, slots, at=at), content_type="text/calendar; charset=utf-8"
    )
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer
