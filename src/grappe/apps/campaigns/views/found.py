"""Which campaign, recipient or answer does an address mean? What is not there is a 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from grappe.apps.campaigns import permissions, queries
from grappe.ui.requests import Request


def found(ask: Callable[..., Any], pk: int, request: Request) -> Any:
    """Return what a query finds for the user; Http404 where there is nothing."""
    try:
        return ask(pk, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def campaign_or_404(request: Request, pk: int) -> Any:
    return found(queries.campaign_for, pk, request)


def campaign_to_write(request: Request, pk: int) -> Any:
    """Return the campaign, for whoever may write in it; for others PermissionDenied."""
    campaign = campaign_or_404(request, pk)
    permissions.check_can_write(request.user, campaign)
    return campaign


def number(request: Request, name: str) -> int | None:
    """Return a number of the query, None where there is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
