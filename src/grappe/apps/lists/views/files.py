"""How does somebody take a list away as a file?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.lists import operations
from grappe.apps.lists.enums import FileState, Format
from grappe.apps.lists.queries.definitions import read
from grappe.apps.lists.queries.pages import count_of
from grappe.apps.lists.queries.views import file_for
from grappe.apps.lists.views.found import catalogue_for, definition_in, list_address
from grappe.ui import clock
from grappe.ui.answers import download, progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE

TYPES = {Format.XLSX.value: CONTENT_TYPE, Format.CSV.value: "text/csv; charset=utf-8"}


@require_safe
def export(request: Request, kind: str) -> HttpResponse:
    """Download a short list, with exactly its columns and rows."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    form = request.GET.get("form", Format.CSV.value)
    if form not in TYPES:
        raise BadInput(_("Choose CSV or XLSX."))
    content = operations.write_now(catalogue, definition, form)
    return download(content, f"{kind}-{clock.today().isoformat()}.{form}", TYPES[form])


@require_POST
def prepare(request: Request, kind: str) -> HttpResponse:
    """Order the file of a long list; of a list that turns out to be short, lead to the file at once."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    form = request.POST.get("form", "")
    # The page did not wait for the number of rows: a short list needs no job.
    if request.POST.get("counted") == "no" and count_of(catalogue, definition).more_than is None:
        return redirect(
            f"{reverse('lists:export', args=[kind])}?{urlencode({'form': form, 'def': definition.text})}"
        )
    file = operations.order_file(
        definition=definition, form=form, language=get_language() or "en", by=request.user,
        at=clock.now(),
    )  # fmt: skip
    return redirect("lists:file", pk=file.pk)


def _busy(file: Any) -> bool:
    return file.state in (FileState.WAITING, FileState.RUNNING)


@require_safe
def file_page(request: Request, pk: int) -> HttpResponse:
    """Show how far a file is; when it is done, its link."""
    file = found_or_404(file_for, pk, request)
    catalogue = catalogue_for(request, file.kind)
    back = list_address(read(catalogue, file.kind, file.definition))
    context = {"file": file, "busy": _busy(file), "back": back, "label": catalogue.kind(file.kind).label}
    return render(request, "lists/file.html", context)


@require_safe
def file_progress(request: Request, pk: int) -> HttpResponse:
    """Answer the progress fragment; when the file is done, have the page loaded anew."""
    file = found_or_404(file_for, pk, request)
    return progress(request, "lists/_file.html", {"file": file, "busy": _busy(file)}, busy=_busy(file))


@require_safe
def file_fetch(request: Request, pk: int) -> HttpResponseBase:
    """Download a file that is done."""
    file = found_or_404(file_for, pk, request)
    path = operations.path_of(file) if file.state == FileState.DONE else None
    if path is None or not path.is_file():
        raise Http404
    name = f"{file.kind}-{clock.today().isoformat()}.{file.form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[file.form])
