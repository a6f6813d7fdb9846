"""What did the last sweep find, and how is a new one started, watched and gone on with?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.aids import operations, permissions, queries
from grappe.apps.aids.forms.sweeps import OverviewForm, StartForm
from grappe.apps.aids.queries import sweeps
from grappe.apps.aids.queries.sweep_overview import overview
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def sweep(request: Request) -> HttpResponse:
    """Show the last sweep of a catalogue programme by programme, and the one under way."""
    permissions.check_can_view_sweeps(request.user)
    catalogue, form, start = _catalogue(request), OverviewForm(request.GET), _start(request)
    run = sweeps.latest_sweep(for_user=request.user, catalogue=catalogue)
    active = sweeps.active_sweep(for_user=request.user, catalogue=catalogue)
    found = overview(run, for_user=request.user, today=clock.today(), **form.asked()) if run else None
    cluster = form.asked()["cluster"]
    context = {
        "form": form, "run": run, "found": found, "start": start, "catalogue": catalogue, "cluster": cluster,
        "may_run": permissions.can_run_sweep(request.user), "failed": _failed(request, catalogue, active),
        **_progress(active),
    }  # fmt: skip
    return render(request, "aids/sweep/overview.html", context)


def _catalogues(request: Request) -> list[tuple[str, str]]:
    return [("" if one.home else one.slug, str(one)) for one in queries.catalogues(for_user=request.user)]


def _start(request: Request) -> StartForm:
    return StartForm(
        initial={"catalogue": request.GET.get("catalogue", "")},
        catalogues=_catalogues(request),
        auto_id="start_%s",
    )


def _catalogue(request: Request) -> str:
    asked = request.GET.get("catalogue", "")
    return asked if asked in dict(_catalogues(request)) else ""


def _progress(active: Any) -> dict[str, Any]:
    """Return the run under way, and whether somebody is at it: one that nobody is at has died."""
    if active is None:
        return {"active": None, "busy": False, "died": False}
    at_work = active.state == "waiting" or sweeps.being_worked_on(active)
    return {"active": active, "busy": at_work, "died": not at_work}


def _failed(request: Request, catalogue: str, active: Any) -> Any:
    """Return the newest run where it failed and nothing newer goes on; None else."""
    newest = sweeps.sweep_runs(for_user=request.user, catalogue=catalogue).first()
    return newest if newest is not None and active is None and newest.state == "failed" else None


@require_POST
def sweep_start(request: Request) -> HttpResponse:
    """Order a sweep of a catalogue as of today."""
    form = StartForm(request.POST, catalogues=_catalogues(request))
    catalogue = form.cleaned_data["catalogue"] if form.is_valid() else ""
    operations.start_sweep(by=request.user, at=clock.now(), on=clock.today(), catalogue=catalogue)
    return redirect(_address(catalogue))


@require_POST
def sweep_resume(request: Request, pk: int) -> HttpResponse:
    """Go on with a run that died or failed."""
    run = _run(request, pk)
    operations.resume_sweep(run=run, by=request.user, at=clock.now())
    return redirect(_address(run.catalogue))


@require_safe
def sweep_progress(request: Request, pk: int) -> HttpResponse:
    """Answer the progress fragment; when the run is over, or nobody is at it, have the page loaded anew."""
    run = _run(request, pk)
    context = _progress(run if run.state in ("waiting", "running") else None)
    busy = context["busy"]
    return progress(request, "aids/sweep/_progress.html", context | {"active": run}, busy=busy)


@require_safe
def sweep_runs(request: Request) -> HttpResponse:
    """List every run of a catalogue with its counts and how long it took."""
    permissions.check_can_view_sweeps(request.user)
    catalogue = _catalogue(request)
    found = sweeps.sweep_runs(for_user=request.user, catalogue=catalogue)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "aids/sweep/runs.html", {"page": page, "catalogue": catalogue})


def _run(request: Request, pk: int) -> Any:
    permissions.check_can_view_sweeps(request.user)
    return found_or_404(sweeps.run_for, pk, request)


def _address(catalogue: str) -> str:
    return reverse("aids:sweep") + (f"?catalogue={catalogue}" if catalogue else "")
