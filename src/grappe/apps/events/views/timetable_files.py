"""Which files can be taken away of a timetable: workbook, grid on paper, everybody's own sheet?"""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.events.queries import grid_paper
from grappe.apps.events.views.timetables import timetable_or_404
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE, write_workbook


def _done(request: Request, pk: int) -> Any:
    found = timetable_or_404(request, pk)
    if found.state != "done" or found.breaks is None:
        raise BadInput(_("There is no timetable in it yet."))
    return found


def _language() -> str:
    return (get_language() or "en")[:2]


@require_safe
def workbook(request: Request, pk: int) -> HttpResponse:
    """Answer the meetings as a workbook, one row each."""
    found = _done(request, pk)
    target = io.BytesIO()
    rows = grid_paper.workbook_rows(found, language=_language())
    widths = (8, 18, 18, 10, 26, 30, 26, 30, 60)
    write_workbook(target, _("Meetings"), grid_paper.workbook_headers(), rows, widths=widths)
    return download(target.getvalue(), f"timetable-{found.number}.xlsx", CONTENT_TYPE)


@require_safe
def grid_pdf(request: Request, pk: int) -> HttpResponse:
    """Answer the whole grid as a PDF."""
    found = _done(request, pk)
    content = grid_paper.grid_as_pdf(found, language=_language())
    return download(content, f"timetable-{found.number}.pdf", "application/pdf")


@require_safe
def sheets_pdf(request: Request, pk: int) -> HttpResponse:
    """Answer a page for each person, in one PDF."""
    found = _done(request, pk)
    content = grid_paper.sheets_as_pdf(found, language=_language())
    return download(content, f"timetable-{found.number}-sheets.pdf", "application/pdf")
