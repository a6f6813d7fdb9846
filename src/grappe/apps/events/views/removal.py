"""How is a draft deleted, once one has read what goes with it?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.events import operations
from grappe.apps.events.queries.removal import goes_with, why_it_stays
from grappe.apps.events.views.found import event_to_manage
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, pk: int) -> HttpResponse:
    """Ask whether a draft is to be deleted, and do so."""
    event = event_to_manage(request, pk)
    why = why_it_stays(event)
    if request.method == "POST":
        title = str(event)
        try:
            operations.delete(event=event, by=request.user)
        except BadInput as fault:
            why = str(fault)
        else:
            messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": title})
            return redirect("events:list")
    context = {"event": event, "why": why, "parts": goes_with(event)}
    return render(request, "events/delete.html", context, status=409 if request.method == "POST" else 200)
