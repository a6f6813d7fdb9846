"""Whose account is it, and from where is it changed?"""

from __future__ import annotations

from django.http import HttpRequest

from grappe.apps.accounts.operations.audit import NOWHERE, Where
from grappe.apps.accounts.queries.directory import Account, account
from grappe.ui import clock
from grappe.ui.answers import network_address
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def account_or_404(request: Request, pk: int) -> Account:
    """Return an account for the administrators' pages."""
    return found_or_404(account, pk, request, at=clock.now())


def where(request: HttpRequest | None) -> Where:
    """Return from where something is done: the address, and what the browser says it is."""
    if request is None:
        return NOWHERE
    return Where(network_address(request) or None, request.META.get("HTTP_USER_AGENT", "")[:300])
