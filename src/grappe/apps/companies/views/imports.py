"""How do administrators import companies on a page: upload, look, correct the columns, import?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grappe.apps.companies import permissions
from grappe.apps.companies.forms.imports import MappingForm, UploadForm
from grappe.apps.companies.operations import import_runs
from grappe.apps.companies.operations.rejections import rejections_of_run
from grappe.apps.companies.queries import imports
from grappe.apps.companies.queries.tables import open_table
from grappe.ui import clock
from grappe.ui.answers import csv_download, progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def _run(request: Request, pk: int):  # type: ignore[no-untyped-def]  # a model, which views do not import
    permissions.check_can_import_companies(request.user)
    return found_or_404(imports.run_of, pk, request)


@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: Request) -> HttpResponse:
    """Show the upload form and the earlier imports; take a file."""
    permissions.check_can_import_companies(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = import_runs.receive_file(upload=form.cleaned_data["file"], by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("file", str(fault))
        else:
            return redirect("companies:import_run", pk=run.pk)
    runs = imports.runs(for_user=request.user)[:20]
    status = 422 if form.errors else 200
    return render(request, "companies/imports/start.html", {"form": form, "runs": runs}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def import_run(request: Request, pk: int) -> HttpResponse:
    """Show one import; POST orders another dry run with the chosen columns."""
    run = _run(request, pk)
    headers = open_table(import_runs.path_of(run)).headers
    form = MappingForm(request.POST or None, headers=headers, mapping=run.mapping, lacking=run.lacking)
    if request.method == "POST" and form.is_valid():
        try:
            import_runs.check_again(
                run=run,
                changes=form.changes(),
                clusters=form.cleaned_data["clusters"],
                fill=form.fill,
                by=request.user,
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("companies:import_run", pk=pk)
    proposals = imports.proposals(run)
    sure = sum(each.sure for each in proposals)
    context = {
        "run": run,
        "form": form,
        "busy": imports.is_busy(run),
        "refusals": imports.refusals(run),
        "proposals": proposals,
        "sure": sure,
        "new": run.created - sure,
        "erased": imports.erased(run),
    }
    return render(request, "companies/imports/run.html", context, status=422 if form.errors else 200)


@require_POST
def import_apply(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    choices, reasons = _by_row(request, "row_"), _by_row(request, "back_")
    import_runs.apply(run=run, by=request.user, at=clock.now(), choices=choices, reasons=reasons)
    return redirect("companies:import_run", pk=pk)


def _by_row(request: Request, start: str) -> dict[int, str]:
    """What was said of each row, by number: inputs are named by a word and the number."""
    return {
        int(number): str(value)
        for name, value in request.POST.items()
        if name.startswith(start) and (number := name.removeprefix(start)).isdecimal() and len(number) < 12
    }


@require_GET
def import_progress(request: Request, pk: int) -> HttpResponse:
    """Answer the progress fragment; when the work is done, tell HTMX to load the page anew."""
    run = _run(request, pk)
    busy = imports.is_busy(run)
    return progress(request, "companies/imports/_progress.html", {"run": run, "busy": busy}, busy=busy)


@require_GET
def import_rejected(request: Request, pk: int) -> HttpResponse:
    """Download the refused rows with column and reason."""
    run = _run(request, pk)
    headers = open_table(import_runs.path_of(run)).headers
    name = _("refused-rows")
    return csv_download(rejections_of_run(run, headers), f"{name}-{run.pk}.csv")
