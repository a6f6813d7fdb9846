"""Whose account is it, and from where is it changed?"""

from __future__ import annotations

from grappe.apps.accounts.operations.audit import Where
from grappe.apps.accounts.queries.directory import Account, account
from grappe.ui import clock
from grappe.ui.answers import network_address
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def account_or_404(request: Request, pk: int) -> Account:
    """Return an account for the administrators' pages."""
    return found_or_404(account, pk, request, at=clock.now())


def where(request: Request) -> Where:
    """Return from where something is done."""
    return Where(network_address(request) or None, request.headers.get("User-Agent", "")[:300])
