"""Which figures does the initiative have, how do they go on, and what stands behind one?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.reporting import permissions
from grappe.apps.reporting.enums import Dimension
from grappe.apps.reporting.forms import OwnerForm, TargetsForm
from grappe.apps.reporting.operations import definitions, runs
from grappe.apps.reporting.queries import charts, outlook, parts, series
from grappe.apps.reporting.queries.definitions import written_query
from grappe.apps.reporting.queries.sheet import series_csv
from grappe.ui import clock
from grappe.ui.answers import csv_download, progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request

BY = [choice for choice in Dimension.choices if choice[0] != Dimension.ALL]


@require_safe
def indicator_list(request: Request) -> HttpResponse:
    """Show every indicator: this year, the year before, its target, how it goes on."""
    today = clock.today()
    chapters = series.all_series(for_user=request.user, on=today)
    run, refreshed_at = series.last_refresh(for_user=request.user)
    context = {
        "chapters": chapters,
        "year": today.year,
        "run": run,
        "busy": runs.is_busy(run, at=clock.now()),
        "refreshed_at": refreshed_at,
        "may_refresh": permissions.can_refresh(request.user),
    }
    return render(request, "reporting/indicators.html", context)


def _series(request: Request, slug: str) -> series.Series:
    return found_or_404(series.series_of, slug, request, on=clock.today())


def _line(found: series.Series, year: int, asked: int | None) -> series.Line:
    """Return the line of a version, or else that of the one that counts in the year; the last where none does."""
    if asked is not None:
        line = next((line for line in found.lines if line.version.pk == asked), None)
        if line is None:
            raise Http404
        return line
    if not found.lines:
        raise Http404
    return next((line for line in found.lines if year in line.counts), found.lines[-1])


def _place(request: Request, found: series.Series) -> tuple[int, str, series.Line]:
    """Return the year, the dimension and the line that a query string asks for."""
    year = number_in(request, "year")
    year = year if year in found.years else found.years[-1]
    by = request.GET.get("by", "")
    return (
        year,
        by if by in Dimension.values else Dimension.CLUSTER,
        _line(found, year, number_in(request, "version")),
    )


@require_safe
def indicator(request: Request, slug: str) -> HttpResponse:
    """Show one indicator: what it counts, its versions over the years, and one year taken apart."""
    found = _series(request, slug)
    year, by, line = _place(request, found)
    if by == Dimension.ALL:
        by = Dimension.CLUSTER
    rows = parts.parts_of(line.version, year=year, dimension=by, for_user=request.user)
    ahead = outlook.outlook_of(found, on=clock.today())
    context = {
        "series": found,
        "indicator": found.indicator,
        "chart": charts.over_years(found, ahead),
        "outlook": ahead,
        "year": year,
        "by": by,
        "by_label": Dimension(by).label,
        "dimensions": BY,
        "line": line,
        "parts": rows,
        "parts_chart": charts.of_parts(found, rows),
        "map": parts.map_of_parts(rows) if by == Dimension.COMMUNE else None,
        "leaves_out": any(not part.figure.counted for part in rows),
        "all_left_out": not rows and parts.all_left_out(line.version, year=year, dimension=by),
        "query": written_query(line.version.query),
        "may_define": permissions.can_define(request.user, found.indicator),
        **_waiting(request, found),
    }
    return render(request, "reporting/indicator.html", context)


def _waiting(request: Request, found: series.Series) -> dict[str, Any]:
    """Return whether some definition was not computed yet, and the refresh that is to do so."""
    run = series.last_refresh(for_user=request.user)[0] if found.waits else None
    return {"run": run, "busy": runs.is_busy(run, at=clock.now())}


@require_safe
def behind(request: Request, slug: str) -> HttpResponse:
    """Show the records behind one figure: those that the reader may open, and how many others there are."""
    found = _series(request, slug)
    year, _by, line = _place(request, found)
    by = request.GET.get("by", "")
    by = by if by in Dimension.values else Dimension.ALL
    key = request.GET.get("key", "").replace("\x00", "")[:80] if by != Dimension.ALL else ""
    page = parts.behind(
        line.version, year=year, until=clock.today(), dimension=by, key=key, page=number_in(request, "page") or 1,
        for_user=request.user,
    )  # fmt: skip
    context = {
        "series": found,
        "indicator": found.indicator,
        "year": year,
        "line": line,
        "by": by,
        "key": key,
        "part": parts.labels_of(line.version, by, [key])(key) if by != Dimension.ALL else "",
        "by_label": Dimension(by).label,
        "page": page,
    }
    return render(request, "reporting/behind.html", context)


@require_safe
def indicator_csv(request: Request, slug: str) -> HttpResponse:
    """Give the series as a table."""
    found = _series(request, slug)
    ahead = outlook.outlook_of(found, on=clock.today())
    return csv_download(series_csv(found, ahead), f"{slug}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Request, slug: str) -> HttpResponse:
    """Set what an indicator is to be, and say who answers for it."""
    found = found_or_404(series.indicator_for, slug, request)
    permissions.check_can_define(request.user, found)
    posted: Any = request.POST if request.method == "POST" else None
    years = [clock.today().year + number for number in range(-1, 3)]
    form = TargetsForm(posted, indicator=found, years=years)
    if posted is not None and form.is_valid():
        try:
            definitions.set_targets(indicator=found, targets=form.targets(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("reporting:indicator", slug=slug)
    may_name = permissions.can_name_owner(request.user)
    context = {
        "indicator": found,
        "form": form,
        "owner_form": OwnerForm(initial={"owner": found.owner_id or ""}) if may_name else None,
    }
    return render(request, "reporting/targets.html", context, status=422 if form.errors else 200)


@require_POST
def owner(request: Request, slug: str) -> HttpResponse:
    """Say who answers for an indicator."""
    found = found_or_404(series.indicator_for, slug, request)
    form = OwnerForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Choose somebody from the list."))
    definitions.name_owner(indicator=found, owner=form.chosen(), by=request.user)
    messages.success(request, _("Saved."))
    return redirect("reporting:indicator", slug=slug)


@require_POST
def refresh(request: Request) -> HttpResponse:
    """Order records and figures anew."""
    runs.order_refresh(by=request.user, at=clock.now())
    messages.success(request, _("The figures are being computed anew."))
    return redirect("reporting:indicators")


@require_safe
def refresh_progress(request: Request, pk: int) -> HttpResponse:
    """Say how far a refresh has come."""
    run = found_or_404(series.refresh_for, pk, request)
    busy = runs.is_busy(run, at=clock.now())
    return progress(request, "reporting/_progress.html", {"run": run, "busy": busy}, busy=busy)
