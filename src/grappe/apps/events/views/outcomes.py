"""How does the organiser see what came of the business meetings, and make needs and cooperations of it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.requests import ThemeForm
from grappe.apps.events.operations import outcomes as operations
from grappe.apps.events.queries import outcomes as queries
from grappe.apps.events.queries import participants
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
def outcome_list(request: Request, pk: int) -> HttpResponse:
    """Show the figures and every outcome."""
    event = event_or_404(request, pk)
    permissions.check_can_view_registrations(request.user)
    kind = request.GET.get("kind", "")
    found = queries.outcomes_of(event, for_user=request.user, kind=kind)
    at = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event, "tab": "meetings", "part": "outcomes", "may_see": True, "kind": kind, "page": at,
        "plan": participants.plan_for(event, for_user=request.user),
        "may_manage": permissions.can_manage_event(request.user, event),
        "results": queries.results_of(event, for_user=request.user),
        "rows": [(each, queries.other_side(each)) for each in at.object_list],
        "theme_form": ThemeForm(),
    }  # fmt: skip
    return render(request, "events/outcomes.html", context)


@require_POST
def to_need(request: Request, pk: int, outcome: int) -> HttpResponse:
    """Make an outcome a need of the company that reported it."""
    event = event_to_manage(request, pk)
    found = _outcome(request, event, outcome)
    form = ThemeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the themes."))
        return redirect("events:outcomes", pk=event.pk)
    return _done(
        request, event, _("It is a need of the company now."),
        lambda: operations.to_need(
            outcome=found, theme=form.cleaned_data["theme"], by=request.user, at=clock.now()
        ),
    )  # fmt: skip


@require_POST
def to_cooperation(request: Request, pk: int, outcome: int) -> HttpResponse:
    """Begin a cooperation of the two companies that met."""
    event = event_to_manage(request, pk)
    found = _outcome(request, event, outcome)
    return _done(
        request, event, _("The cooperation is on file."),
        lambda: operations.to_cooperation(outcome=found, by=request.user, at=clock.now()),
    )  # fmt: skip


def _outcome(request: Request, event: Any, pk: int) -> Any:
    try:
        return queries.outcome_for(pk, event=event, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _done(request: Request, event: Any, words: str, do: Any) -> HttpResponse:
    try:
        do()
    except BadInput as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, words)
    return redirect("events:outcomes", pk=event.pk)
