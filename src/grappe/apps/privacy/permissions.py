"""Who answers requests about personal data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_answer_requests(user: User) -> bool:
    """Administrators look for somebody in every table, tell them and erase them."""
    return user.is_active and user.is_administrator


def check_can_answer_requests(user: User) -> None:
    if not can_answer_requests(user):
        raise PermissionDenied(_("Only administrators may answer requests about personal data."))


def can_see_own_data(user: User) -> bool:
    """Everybody inside sees what is known of themselves."""
    return user.is_active


def check_can_see_own_data(user: User) -> None:
    if not can_see_own_data(user):
        raise PermissionDenied(_("You may not see this."))


def can_erase(user: User) -> bool:
    """Administrators erase somebody, and say what is kept longer."""
    return user.is_active and user.is_administrator


def check_can_erase(user: User) -> None:
    if not can_erase(user):
        raise PermissionDenied(_("Only administrators may erase personal data."))
