"""How does a participant see when they meet whom, take it along, and report what came of it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.events.forms.requests import OutcomeForm
from grappe.apps.events.operations import outcomes as operations
from grappe.apps.events.queries import agenda as queries
from grappe.apps.events.queries import agenda_calendar, agenda_document, outcomes
from grappe.apps.events.queries.participants import Own
from grappe.apps.events.views.outside import own
from grappe.apps.events.views.own_meetings import page, taking_part
from grappe.apps.events.views.own_requests import side_or_404
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
@own
@taking_part
def agenda(request: Request, mine: Own, token: str) -> HttpResponse:
    """Show the personal timetable: the next meeting first, then the day, then what found no place."""
    assert mine.participant is not None
    found = queries.agenda_of(mine.participant)
    context: dict[str, Any] = {"agenda": found, "next": found.next(clock.now())}
    return page(request, "agenda", mine, token, "agenda", **context)


@require_safe
@own
@taking_part
def agenda_pdf(request: Request, mine: Own, token: str) -> HttpResponse:
    """Answer the personal timetable on paper."""
    assert mine.participant is not None
    content = agenda_document.as_pdf(queries.agenda_of(mine.participant))
    return download(content, f"{mine.registration.event.slug}-meetings.pdf", "application/pdf")


@require_safe
@own
@taking_part
def agenda_file(request: Request, mine: Own, token: str) -> HttpResponse:
    """Answer all meetings as a calendar file."""
    assert mine.participant is not None
    content = agenda_calendar.as_calendar(queries.agenda_of(mine.participant), at=clock.now())
    return download(content, f"{mine.registration.event.slug}-meetings.ics", "text/calendar; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@own
@taking_part
def outcome(request: Request, mine: Own, token: str, pk: int) -> HttpResponse:
    """Report what came of a meeting, or change what one said."""
    assert mine.participant is not None
    side = side_or_404(mine, pk)
    said = outcomes.own_outcome(side.request.pk, mine.participant)
    initial = (
        {"kind": said.kind, "rating": said.rating or "", "text": said.text, "share": said.share}
        if said
        else {}
    )
    form = OutcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.report(
                request=side.request, participant=mine.participant, **form.cleaned_data, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Thank you, it is on file. You may change it here."))
            return redirect("events:own_agenda", token=token)
    found = queries.agenda_of(mine.participant)
    line = next(
        (each for each in found.meetings if each.request and each.request.pk == side.request.pk), None
    )
    context: dict[str, Any] = {
        "side": side, "form": form, "said": said, "line": line,
        "may_report": line is not None and line.has_begun(clock.now()),
        "theirs": outcomes.shared_with(side.request.pk, mine.participant),
        "status": 422 if form.errors else 200,
    }  # fmt: skip
    return page(request, "outcome", mine, token, "agenda", **context)
