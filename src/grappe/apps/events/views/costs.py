"""What did an event cost, what does its organiser say, and what did all events bring?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.costs import CostForm, ResultsFilterForm, ResultsForm
from grappe.apps.events.operations import costs as operations
from grappe.apps.events.queries import costs as queries
from grappe.apps.events.queries import results as result_queries
from grappe.apps.events.queries.came import came
from grappe.apps.events.queries.event_report import report_pdf
from grappe.apps.events.queries.results_sheet import results_sheet
from grappe.apps.events.queries.survey import FEW
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE

LANGUAGES = ("en", "fr", "de")


@require_http_methods(["GET", "HEAD", "POST"])
def costs(request: Request, pk: int) -> HttpResponse:
    """Show an event's budget and account; a POST adds a line."""
    event = event_or_404(request, pk)
    may_manage = permissions.can_manage_event(request.user, event)
    form = CostForm(request.POST or None)
    if request.method == "POST":
        permissions.check_can_manage_event(request.user, event)
        if _saved(request, form, event, None):
            return redirect("events:costs", pk=pk)
    account = queries.account_of(event, came(event, for_user=request.user), for_user=request.user)
    context = {"event": event, "account": account, "form": form, "may_manage": may_manage}
    return render(request, "events/costs/page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cost(request: Request, pk: int) -> HttpResponse:
    """Change one line."""
    line = found_or_404(queries.cost_for, pk, request)
    permissions.check_can_manage_event(request.user, line.event)
    initial = {name: getattr(line, name) for name in ("kind", "label", "planned_eur", "actual_eur")}
    form = CostForm(request.POST or None, initial=initial)
    if request.method == "POST" and _saved(request, form, line.event, line):
        return redirect("events:costs", pk=line.event_id)
    context = {"event": line.event, "line": line, "form": form}
    return render(request, "events/costs/line.html", context, status=422 if form.errors else 200)


def _saved(request: Request, form: CostForm, event: Any, line: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        operations.save_cost(event=event, cost=line, **form.cleaned_data, by=request.user, at=clock.now())
    except BadInput as fault:
        form.add_error(None, str(fault))
        return False
    return True


@require_POST
def cost_remove(request: Request, pk: int) -> HttpResponse:
    """Take a line out."""
    line = found_or_404(queries.cost_for, pk, request)
    operations.remove_cost(cost=line, by=request.user, at=clock.now())
    return redirect("events:costs", pk=line.event_id)


@require_http_methods(["GET", "HEAD", "POST"])
def results_write(request: Request, pk: int) -> HttpResponse:
    """Let the organiser say in their own words what came of the event."""
    event = event_to_manage(request, pk)
    form = ResultsForm(
        request.POST if request.method == "POST" else None,
        initial={"text": event.results, "based_on": event.results},
    )
    status, theirs = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operations.write_results(event=event, **form.cleaned_data, by=request.user, at=clock.now())
            except Stale as stale:
                form.add_error(None, str(stale))
                status, theirs = 409, str(stale.current)
            except BadInput as fault:
                form.add_error("text", str(fault))
            else:
                messages.success(request, _("Your words are on file."))
                return redirect("events:after", pk=pk)
    context = {"event": event, "form": form, "theirs": theirs}
    return render(request, "events/after/words.html", context, status=status)


@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    """Answer the event on one page of paper, in the page's language or the one asked for."""
    event = event_or_404(request, pk)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else (get_language() or "en")[:2]
    content = report_pdf(event, for_user=request.user, today=clock.today(), language=language)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="event-{event.slug}.pdf"'
    answer["Content-Language"] = language
    return answer


@require_safe
def results(request: Request) -> HttpResponse:
    """Show what all events brought, beside each other and together: counts only."""
    form, found = _results(request)
    return render(request, "events/results.html", {"form": form, "found": found, "few": FEW})


@require_safe
def sheet(request: Request) -> HttpResponse:
    """Download the results of all events as a workbook."""
    _form, found = _results(request)
    return download(results_sheet(found), "events.xlsx", CONTENT_TYPE)


def _results(request: Request) -> tuple[ResultsFilterForm, result_queries.Results]:
    now = clock.now()
    form = ResultsFilterForm(request.GET, years=result_queries.years(for_user=request.user, at=now))
    return form, result_queries.results(for_user=request.user, at=now, filters=form.filters())
