"""How are the catalogues shown, imported from a file, and taken away?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from grappe.apps.aids import operations, permissions, queries
from grappe.apps.aids.forms.programme_imports import ProgrammesUploadForm
from grappe.apps.aids.operations.programme_imports import refusals_text
from grappe.apps.aids.queries import programme_imports as imports
from grappe.ui import clock
from grappe.ui.answers import csv_download, progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def catalogue_list(request: Request) -> HttpResponse:
    """List the catalogues: whose they are, how many programmes, how much of their conditions are rules."""
    context = {
        "rows": queries.catalogue_rows(for_user=request.user),
        "may_manage": permissions.can_manage_catalogues(request.user),
    }
    return render(request, "aids/catalogues/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_withdraw(request: Request, slug: str) -> HttpResponse:
    """Ask whether a catalogue is to be taken away (GET), and take it away (POST)."""
    permissions.check_can_manage_catalogues(request.user)
    try:
        catalogue = queries.catalogue_for(slug, for_user=request.user)
        if request.method == "POST":
            gone = operations.withdraw_catalogue(slug=slug, by=request.user, at=clock.now())
            told = ngettext("%d programme was withdrawn.", "%d programmes were withdrawn.", gone) % gone
            messages.success(request, told)
            return redirect("aids:catalogues")
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except BadInput as fault:
        messages.error(request, str(fault))
        return redirect("aids:catalogues")
    return render(request, "aids/catalogues/withdraw.html", {"catalogue": catalogue})


@require_POST
def catalogue_nightly(request: Request, slug: str) -> HttpResponse:
    """Have a catalogue swept by night (`on` is 1), or no longer."""
    permissions.check_can_manage_catalogues(request.user)
    try:
        operations.set_nightly(
            slug=slug, nightly=request.POST.get("on") == "1", by=request.user, at=clock.now()
        )
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except BadInput as fault:
        messages.error(request, str(fault))
    return redirect("aids:catalogues")


# --- Import ---


def _run(request: Request, pk: int) -> Any:
    permissions.check_can_manage_catalogues(request.user)
    return found_or_404(imports.programme_import_for, pk, request)


@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: Request) -> HttpResponse:
    """Show the upload form and the earlier imports; take a file."""
    permissions.check_can_manage_catalogues(request.user)
    form = ProgrammesUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = operations.receive_programmes(
                upload=form.cleaned_data["file"], catalogue=form.cleaned_data["catalogue"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error("file", str(fault))
        else:
            return redirect("aids:programme_import", pk=run.pk)
    runs = imports.programme_imports(for_user=request.user)[:20]
    context = {"form": form, "runs": runs}
    return render(request, "aids/catalogues/import.html", context, status=422 if form.errors else 200)


@require_safe
def import_run(request: Request, pk: int) -> HttpResponse:
    """Show one import: what it would do or did, how much became rules, which rows were refused."""
    run = _run(request, pk)
    context = {
        "run": run, "busy": imports.is_busy(run), "refusals": run.refusals[: imports.SHOWN],
        "kinds": imports.kinds_of(run.report), "chart": imports.chart_of(run.report),
    }  # fmt: skip
    return render(request, "aids/catalogues/run.html", context)


@require_POST
def import_apply(request: Request, pk: int) -> HttpResponse:
    """Order the import itself."""
    run = _run(request, pk)
    try:
        operations.apply_programme_import(pk=run.pk, by=request.user)
    except BadInput as fault:
        messages.error(request, str(fault))
    return redirect("aids:programme_import", pk=pk)


@require_GET
def import_progress(request: Request, pk: int) -> HttpResponse:
    """Answer the progress fragment; when the work is done, tell HTMX to load the page anew."""
    run = _run(request, pk)
    busy = imports.is_busy(run)
    return progress(request, "aids/catalogues/_progress.html", {"run": run, "busy": busy}, busy=busy)


@require_GET
def import_refused(request: Request, pk: int) -> HttpResponse:
    """Download the refused rows with field and reason."""
    run = _run(request, pk)
    name = _("refused-rows")
    return csv_download(refusals_text(run.refusals), f"{name}-{run.pk}.csv")
