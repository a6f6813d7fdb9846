"""How is a trend sheet turned into a study, an ideation campaign, a measure?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grappe.apps.trends.forms.sheets import MeasureForm
from grappe.apps.trends.operations import starting
from grappe.apps.trends.queries.sheets import plans_for
from grappe.apps.trends.views.found import sheet_to_edit
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_POST
def study(request: Request, pk: int) -> HttpResponse:
    """Begin a study about a trend."""
    begun = starting.begin_study(sheet=sheet_to_edit(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("A study is begun with what the trend sheet says."))
    return redirect("studies:detail", pk=begun.pk)


@require_POST
def challenge(request: Request, pk: int) -> HttpResponse:
    """Begin an ideation campaign about a trend."""
    begun = starting.begin_challenge(sheet=sheet_to_edit(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("An ideation campaign is begun: write its question, and set its dates."))
    return redirect("ideas:challenge", pk=begun.pk)


@require_POST
def measure(request: Request, pk: int) -> HttpResponse:
    """Give an action plan a measure about a trend."""
    sheet = sheet_to_edit(request, pk)
    form = MeasureForm(request.POST, plans=plans_for(for_user=request.user, today=clock.today()))
    if not form.is_valid():
        raise BadInput(_("Choose an action plan and what the measure is to become."))
    added = starting.add_measure(
        sheet=sheet, plan=form.chosen, kind=form.cleaned_data["kind"], by=request.user, at=clock.now()
    )
    messages.success(request, _("The plan has a measure about this trend: set its days and its owner."))
    return redirect("insight:measure", pk=added.pk)
