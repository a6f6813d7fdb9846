"""Who may see the catalogue of services, providers and partners?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_view_solutions(user: User) -> bool:
    """Everybody inside sees the whole catalogue."""
    return user.is_active and bool(user.role)


def check_can_view_solutions(user: User) -> None:
    if not can_view_solutions(user):
        raise PermissionDenied(_("You may not see the solutions."))
