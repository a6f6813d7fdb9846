"""Which event does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import Any

from grappe.apps.events import permissions, queries
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def event_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.event_for, pk, request)


def event_to_manage(request: Request, pk: int) -> Any:
    """Return the event, for whoever prepares it; for others PermissionDenied."""
    event = event_or_404(request, pk)
    permissions.check_can_manage_event(request.user, event)
    return event
