"""How is an event begun, changed, published, called off and taken as a pattern, by those who prepare it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.events import operations, permissions
from grappe.apps.events.forms.writing import EventForm
from grappe.apps.events.queries.plans import plan_of
from grappe.apps.events.queries.writing import as_written
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin an event."""
    permissions.check_can_add_event(request.user)
    form = EventForm(request.POST or None, organiser=request.user.pk)
    if request.method == "POST" and form.is_valid():
        try:
            event = operations.begin(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The event is on file as a draft: only colleagues see it."))
            return redirect("events:detail", pk=event.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change an event; those registered are told when they have to plan anew."""
    event = event_to_manage(request, pk)
    posted = conflicts.chosen(request.POST, as_written(event)) if request.method == "POST" else None
    form = EventForm(posted, organiser=event.organiser_id, initial=EventForm.of(event))
    if posted is None or not form.is_valid():
        return _answer(request, form, event)
    try:
        changed = operations.change(
            event=event,
            draft=form.draft(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=clock.now(),
        )
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, event)
    told = changed.sequence > event.sequence
    messages.success(request, _("Saved. Those who are registered are told.") if told else _("Saved."))
    return redirect("events:detail", pk=pk)


def _conflict(request: Request, form: EventForm, current: Any) -> HttpResponse:
    """Show where two people left the event different. What is sent next is based on what stands now."""
    both = conflicts.side_by_side(form, current, as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("events:detail", pk=current.pk)
    return _answer(request, form, current, 409, **both)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish a draft."""
    event = event_to_manage(request, pk)
    operations.publish(event=event, by=request.user, at=clock.now())
    messages.success(request, _("Published: people may register now."))
    return redirect("events:detail", pk=pk)


@require_POST
def call_off(request: Request, pk: int) -> HttpResponse:
    """Call an event off and write to those registered."""
    event = event_to_manage(request, pk)
    reason = request.POST.get("reason", "").replace("\x00", " ")  # which no text in the database can hold
    operations.call_off(event=event, reason=reason, by=request.user, at=clock.now())
    messages.success(request, _("Called off. Everybody who is registered is written to."))
    return redirect("events:detail", pk=pk)


@require_POST
def duplicate(request: Request, pk: int) -> HttpResponse:
    """Take an event as the pattern of a new draft."""
    made = operations.duplicate(event=event_or_404(request, pk), by=request.user, at=clock.now())
    said = _("A new draft with the same programme and questions. Look at its dates first.")
    if plan_of(made, for_user=request.user) is not None:
        said = _(
            "A new draft with the same programme and questions, and with the rules, slots and tables of the business "
            "meetings. Look at its dates first."
        )
    messages.success(request, said)
    return redirect("events:edit", pk=made.pk)


def _answer(request: Request, form: EventForm, event: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "event": event, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "events/edit.html", context, status=status)
