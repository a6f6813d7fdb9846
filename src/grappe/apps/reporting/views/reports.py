"""How is a report composed, looked at with today's figures, and frozen?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.reporting import permissions
from grappe.apps.reporting.forms.reports import FreezeForm, ReportForm, blank
from grappe.apps.reporting.operations import freezing
from grappe.apps.reporting.operations import reports as operations
from grappe.apps.reporting.queries import frozen as queries
from grappe.apps.reporting.queries.frozen_charts import with_charts
from grappe.apps.reporting.queries.frozen_shown import notes, shown
from grappe.apps.reporting.queries.report_content import content_of
from grappe.apps.reporting.queries.report_drafts import as_written
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def report_list(request: Request) -> HttpResponse:
    """List the frozen reports; whoever composes sees those that are composed too."""
    found = queries.frozen_reports(for_user=request.user)
    may_compose = permissions.can_compose(request.user)
    context = {
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "composed": _composed(request) if may_compose else None,
        "may_compose": may_compose,
    }
    return render(request, "reporting/reports/list.html", context)


def _composed(request: Request) -> Any:
    """Return a page of the reports that are composed; those that were never frozen come first."""
    found = queries.reports(for_user=request.user)
    return Paginator(found, queries.PAGE).get_page(request.GET.get("composed"))


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin a report."""
    permissions.check_can_compose(request.user)
    form = ReportForm(request.POST or None, initial=blank(clock.today().year))
    if request.method == "POST" and form.is_valid():
        try:
            report = operations.begin(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, _("The report is composed. Look at it with today’s figures, then freeze it.")
            )
            return redirect("reporting:report", pk=report.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a report; where somebody else did so meanwhile, both are shown and nothing is lost."""
    report = found_or_404(queries.report_for, pk, request)
    slugs = ReportForm(report=report).slugs
    posted = conflicts.chosen(request.POST, as_written(report, slugs)) if request.method == "POST" else None
    form = ReportForm(posted, report=report, initial=ReportForm.of(report))
    if posted is None or not form.is_valid():
        return _answer(request, form, report)
    try:
        operations.change(
            report=report, draft=form.draft(), version=form.cleaned_data["version"], offered=form.slugs,
            by=request.user, at=clock.now(),
        )  # fmt: skip
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, report)
    messages.success(request, _("Saved."))
    return redirect("reporting:report", pk=pk)


def _conflict(request: Request, form: ReportForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, as_written(current, form.slugs))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("reporting:report", pk=current.pk)
    return _answer(request, form, current, 409, **both)


def _answer(request: Request, form: ReportForm, report: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "report": report, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "reporting/reports/edit.html", context, status=status)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a report as it would be frozen now, and what was frozen of it."""
    report = found_or_404(queries.report_for, pk, request)
    content = content_of(report, number=0, at=clock.now())
    found = shown(content, get_language() or "en")
    earlier = [one for one in queries.frozen_reports(for_user=request.user).filter(report=report)]
    open_ones = [one for one in earlier if permissions.can_withdraw(request.user, one) and not _is_over(one)]
    context = {
        "report": report,
        "shown": found,
        "charts": with_charts(found),
        "notes": notes(found),
        "earlier": earlier,
        "form": FreezeForm(earlier=open_ones),
    }
    return render(request, "reporting/reports/report.html", context)


def _is_over(one: Any) -> bool:
    return one.state in ("withdrawn", "replaced")


@require_POST
def freeze(request: Request, pk: int) -> HttpResponse:
    """Freeze a report with the figures as they are."""
    report = found_or_404(queries.report_for, pk, request)
    form = FreezeForm(
        request.POST, earlier=queries.frozen_reports(for_user=request.user).filter(report=report)
    )
    if not form.is_valid():
        raise BadInput(_("This request cannot be read."))
    frozen = freezing.freeze(report=report, replaces=form.chosen(), by=request.user, at=clock.now())
    messages.success(request, _("Frozen. From now on nothing alters it."))
    return redirect("reporting:frozen", pk=frozen.pk)
