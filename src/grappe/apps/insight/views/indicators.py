"""How does a plan get indicators, and how are they read?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.insight import permissions
from grappe.apps.insight.forms.plans import IndicatorForm, ReadingForm
from grappe.apps.insight.operations import indicators
from grappe.apps.insight.queries.plans import reading_for, standing
from grappe.apps.insight.queries.written import indicator_as_written
from grappe.apps.insight.views.found import indicator_or_404, plan_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Give a plan an indicator."""
    plan = plan_to_run(request, pk)
    return _written(request, plan, None, {"target_on": plan.ends_on})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change an indicator."""
    found = indicator_or_404(request, pk)
    permissions.check_can_run_plan(request.user, found.plan)
    return _written(request, found.plan, found, IndicatorForm.of(found))


def _written(request: Request, plan: Any, found: Any, start: dict[str, Any]) -> HttpResponse:
    """Show the form, or keep what was written; where somebody else did so meanwhile, both are shown and nothing is lost."""
    posted: Any = request.POST if request.method == "POST" else None
    if posted is not None and found is not None:
        posted = conflicts.chosen(request.POST, indicator_as_written(found))
    form = IndicatorForm(posted, initial=start, plan=plan)
    if posted is None or not form.is_valid():
        return _answer(request, form, plan, found)
    version = form.cleaned_data["version"]
    try:
        saved = indicators.save(
            plan=plan, indicator=found, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, indicator_as_written(current))
        if both["conflicts"]:
            return _answer(request, form, plan, current, 409, **both)
        saved = current  # they wrote the same
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, plan, found)
    messages.success(request, _("Saved."))
    return redirect("insight:indicator", pk=saved.pk)


def _answer(
    request: Request, form: IndicatorForm, plan: Any, found: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "plan": plan, "indicator": found, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "insight/indicator_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: Request, pk: int) -> HttpResponse:
    """Show an indicator with its readings, and take a new one."""
    found = indicator_or_404(request, pk)
    may_read = permissions.can_read_indicator(request.user, found)
    if request.method == "POST":
        permissions.check_can_read_indicator(request.user, found)
    form = ReadingForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        on, value, source = form.given()
        try:
            indicators.read(
                indicator=found, on=on, value=value, source=source, by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Noted."))
            return redirect("insight:indicator", pk=pk)
    context = {
        "indicator": found,
        "plan": found.plan,
        "form": form,
        "standing": standing(found, today=clock.today()),
        "readings": list(found.readings.all())[::-1],
        "may_run": permissions.can_run_plan(request.user, found.plan),
        "may_read": may_read,
    }
    return render(request, "insight/indicator.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take an indicator off a plan."""
    found = indicator_or_404(request, pk)
    indicators.remove(indicator=found, by=request.user, at=clock.now())
    messages.success(request, _("The indicator is off the plan."))
    return redirect("insight:plan", pk=found.plan_id)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take a reading back."""
    reading = found_or_404(reading_for, pk, request)
    indicators.take_back(reading=reading, by=request.user, at=clock.now())
    messages.success(request, _("The reading is taken back."))
    return redirect("insight:indicator", pk=reading.indicator_id)
