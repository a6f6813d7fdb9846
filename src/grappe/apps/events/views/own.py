"""What does somebody registered see and do on their own page, behind their own signed link?

A GET changes nothing: the programs that open links in mails for their owner must neither confirm nor cancel.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from grappe.apps.events import operations, queries
from grappe.apps.events.forms.public import AnswersForm
from grappe.apps.events.queries import public
from grappe.apps.events.views.outside import own
from grappe.ui import clock, moments
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

# What else is theirs: address, words, icon, in which states of the registration.
CARDS = (
    ("events:own_calendar", gettext_lazy("Put it into your calendar"), "calendar-plus", {"confirmed"}),
    ("events:own_badge", gettext_lazy("Your badge"), "id-badge-2", {"confirmed"}),
    ("events:own_meetings", gettext_lazy("Your business meetings"), "arrows-exchange", {"confirmed"}),
    ("events:own_survey", gettext_lazy("How was it?"), "message-star", {"confirmed"}),
)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_page(request: Request, registration: Any, token: str) -> HttpResponse:
    """Show somebody their registration; confirm it, change what they filled in, or cancel it."""
    event, at = registration.event, clock.now()
    what = request.POST.get("what", "") if request.method == "POST" else ""
    form = AnswersForm(
        request.POST if what == "change" else None, initial=AnswersForm.of(registration),
        ways=queries.ways(event), questions=public.questions_of(event),
    )  # fmt: skip
    fault = ""
    if request.method == "POST":
        try:
            said = _done(what, form, registration)
        except BadInput as refused:
            fault = str(refused)
        else:
            if said:
                messages.success(request, said)
                return redirect("events:own", token=token)
    context = {
        "registration": registration,
        "shown": public.shown(event, at=at),
        "event": event,
        "when": moments.span(event.starts_at, event.ends_at),
        "programme": public.programme(event),
        "form": form,
        "fault": fault,
        "place": queries.place_in_queue(registration),
        "kept_until": queries.held_until(registration),
        "now": at,
        "cards": _cards(registration, token, event, at),
        "token": token,
    }
    return render(request, "events/own.html", context, status=422 if form.errors or fault else 200)


def _done(what: str, form: AnswersForm, registration: Any) -> str:
    """Do what was asked and return what to say; empty where the form is not right. Raises BadInput."""
    at = clock.now()
    if what == "confirm":
        state = operations.confirm(registration=registration, at=at).state
        waits = _("Thank you. All seats are taken: you are on the waiting list.")
        return waits if state == "waiting" else _("Thank you, you are registered.")
    if what == "cancel":
        operations.cancel(registration=registration, at=at)
        return _("Your registration is cancelled.")
    if what == "change":
        if not form.is_valid():
            return ""
        filled = form.filled(email=registration.email)
        operations.change_answers(registration=registration, filled=filled, at=at)
        return _("Your answers are on file.")
    raise BadInput(_("Say what you want: confirm, change or cancel."))


def _cards(registration: Any, token: str, event: Any, at: Any) -> list[dict[str, Any]]:
    """Return what else is theirs now: calendar and badge until the event is over, then the survey; meetings if any."""
    found = []
    for name, words, icon, states in CARDS:
        if registration.state not in states or event.state != "published":
            continue
        if name == "events:own_survey" and at < event.ends_at:
            continue
        if name in ("events:own_calendar", "events:own_badge") and at >= event.ends_at:
            continue
        if name == "events:own_meetings" and not hasattr(event, "meeting_plan"):
            continue
        found.append({"url": reverse(name, args=[token]), "words": words, "icon": icon})
    return found
