"""How does somebody take a list of companies away as a workbook?"""

from __future__ import annotations

import io
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.aids import operations, permissions
from grappe.apps.aids.forms.sweeps import ResultForm
from grappe.apps.aids.operations import sweep_exports
from grappe.apps.aids.queries import sweeps
from grappe.apps.aids.views.sweep_results import swept
from grappe.ui import clock
from grappe.ui.answers import download, progress
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE


@require_safe
def sweep_export(request: Request, slug: str) -> HttpResponse:
    """Download a short filtered list as XLSX."""
    programme = swept(request, slug)
    filters = ResultForm(request.GET, criteria=programme.criteria).filters(clock.today())
    book = io.BytesIO()
    sweep_exports.write_now(programme, filters, book, for_user=request.user)
    return download(book.getvalue(), f"{slug}-{programme.run.on.isoformat()}.xlsx", CONTENT_TYPE)


@require_POST
def sweep_prepare(request: Request, slug: str) -> HttpResponse:
    """Order the workbook of a long list; the filters stand in the address."""
    programme = swept(request, slug)
    filters = ResultForm(request.GET, criteria=programme.criteria).filters(clock.today())
    export = operations.order_export(
        programme=programme, asked=filters, language=get_language() or "en", by=request.user, at=clock.now()
    )
    return redirect("aids:sweep_file", pk=export.pk)


def _export(request: Request, pk: int) -> Any:
    permissions.check_can_view_sweeps(request.user)
    return found_or_404(sweeps.export_for, pk, request)


@require_safe
def sweep_file(request: Request, pk: int) -> HttpResponse:
    """Show how far a workbook is; when it is done, its link."""
    export = _export(request, pk)
    busy = export.state in ("waiting", "running")
    return render(request, "aids/sweep/file.html", {"export": export, "busy": busy})


@require_safe
def sweep_file_progress(request: Request, pk: int) -> HttpResponse:
    """Answer the progress fragment; when the workbook is done, have the page loaded anew."""
    export = _export(request, pk)
    busy = export.state in ("waiting", "running")
    return progress(request, "aids/sweep/_file.html", {"export": export, "busy": busy}, busy=busy)


@require_safe
def sweep_download(request: Request, pk: int) -> HttpResponseBase:
    """Download a workbook that is done."""
    export = _export(request, pk)
    path = sweep_exports.path_of(export) if export.state == "done" else None
    if path is None or not path.is_file():
        raise Http404
    name = f"{export.programme.slug}-{clock.today().isoformat()}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPE)
