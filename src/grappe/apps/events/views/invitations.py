"""How does one invite to an event, see what came of it, and decline an invitation?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.campaigns import queries as campaigns
from grappe.apps.events import permissions
from grappe.apps.events.forms.invitations import DeclineForm, InvitationForm, RemindersForm
from grappe.apps.events.operations import invitations as operations
from grappe.apps.events.operations import letters, reminders
from grappe.apps.events.queries import invitations as queries
from grappe.apps.events.queries import letters as letter_queries
from grappe.apps.events.queries import token_of
from grappe.apps.events.queries.reminders import next_ones, said
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.apps.events.views.outside import speak
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def invitations(request: Request, pk: int) -> HttpResponse:
    """Show who was invited by which campaign, what came of it, and the letters that need a decision."""
    return _page(request, event_or_404(request, pk))


@require_POST
def invite(request: Request, pk: int) -> HttpResponse:
    """Begin a campaign that invites to the event, and go on writing in it."""
    event = event_to_manage(request, pk)
    form = InvitationForm(request.POST, event=event, may_remind=True)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            campaign = operations.begin(
                event=event,
                whom=asked["whom"],
                with_need=asked.get("with_need", False),
                by=request.user,
                at=clock.now(),
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, _("The invitation is prepared. Look at whom you mean and what it says.")
            )
            return redirect("campaigns:edit", pk=campaign.pk)
    return _page(request, event, form)


@require_POST
def set_reminders(request: Request, pk: int) -> HttpResponse:
    """Say when everybody with a seat is reminded."""
    event = event_to_manage(request, pk)
    form = RemindersForm(request.POST)
    if form.is_valid():
        try:
            reminders.set_reminders(
                event=event, days=form.cleaned_data["days"], by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error("days", str(fault))
        else:
            messages.success(request, _("The reminders are on file."))
            return redirect("events:invitations", pk=pk)
    return _page(request, event, reminding=form)


def _page(
    request: Request,
    event: Any,
    form: InvitationForm | None = None,
    reminding: RemindersForm | None = None,
) -> HttpResponse:
    rows = queries.invitations(event, for_user=request.user)
    may_manage = permissions.can_manage_event(request.user, event)
    may_see = permissions.can_view_registrations(request.user)
    context = {
        "event": event,
        "tab": "invitations",
        "may_manage": may_manage,
        "may_see": may_see,
        "rows": rows,
        "funnel": queries.funnel(event, rows),
        "form": form or InvitationForm(event=event, may_remind=any(row.figures.sent for row in rows)),
        "closed": queries.topic_of(event).closed_at(clock.now()),
        "is_over": clock.now() >= event.ends_at or event.state == "cancelled",
        "reminding": reminding or RemindersForm(initial={"days": said(event.reminders)}),
        "reminders": next_ones(event, at=clock.now()),
        "letters": letter_queries.counts_of(event),
        "stuck": letter_queries.stuck(event, for_user=request.user)[:50] if may_see else [],
    }
    wrong = form is not None or reminding is not None
    return render(request, "events/invitations.html", context, status=422 if wrong else 200)


@require_POST
def decide_letter(request: Request, pk: int) -> HttpResponse:
    """Decide on a letter that failed or was maybe sent: it arrived, or it is sent again."""
    letter = found_or_404(letter_queries.letter_for, pk, request)
    permissions.check_can_manage_event(request.user, letter.registration.event)
    arrived = request.POST.get("what") == "arrived"
    letters.decide(letter=letter, arrived=arrived, by=request.user, at=clock.now())
    return redirect("events:invitations", pk=letter.registration.event_id)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Request, token: str) -> HttpResponse:
    """Let somebody invited say that they cannot come; opening the page says nothing yet."""
    try:
        invited = queries.invited_by(token, at=clock.now())
    except campaigns.LinkExpired:
        return _private(render(request, "events/closed.html", {"why": "expired"}, status=410))
    except ObjectDoesNotExist:
        return _private(render(request, "events/closed.html", {"why": "forged"}, status=404))
    speak(request, invited.recipient.language)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if invited.registration is None:
            operations.decline(
                recipient=invited.recipient, reason=form.cleaned_data["reason"], at=clock.now()
            )
            messages.success(request, _("Thank you for telling us. You get no reminder of this event."))
        return _private(redirect("events:decline", token=token))
    own = token_of(invited.registration) if invited.registration is not None else ""
    context = {"invited": invited, "event": invited.event, "form": form, "token": token, "own": own}
    return _private(render(request, "events/decline.html", context, status=422 if form.errors else 200))


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    return answer
