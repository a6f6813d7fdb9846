"""How are events listed and looked at by those inside?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.events import permissions, queries
from grappe.apps.events.forms.events import ListForm
from grappe.apps.events.queries.events import PAGE
from grappe.apps.events.views.found import event_or_404
from grappe.ui import clock
from grappe.ui.requests import Request


@require_safe
def event_list(request: Request) -> HttpResponse:
    """List the events with their counts."""
    permissions.check_can_view_events(request.user)
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.events(
        for_user=request.user, state=asked.get("state", ""), when=asked.get("when", ""), at=clock.now()
    )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_add": permissions.can_add_event(request.user),
    }
    return render(request, "events/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show an event: when, where, for whom, and how full it is."""
    event = event_or_404(request, pk)
    context = {
        "event": event,
        "tab": "overview",
        "may_manage": permissions.can_manage_event(request.user, event),
        "may_see": permissions.can_view_registrations(request.user),
    }
    return render(request, "events/detail.html", context)
