"""From where does a request come, in the words of the audit?"""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

from grappe.apps.accounts.operations.audit import NOWHERE, Where
from grappe.ui.answers import network_address


def where(request: HttpRequest | None) -> Where:
    """Return address and device; an address that is none (a proxy's word) is no address."""
    if request is None:
        return NOWHERE
    found = network_address(request)  # type: ignore[arg-type]  # a stranger's request as well
    try:
        address = str(ipaddress.ip_address(found))
    except ValueError:
        address = None
    return Where(address, request.META.get("HTTP_USER_AGENT", "")[:300])
