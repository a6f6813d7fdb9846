"""Which trend sheet, evidence, source or entry does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import Any

from grappe.apps.trends import permissions
from grappe.apps.trends.queries import feeds, sheets, topics
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def sheet_or_404(request: Request, pk: int) -> Any:
    return found_or_404(sheets.sheet_for, pk, request)


def sheet_to_edit(request: Request, pk: int) -> Any:
    """Return the sheet, for whoever writes it; for others PermissionDenied."""
    sheet = sheet_or_404(request, pk)
    permissions.check_can_edit_sheet(request.user, sheet)
    return sheet


def evidence_or_404(request: Request, pk: int) -> Any:
    return found_or_404(sheets.evidence_for, pk, request)


def feed_or_404(request: Request, pk: int) -> Any:
    return found_or_404(feeds.feed_for, pk, request)


def entry_or_404(request: Request, pk: int) -> Any:
    return found_or_404(feeds.entry_for, pk, request)


def topic_or_404(request: Request, pk: int) -> Any:
    return found_or_404(topics.topic_for, pk, request)


def run_or_404(request: Request, pk: int) -> Any:
    return found_or_404(topics.run_for, pk, request)


def correction_or_404(request: Request, pk: int) -> Any:
    return found_or_404(topics.correction_for, pk, request)
