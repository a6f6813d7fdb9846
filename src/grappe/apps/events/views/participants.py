"""How does the organiser see who takes part in the business meetings, and edit for them?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.participants import ProfileForm
from grappe.apps.events.operations import participants as operations
from grappe.apps.events.queries import participants as queries
from grappe.apps.events.queries import prefill
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
def participant_list(request: Request, pk: int) -> HttpResponse:
    """List who takes part, with what they say and how many requests they have; and who could still."""
    event = event_or_404(request, pk)
    permissions.check_can_view_registrations(request.user)
    may_manage = permissions.can_manage_event(request.user, event)
    found = queries.participants_of(event, for_user=request.user)
    context = {
        "event": event, "tab": "meetings", "may_see": True, "may_manage": may_manage, "part": "participants",
        "plan": queries.plan_for(event, for_user=request.user),
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "left_out": queries.left_out(event, for_user=request.user),
        "others": queries.not_taking_part(event, for_user=request.user) if may_manage else [],
    }  # fmt: skip
    return render(request, "events/participants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def participant_edit(request: Request, pk: int, participant: int) -> HttpResponse:
    """Edit a profile for somebody who takes part."""
    event = event_to_manage(request, pk)
    mine = _found(queries.participant_for, participant, event, request)
    initial = {
        "offers": mine.offers, "seeks": mine.seeks, "about": mine.about, "shown": mine.shown,
        "unavailable": sorted(queries.unavailable_slots(mine)), "version": mine.version,
    }  # fmt: skip
    form = ProfileForm(request.POST or None, plan=mine.plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(
                participant=mine, profile=form.profile(), version=form.cleaned_data["version"] or 0,
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The profile is on file."))
            return redirect("events:participants", pk=event.pk)
    context = {"event": event, "registration": mine.registration, "participant": mine, "form": form}
    return render(request, "events/participant.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def participant_add(request: Request, pk: int, registration: int) -> HttpResponse:
    """Let somebody with a seat take part, with what their company's file has."""
    event = event_to_manage(request, pk)
    guest = _found(queries.registration_of, registration, event, request)
    plan = queries.own_of(guest).plan
    if plan is None:
        raise Http404
    proposed = prefill.prefill_of(guest)
    initial = {"offers": proposed.offers, "seeks": proposed.seeks, "about": proposed.about, "shown": True}
    form = ProfileForm(request.POST or None, plan=plan, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.join(registration=guest, profile=form.profile(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("They take part now."))
            return redirect("events:participants", pk=event.pk)
    context = {"event": event, "registration": guest, "participant": None, "form": form}
    return render(request, "events/participant.html", context, status=422 if form.errors else 200)


@require_POST
def participant_withdraw(request: Request, pk: int, participant: int) -> HttpResponse:
    """Take somebody out of the business meetings: they do not come."""
    event = event_to_manage(request, pk)
    mine = _found(queries.participant_for, participant, event, request)
    operations.withdraw(participant=mine, by=request.user, at=clock.now())
    messages.success(request, _("They do not take part any more; those whom it concerns are told."))
    return redirect("events:participants", pk=event.pk)


def _found(ask: Any, pk: int, event: Any, request: Request) -> Any:
    try:
        return ask(pk, event=event, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
