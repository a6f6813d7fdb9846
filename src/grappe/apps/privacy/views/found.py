"""Which request does an address mean?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.privacy.queries import cases as queries
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.privacy.models import Case


def case_or_404(request: Request, pk: int) -> Case:
    """Return a request; 403 for whoever does not answer them, 404 for one that is not there."""
    return found_or_404(queries.case_for, pk, request)
