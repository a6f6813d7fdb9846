"""When is the attendance list erased; and how does the organiser erase it earlier?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.events import permissions
from grappe.apps.events.operations import retention as operations
from grappe.apps.events.queries import retention as queries
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, pk: int) -> HttpResponse:
    """Show what is kept of whom until when; on POST by the organiser, erase it now."""
    at = clock.now()
    if request.method == "POST":
        operations.erase(event=event_to_manage(request, pk), by=request.user, at=at)
        messages.success(request, _("The attendance list was erased. The counts stay."))
        return redirect("events:retention", pk=pk)
    event = event_or_404(request, pk)
    permissions.check_can_view_registrations(request.user)
    context = {
        "event": event,
        "tab": "registrations",
        "may_see": True,
        "kept": queries.retention_of(event, for_user=request.user, at=at),
    }
    return render(request, "events/retention.html", context)
