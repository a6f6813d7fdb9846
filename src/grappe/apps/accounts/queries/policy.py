"""Which rules of signing in are in force, and which were before?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.accounts.models import SecurityPolicy
from grappe.apps.accounts.permissions import check_can_manage_accounts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

RULES = ("required_roles", "failures", "minutes", "audit_days")
SHOWN = 20  # of the history


def in_force() -> SecurityPolicy:
    """Return the rules in force; as Grappe comes where nobody changed any."""
    return SecurityPolicy.objects.first() or SecurityPolicy()


def history(*, for_user: User) -> list[SecurityPolicy]:
    """Return the last rules, the newest first, with who put them in force. One query. Raises PermissionDenied."""
    check_can_manage_accounts(for_user)
    return list(SecurityPolicy.objects.select_related("by")[:SHOWN])
