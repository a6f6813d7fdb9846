"""Who may see the aids, and who may load them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_view_programmes(user: User) -> bool:
    """Everybody inside reads the catalogue."""
    return user.is_active and bool(user.role)


def check_can_view_programmes(user: User) -> None:
    if not can_view_programmes(user):
        raise PermissionDenied(_("You may not see the aids."))
