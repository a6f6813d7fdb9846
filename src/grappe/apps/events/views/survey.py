"""How is a survey asked, answered by its own link, and read?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.survey import QuestionForm, SurveyForm
from grappe.apps.events.operations import survey as operations
from grappe.apps.events.queries import survey as queries
from grappe.apps.events.queries.order import places
from grappe.apps.events.queries.survey_sheet import survey_sheet
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.apps.events.views.moves import moved, said_of
from grappe.apps.events.views.outside import own
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.templatetags.ui import localized
from grappe.ui.workbook import CONTENT_TYPE


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_survey(request: Request, registration: Any, token: str) -> HttpResponse:
    """Ask somebody who came how it was; take the answer, and another one until the survey closes."""
    now, event = clock.now(), registration.event
    given = queries.answer_of(registration)
    initial = (
        {name: getattr(given, name) for name in ("satisfaction", "recommend", "comment")} if given else {}
    )
    open_ = queries.is_open(event, at=now)
    form = SurveyForm(
        request.POST if request.method == "POST" else None, questions=queries.questions_of(event),
        answers=given.answers if given else None,
        initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(
                registration=registration, **form.values(), language=get_language() or "en", at=now
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Thank you, your answer is on file. You may change it here."))
            return redirect("events:own_survey", token=token)
    context = {
        "event": event, "registration": registration, "form": form, "given": given, "is_open": open_,
        "may_answer": queries.may_answer(registration),
        "closes_at": queries.closes_at(event), "is_over": event.ends_at <= now, "few": queries.FEW,
    }  # fmt: skip
    return render(request, "events/survey/own.html", context, status=422 if form.errors else 200)


@require_safe
def results(request: Request, pk: int) -> HttpResponse:
    """Show what came back, and to whoever manages the event its questions and how it is sent."""
    event = event_or_404(request, pk)
    now, questions = clock.now(), queries.questions_of(event)
    context = {
        "event": event,
        "tab": "after",
        "may_see": permissions.can_view_registrations(request.user),
        "may_manage": permissions.can_manage_event(request.user, event),
        "results": queries.survey_results(event, for_user=request.user),
        "questions": questions,
        "places": places(questions),
        "still_to_ask": queries.still_to_ask(event),
        "is_open": queries.is_open(event, at=now),
        "is_over": event.ends_at <= now,
        "closes_at": queries.closes_at(event),
        "sent_at": queries.sent_by_itself_at(event),
        "few": queries.FEW,
    }
    return render(request, "events/survey/results.html", context)


@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Send the survey to those who came and did not get it yet."""
    event = event_to_manage(request, pk)
    number = operations.send(event=event, by=request.user, at=clock.now())
    said = ngettext("The survey goes to %(n)d person.", "The survey goes to %(n)d people.", number)
    messages.success(request, said % {"n": number})
    return redirect("events:survey", pk=pk)


@require_POST
def by_itself(request: Request, pk: int) -> HttpResponse:
    """Say whether the survey goes out by itself the day after."""
    event = event_to_manage(request, pk)
    wanted = request.POST.get("wanted") == "yes"
    operations.set_by_itself(event=event, wanted=wanted, by=request.user, at=clock.now())
    return redirect("events:survey", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: Request, pk: int) -> HttpResponse:
    """Add a question to the survey."""
    return _question(request, event_to_manage(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: Request, pk: int) -> HttpResponse:
    """Change a question of the survey."""
    question = found_or_404(queries.question_for, pk, request)
    permissions.check_can_manage_event(request.user, question.event)
    return _question(request, question.event, question)


def _question(request: Request, event: Any, question: Any) -> HttpResponse:
    form = QuestionForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_question(
                event=event, question=question, **form.values(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("events:survey", pk=event.pk)
    context = {"event": event, "question": question, "form": form}
    return render(request, "events/survey/question.html", context, status=422 if form.errors else 200)


@require_POST
def question_move(request: Request, pk: int) -> HttpResponse:
    """Let a question of the survey change places with the one before or after it."""
    question = found_or_404(queries.question_for, pk, request)
    moved(request, question)
    asked = queries.questions_of(question.event)
    shown = places(asked)
    said = said_of(localized(question.labels), shown[pk])
    if not request.htmx:
        messages.success(request, said)
        return redirect("events:survey", pk=question.event_id)
    context = {"questions": asked, "places": shown, "said": said}
    return render(request, "events/survey/_moved.html", context)


@require_POST
def question_remove(request: Request, pk: int) -> HttpResponse:
    """Take a question out of the survey."""
    question = found_or_404(queries.question_for, pk, request)
    operations.remove_question(question=question, by=request.user, at=clock.now())
    return redirect("events:survey", pk=question.event_id)


@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """Download the results as a workbook."""
    event = event_or_404(request, pk)
    return download(survey_sheet(event, for_user=request.user), f"survey-{event.slug}.xlsx", CONTENT_TYPE)
