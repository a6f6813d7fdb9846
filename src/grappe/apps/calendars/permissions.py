"""Who may have a calendar of their own here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_have_calendar(user: User) -> bool:
    """Everybody inside has calendars of their own, and nobody anybody else's."""
    return user.is_active and bool(user.role)


def check_can_have_calendar(user: User) -> None:
    if not can_have_calendar(user):
        raise PermissionDenied(_("You may not have a calendar here."))
