"""Which flagship project or partner does an address mean? What is not there is a 404, what is not theirs to see a 403."""

from __future__ import annotations

from typing import Any

from grappe.apps.ideas import permissions
from grappe.apps.ideas.queries import flagships as queries
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def flagship_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.flagship_for, pk, request)


def flagship_to_run(request: Request, pk: int) -> Any:
    """Return the flagship project, for whoever runs it; for others PermissionDenied."""
    flagship = flagship_or_404(request, pk)
    permissions.check_can_run_flagship(request.user, flagship)
    return flagship


def partner_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.partner_for, pk, request)


def partner_to_run(request: Request, pk: int) -> Any:
    """Return the partner, for whoever runs its flagship project; for others PermissionDenied."""
    partner = partner_or_404(request, pk)
    permissions.check_can_run_flagship(request.user, partner.flagship)
    return partner


def about(request: Request, flagship: Any, part: str) -> dict[str, Any]:
    """Return what every page of a flagship project needs: its parts, and what this reader may do."""
    return {
        "flagship": flagship,
        "idea": flagship.idea,
        "part": part,
        "may_run": permissions.can_run_flagship(request.user, flagship),
    }
