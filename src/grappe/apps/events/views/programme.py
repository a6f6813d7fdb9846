"""How are an event's programme and questions looked at and written?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import operations, permissions
from grappe.apps.events.forms.writing import QuestionForm, SessionForm, SpeakerForm
from grappe.apps.events.queries import order, public
from grappe.apps.events.queries.programme import part_for
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.apps.events.views.moves import moved, said_of
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.templatetags.ui import localized

FORMS: dict[str, Any] = {"session": SessionForm, "speaker": SpeakerForm, "question": QuestionForm}
SAVED: dict[str, Any] = {
    "session": operations.save_session,
    "speaker": operations.save_speaker,
    "question": operations.save_question,
}


@require_safe
def programme(request: Request, pk: int) -> HttpResponse:
    """Show programme, speakers and questions, with what may be done about them."""
    event = event_or_404(request, pk)
    days, speakers, questions = (_listed(event, kind) for kind in FORMS)
    context = {
        "event": event,
        "tab": "programme",
        "may_manage": permissions.can_manage_event(request.user, event) and event.state != "cancelled",
        "may_see": permissions.can_view_registrations(request.user),
        **days, "session_places": days["places"],
        **speakers, "speaker_places": speakers["places"],
        **questions, "question_places": questions["places"],
    }  # fmt: skip
    return render(request, "events/programme.html", context)


def _listed(event: Any, kind: str) -> dict[str, Any]:
    """Return what a list of parts shows: its rows, and each one's place among those that it may move among."""
    if kind == "session":
        days = public.programme(event)
        rows = [session for _day, sessions in days for session in sessions]
        return {"days": days, "places": order.places(rows, lambda session: session.starts_at)}
    found = list(event.speakers.all()) if kind == "speaker" else public.questions_of(event)
    return {f"{kind}s": found, "places": order.places(found)}


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int, kind: str) -> HttpResponse:
    """Write a new session, speaker or question."""
    event = event_to_manage(request, pk)
    initial = {"starts_at": event.starts_at, "ends_at": event.ends_at} if kind == "session" else {}
    return _written(request, event, kind, None, initial)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int, kind: str) -> HttpResponse:
    """Change a session, a speaker or a question."""
    part = found_or_404(part_for, pk, request, kind=kind)
    permissions.check_can_manage_event(request.user, part.event)
    return _written(request, part.event, kind, part, FORMS[kind].of(part))


@require_POST
def remove(request: Request, pk: int, kind: str) -> HttpResponse:
    """Take a session, a speaker or a question out."""
    part = found_or_404(part_for, pk, request, kind=kind)
    operations.remove(part=part, by=request.user)
    messages.success(request, _("Taken out."))
    return redirect("events:programme", pk=part.event_id)


@require_POST
def move(request: Request, pk: int, kind: str) -> HttpResponse:
    """Let a part change places with the one before or after it."""
    part: Any = found_or_404(part_for, pk, request, kind=kind)
    moved(request, part)
    shown = _listed(part.event, kind)
    said = said_of(localized(part.labels) if kind == "question" else str(part), shown["places"][part.pk])
    if not request.htmx:
        messages.success(request, said)
        return redirect("events:programme", pk=part.event_id)
    context = {"event": part.event, "kind": kind, "may_manage": True, "said": said, **shown}
    return render(request, "events/_moved.html", context)


def _written(request: Request, event: Any, kind: str, part: Any, initial: dict[str, Any]) -> HttpResponse:
    form = FORMS[kind](request.POST or None, event=event, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            SAVED[kind](event=event, by=request.user, **{kind: part}, **form.values())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("events:programme", pk=event.pk)
    context = {"event": event, "form": form, "kind": kind, "part": part}
    return render(request, "events/part.html", context, status=422 if form.errors else 200)
