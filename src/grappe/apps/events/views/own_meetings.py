"""How does somebody registered take part in business meetings, by their own signed link and without an account?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events.forms.participants import ProfileForm
from grappe.apps.events.operations import participants as operations
from grappe.apps.events.queries import agenda as agendas
from grappe.apps.events.queries import participants as queries
from grappe.apps.events.queries import partners, prefill
from grappe.apps.events.queries import requests as request_queries
from grappe.apps.events.queries.participants import Own
from grappe.apps.events.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

FEW = 4


def taking_part(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call `view(request, mine, token)` for whoever takes part; others are led to where they may join."""

    @wraps(view)
    def opened(request: Request, registration: Any, token: str, **more: Any) -> HttpResponse:
        mine = queries.own_of(registration)
        if not mine.takes_part:
            return redirect("events:own_meetings", token=token)
        return view(request, mine, token, **more)

    return opened


def page(
    request: Request, name: str, mine: Own, token: str, tab: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer one of the pages, with what all of them show: whose they are, where one is, what waits."""
    takes_part = mine.takes_part
    now = clock.now()
    closed = request_queries.why_closed(mine.plan, now) if mine.plan is not None else "over"
    answers = takes_part and mine.plan is not None and request_queries.takes_answers(mine.plan)
    context = {
        "mine": mine, "registration": mine.registration, "event": mine.registration.event, "plan": mine.plan,
        "token": token, "tab": tab, "takes_part": takes_part, "now": now, "may_answer": answers, "closed": closed,
        "to_answer": request_queries.waiting_for(mine.participant) if answers and mine.participant else 0,
    }  # fmt: skip
    return render(request, f"events/own_meetings/{name}.html", {**context, **more}, status=status)


@require_safe
@own
def home(request: Request, registration: Any, token: str) -> HttpResponse:
    """Show what is to be done: join, answer, look at proposals, go to the next table."""
    mine = queries.own_of(registration)
    if not mine.takes_part or mine.participant is None or mine.plan is None:
        return page(request, "home", mine, token, "home", may_join=mine.may_join)
    now = clock.now()
    found = request_queries.requests_of(mine.participant)
    agenda = agendas.agenda_of(mine.participant)
    context: dict[str, Any] = {
        "may_join": False,
        "requests": found,
        "cards": partners.proposals_for(mine.participant, limit=FEW) if mine.sees_partners else [],
        "agenda": agenda,
        "next": agenda.next(now),
        "to_report": agenda.to_report(now),
    }
    return page(request, "home", mine, token, "home", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def profile(request: Request, registration: Any, token: str) -> HttpResponse:
    """Join, with what the company's file has to confirm or change; or change one's profile."""
    mine = queries.own_of(registration)
    if mine.plan is None or not (mine.takes_part or mine.may_join):
        return page(request, "home", mine, token, "home", may_join=False)
    proposed = prefill.Prefill() if mine.participant else prefill.prefill_of(registration)
    form = ProfileForm(request.POST or None, plan=mine.plan, initial=_initial(mine, proposed))
    if request.method == "POST" and form.is_valid():
        try:
            _keep(mine, form)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, _("Your profile is on file. Partners are proposed to you within a minute or two.")
            )
            return redirect("events:own_meetings", token=token)
    context: dict[str, Any] = {"form": form, "proposed": proposed, "status": 422 if form.errors else 200}
    return page(request, "profile", mine, token, "profile", **context)


def _initial(mine: Own, proposed: prefill.Prefill) -> dict[str, Any]:
    person = mine.participant
    if person is None:
        return {"offers": proposed.offers, "seeks": proposed.seeks, "about": proposed.about, "shown": True}
    return {
        "offers": person.offers, "seeks": person.seeks, "about": person.about, "shown": person.shown,
        "unavailable": sorted(queries.unavailable_slots(person)), "version": person.version,
    }  # fmt: skip


def _keep(mine: Own, form: ProfileForm) -> None:
    if mine.takes_part and mine.participant is not None:
        operations.change(
            participant=mine.participant, profile=form.profile(), version=form.cleaned_data["version"] or 0,
            by=None, at=clock.now(),
        )  # fmt: skip
    else:
        operations.join(registration=mine.registration, profile=form.profile(), by=None, at=clock.now())


@require_POST
@own
@taking_part
def leave(request: Request, mine: Own, token: str) -> HttpResponse:
    """Take part no more: what was asked and agreed is taken back."""
    assert mine.participant is not None
    operations.withdraw(participant=mine.participant, by=None, at=clock.now())
    messages.success(request, _("You do not take part any more. Those whom it concerns are told."))
    return redirect("events:own_meetings", token=token)
