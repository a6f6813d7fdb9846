"""How are action plans listed, looked at, made, changed, begun, closed and given up?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.insight import operations, permissions, queries
from grappe.apps.insight.enums import PLAN_STEPS, PlanState
from grappe.apps.insight.forms.plans import ListForm, PlanForm, ReportForm, WhyForm
from grappe.apps.insight.queries.links import links_of
from grappe.apps.insight.queries.overview import drawing, late_now
from grappe.apps.insight.queries.plans import PAGE, sheet
from grappe.apps.insight.queries.written import as_written
from grappe.apps.insight.views.found import plan_or_404, plan_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def plan_list(request: Request) -> HttpResponse:
    """List the action plans with their counts."""
    permissions.check_can_view_themes(request.user)
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.plans(
        for_user=request.user, state=asked.get("state", ""), theme=asked.get("theme", ""), today=clock.today()
    )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_add": permissions.can_add_plan(request.user),
    }
    return render(request, "insight/plans.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a plan: its objective, its measures over time, what is late, by what it is measured."""
    plan = plan_or_404(request, pk)
    today = clock.today()
    found = sheet(plan, today=today)
    links = links_of([line.measure for line in found.lines], for_user=request.user)
    mine = {
        line.measure.pk for line in found.lines if permissions.can_report_measure(request.user, line.measure)
    }
    context = {
        "plan": plan,
        "sheet": found,
        "links": links,
        "mine": mine,
        "drawing": drawing(found.lines, today=today, language=get_language() or "en"),
        "late_now": late_now(found, today=today),
        "may_run": permissions.can_run_plan(request.user, plan),
        "steps": PLAN_STEPS[plan.state],
        "why": WhyForm(),
    }
    return render(request, "insight/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin a plan."""
    permissions.check_can_add_plan(request.user)
    start = {"lead": str(request.user.pk), "theme": request.GET.get("theme", "")}
    form = PlanForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            plan = operations.begin(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The plan is a draft: give it its measures, then begin it."))
            return redirect("insight:plan", pk=plan.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a plan's frame; where somebody else did so meanwhile, both are shown and nothing is lost."""
    plan = plan_to_run(request, pk)
    posted = conflicts.chosen(request.POST, as_written(plan)) if request.method == "POST" else None
    form = PlanForm(posted, initial=PlanForm.of(plan))
    if posted is None or not form.is_valid():
        return _answer(request, form, plan)
    version = form.cleaned_data["version"]
    try:
        operations.change(plan=plan, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, plan)
    messages.success(request, _("Saved."))
    return redirect("insight:plan", pk=pk)


def _conflict(request: Request, form: PlanForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("insight:plan", pk=current.pk)
    return _answer(request, form, current, 409, **both)


def _answer(request: Request, form: PlanForm, plan: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "plan": plan, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "insight/plan_edit.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Begin a plan, give it up, or take it up again."""
    form = WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    moved = operations.move(
        plan=plan_or_404(request, pk), to=request.POST.get("to", ""), why=why, by=request.user, at=clock.now()
    )
    messages.success(request, _("The plan is now: %(state)s") % {"state": moved.get_state_display()})
    return redirect("insight:plan", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """Close a plan with what came of it."""
    plan = plan_to_run(request, pk)
    form = ReportForm(request.POST or None, initial=ReportForm.spread(plan))
    if request.method == "POST" and form.is_valid():
        try:
            operations.close(plan=plan, report=form.text("report"), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The plan is closed; its report stands on its page."))
            return redirect("insight:plan", pk=pk)
    context = {
        "plan": plan,
        "form": form,
        "sheet": sheet(plan, today=clock.today()),
        "closes": PlanState.CLOSED in PLAN_STEPS[plan.state],
    }
    return render(request, "insight/plan_close.html", context, status=422 if form.errors else 200)
