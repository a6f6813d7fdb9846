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
from grappe.apps.insight.views.found import indicator_or_404, plan_to_run
from grappe.ui import clock
from grappe.ui.errors import BadInput
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
    form = IndicatorForm(request.POST or None, initial=start, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            saved = indicators.save(
                plan=plan, indicator=found, draft=form.draft(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("insight:indicator", pk=saved.pk)
    context = {"form": form, "plan": plan, "indicator": found}
    return render(request, "insight/indicator_edit.html", context, status=422 if form.errors else 200)


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
