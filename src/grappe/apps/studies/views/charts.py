"""How is a chart of a table made, changed, moved and removed?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.charts import ChartForm
from grappe.apps.studies.operations import charts as operations
from grappe.apps.studies.queries import charts as queries
from grappe.apps.studies.queries import figures
from grappe.apps.studies.queries.written import chart_as_written
from grappe.apps.studies.views.found import both_sides, context_of, sent, sent_or_kept
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Make a chart of a table."""
    table = found_or_404(figures.table_for, pk, request)
    permissions.check_can_work_on(request.user, table.study)
    choices = queries.choices_of(table, get_language() or "en")
    first = {"kind": "bar", "along": 0, "series": [n for n, _label in choices[1][:1]]}
    form = ChartForm(sent(request), choices=choices, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            chart = operations.add_chart(table=table, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The chart is made."))
            return redirect(_place(table, chart))
    return _answer(request, table, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a chart; where somebody else did so meanwhile, both are shown and nothing is lost."""
    chart = found_or_404(queries.chart_for, pk, request)
    table, posted = chart.table, sent_or_kept(request, chart_as_written(chart))
    choices = queries.choices_of(table, get_language() or "en")
    form = ChartForm(posted, choices=choices, initial=ChartForm.of(chart))
    if posted is None or not form.is_valid():
        return _answer(request, table, form, chart)
    version = form.cleaned_data["version"]
    try:
        operations.change_chart(
            chart=chart, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        both = both_sides(form, stale, chart_as_written)
        if both["conflicts"]:
            return _answer(request, table, form, stale.current, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, table, form, chart)
    messages.success(request, _("Saved."))  # also where they wrote the same
    return redirect(_place(table, chart))


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Let a chart change places with its neighbour."""
    chart = found_or_404(queries.chart_for, pk, request)
    operations.move_chart(chart=chart, up=request.POST.get("to") == "up", by=request.user, at=clock.now())
    return redirect(_place(chart.table, chart))


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a chart; its table stays."""
    chart = found_or_404(queries.chart_for, pk, request)
    operations.remove_chart(chart=chart, by=request.user, at=clock.now())
    messages.success(request, _("The chart is removed."))
    return redirect("studies:table", pk=chart.table_id)


def _place(table: Any, chart: Any) -> str:
    return reverse("studies:table", kwargs={"pk": table.pk}) + f"#chart-{chart.pk}"


def _answer(
    request: Request, table: Any, form: ChartForm, chart: Any, status: int = 0, **more: Any
) -> HttpResponse:
    own = {"table": table, "form": form, "chart_edited": chart}
    context = context_of(request, table.study, "figures") | own | more
    status = status or (422 if form.errors else 200)
    return render(request, "studies/figures/chart.html", context, status=status)
