"""Who may say which custom fields there are?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_define_fields(user: User) -> bool:
    """Administrators define custom fields; everybody who sees a record reads their values."""
    return user.is_active and user.is_administrator


def check_can_define_fields(user: User) -> None:
    if not can_define_fields(user):
        raise PermissionDenied(_("Only administrators may define custom fields."))
