"""How does a phone at the door get its page, the list of who is expected, and rid of what it has gathered?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.checkin import scans_of
from grappe.apps.events.operations import checkin as operations
from grappe.apps.events.queries import checkin as queries
from grappe.apps.events.queries.checkin_words import words
from grappe.apps.events.views.found import event_or_404
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

WORKER = "grappe/dist/checkin_worker.js"


@never_cache
@require_safe
def page(request: Request, pk: int) -> HttpResponse:
    """Show the page at the door. What it needs later it keeps on the phone (ui/assets/checkin)."""
    event = _event(request, pk)
    context = {
        "event": event,
        "tab": "checkin",
        "may_see": True,
        "counts": queries.counts(event),
        "closed": queries.closed_because(event, at=clock.now()),
        "opens_at": queries.opens_at(event),
        "words": words(),
    }
    return render(request, "events/checkin.html", context)


@never_cache
@require_safe
def people(request: Request, pk: int) -> HttpResponse:
    """Answer the list that a phone keeps."""
    event = _event(request, pk)
    return JsonResponse(queries.door_list(event, for_user=request.user, at=clock.now()))


@never_cache
@require_POST
def sync(request: Request, pk: int) -> HttpResponse:
    """Take what a phone has gathered, and answer each piece."""
    event = _event(request, pk)
    at = clock.now()
    try:
        device, scans = scans_of(request.body, at=at)
        taken = operations.take(event=event, scans=scans, device=device, by=request.user, at=at)
    except BadInput as fault:
        return JsonResponse({"message": str(fault)}, status=400)
    counts = queries.counts(event)
    return JsonResponse(
        {
            "results": [asdict(each) for each in taken],
            "counts": {"expected": counts.expected, "came": counts.came},
        }
    )


@require_safe
def worker(request: Request, pk: int) -> HttpResponse:
    """Answer the service worker. Its address is below the page's, so that it may look after this page only."""
    _event(request, pk)
    answer = HttpResponse(_source(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache, private"
    return answer


def _event(request: Request, pk: int) -> Any:
    event = event_or_404(request, pk)
    permissions.check_can_check_in(request.user)
    return event


def _source() -> bytes:
    """Return the bundled script, from the collected assets or, in development, from where it was built."""
    built = finders.find(WORKER)
    if isinstance(built, str):
        with open(built, "rb") as file:
            return file.read()
    with staticfiles_storage.open(WORKER) as stored:
        return bytes(stored.read())
