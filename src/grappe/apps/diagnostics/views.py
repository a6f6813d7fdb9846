"""How are diagnostics started, answered, shared and read on pages, inside and by signed link?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.companies import queries as company_queries
from grappe.apps.diagnostics import operations, permissions, queries
from grappe.apps.diagnostics.forms import SendLinkForm, StartForm, posted_answer
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

View = Callable[..., HttpResponse]


def _company(request: Request, pk: int) -> Any:
    return found_or_404(company_queries.company_for, pk, request)


def _run(request: Request, pk: int) -> Any:
    return found_or_404(queries.run_for, pk, request)


@require_safe
def company_runs(request: Request, company_pk: int) -> HttpResponse:
    """Show a company's diagnostics and offer to start one."""
    company = _company(request, company_pk)
    context = {
        "company": company,
        "runs": [
            (run, queries.stage(run.ordinal)) for run in queries.runs_of(company.pk, for_user=request.user)
        ],
        "cards": queries.current(),
        "may_start": permissions.can_start_run(request.user, company) and company.archived_at is None,
    }
    return render(request, "diagnostics/list.html", context)


@require_POST
def start(request: Request, company_pk: int) -> HttpResponse:
    """Start a questionnaire, or go on with the one under way."""
    company = _company(request, company_pk)
    permissions.check_can_start_run(request.user, company)
    form = StartForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Choose a questionnaire first."))
    run = operations.start_run(
        company=company, slug=form.cleaned_data["questionnaire"], by=request.user, at=clock.now()
    )
    return redirect("diagnostics:answer", pk=run.pk)


@never_cache
@require_safe
def answer(request: Request, pk: int) -> HttpResponse:
    """Show all questions of a run that is under way; a finished one leads to its result."""
    run = _run(request, pk)
    if run.finished_at is not None:
        return redirect("diagnostics:result", pk=pk)
    permissions.check_can_answer_run(request.user, run)
    token = queries.link_token(run)
    context = {
        "layout": "ui/base.html",
        "run": run,
        "stage": queries.stage(run.ordinal),
        "page": queries.answer_page(run),
        "token": "",
        "link": settings.SITE_URL + reverse("diagnostics:outsider", kwargs={"token": token}) if token else "",
        "send_form": SendLinkForm(run=run),
    }
    return render(request, "diagnostics/answer.html", context)


@require_POST
def save(request: Request, pk: int, question: str) -> HttpResponse:
    run = _run(request, pk)
    permissions.check_can_answer_run(request.user, run)
    return _save(request, run, question, token="")


@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    operations.finish_run(run=_run(request, pk), by=request.user, at=clock.now())
    return redirect("diagnostics:result", pk=pk)


@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    operations.open_link(run=_run(request, pk), by=request.user, at=clock.now())
    return redirect(f"{reverse('diagnostics:answer', kwargs={'pk': pk})}#alone")


@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Send the link by e-mail to somebody at the company."""
    run = _run(request, pk)
    permissions.check_can_answer_run(request.user, run)
    form = SendLinkForm(request.POST, run=run)
    if not form.is_valid():
        raise BadInput(_("Choose somebody at the company who has an e-mail address."))
    person = form.cleaned_data["person"]
    operations.send_link(run=run, person=person, by=request.user, at=clock.now())
    messages.success(request, _("The link is on its way to %(name)s.") % {"name": person.name})
    return redirect("diagnostics:answer", pk=pk)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    operations.withdraw_link(run=_run(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The link no longer opens anything."))
    return redirect("diagnostics:answer", pk=pk)


@require_safe
def result(request: Request, pk: int) -> HttpResponse:
    """Show what a finished run says; one under way leads to its questions."""
    run = _run(request, pk)
    if run.finished_at is None:
        permissions.check_can_answer_run(request.user, run)
        return redirect("diagnostics:answer", pk=pk)
    context = {"layout": "ui/base.html", "result": queries.result_of(run), "token": ""}
    return render(request, "diagnostics/result.html", context)


def by_link(view: View) -> View:
    """Open a view to whoever has a run's signed link; a forged one is not found, an old one says so."""

    @never_cache
    @login_not_required
    @wraps(view)
    def opened(request: Request, token: str, **arguments: Any) -> HttpResponse:
        try:
            run = queries.run_by_token(token)
        except ObjectDoesNotExist as forged:
            raise Http404 from forged
        except queries.LinkExpired:
            message = _("This link is no longer valid. Please ask for a new one.")
            return render(request, "ui/error.html", {"code": 410, "message": message}, status=410)
        return view(request, run=run, token=token, **arguments)

    return opened


@by_link
@require_safe
def outsider(request: Request, run: Any, token: str) -> HttpResponse:
    """Let the company answer alone; once finished, show it its result."""
    if run.finished_at is not None:
        context = {"layout": "ui/outside.html", "result": queries.result_of(run), "token": token}
        return render(request, "diagnostics/result.html", context)
    context = {
        "layout": "ui/outside.html",
        "run": run,
        "stage": queries.stage(run.ordinal),
        "page": queries.answer_page(run),
        "token": token,
    }
    return render(request, "diagnostics/answer.html", context)


@by_link
@require_POST
def outsider_save(request: Request, run: Any, token: str, question: str) -> HttpResponse:
    return _save(request, run, question, token=token)


@by_link
@require_POST
def outsider_finish(request: Request, run: Any, token: str) -> HttpResponse:
    operations.finish_run(run=run, by=None, at=clock.now())
    return redirect("diagnostics:outsider", token=token)


def _save(request: Request, run: Any, question: str, token: str) -> HttpResponse:
    """Store one answer and say so beside it; questions that now appear or vanish come along."""
    before = queries.answer_page(run)
    try:
        asked = before.question(question)
    except KeyError as unknown:
        raise Http404 from unknown
    fault = ""
    try:
        value = posted_answer(asked.question, request.POST)
        by = None if token else request.user
        operations.save_answer(run=run, question=question, value=value, by=by, at=clock.now())
    except BadInput as bad:
        if not request.htmx:
            raise
        fault = str(bad)
    if not request.htmx:
        name, arguments = ("outsider", {"token": token}) if token else ("answer", {"pk": run.pk})
        return redirect(f"{reverse(f'diagnostics:{name}', kwargs=arguments)}#question-{question}")
    page = queries.answer_page(run)
    shown = {asked.id: asked.shown for section in before.sections for asked in section.questions}
    context = {
        "run": run,
        "page": page,
        "token": token,
        "asked": page.question(question),
        "fault": fault,
        "saved_at": clock.now(),
        "appearing": [
            other
            for section in page.sections
            for other in section.questions
            if other.shown != shown[other.id] and other.id != question
        ],
    }
    return render(request, "diagnostics/_saved.html", context, status=422 if fault else 200)
