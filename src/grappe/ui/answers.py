"""Which answers do views of many apps give alike: how far work has come, a file to keep?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from grappe.ui.requests import Request


def progress(request: Request, template: str, context: dict[str, Any], *, busy: bool) -> HttpResponse:
    """Answer the fragment that says how far work has come; when it is over, HTMX loads the page anew."""
    answer = render(request, template, context)
    if not busy:
        answer["HX-Refresh"] = "true"
    return answer


def download(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """Answer a file of a content type, to be kept under a name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_download(text: str, name: str) -> HttpResponse:
    """Answer a table as a CSV file; the mark in front tells spreadsheet programs that it is UTF-8."""
    return download("\ufeff" + text, name, "text/csv; charset=utf-8")
