"""Which campaign, recipient or answer does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import Any

from grappe.apps.campaigns import permissions, queries
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def campaign_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.campaign_for, pk, request)


def campaign_to_write(request: Request, pk: int) -> Any:
    """Return the campaign, for whoever may write in it; for others PermissionDenied."""
    campaign = campaign_or_404(request, pk)
    permissions.check_can_write(request.user, campaign)
    return campaign
