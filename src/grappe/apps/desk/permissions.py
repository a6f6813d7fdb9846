"""Who may look at which dashboard? What stands on one is what its reader may see anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.reporting.permissions import can_view_figures

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_view_boards(user: User) -> bool:
    """Everybody inside sees the dashboards of clusters, of themes, and of the ministry: they are figures."""
    return can_view_figures(user)


def check_can_view_boards(user: User) -> None:
    if not can_view_boards(user):
        raise PermissionDenied(_("You may not see the figures."))


def can_view_manager_board(user: User, manager: User) -> bool:
    """A cluster manager's own workload is for that manager, and for administrators."""
    return can_view_boards(user) and manager.is_manager and (user.is_administrator or user.pk == manager.pk)


def check_can_view_manager_board(user: User, manager: User) -> None:
    if not can_view_manager_board(user, manager):
        raise PermissionDenied(_("Only the manager and administrators see this dashboard."))


def can_view_director_board(user: User) -> bool:
    """All clusters beside one another are for administrators and market analysts."""
    return can_view_boards(user) and user.role in {Role.ADMINISTRATOR, Role.MARKET_ANALYST}


def check_can_view_director_board(user: User) -> None:
    if not can_view_director_board(user):
        raise PermissionDenied(_("Only administrators and market analysts see this dashboard."))


def can_view_workloads(user: User) -> bool:
    """The workload of each manager, by name, is for administrators only."""
    return can_view_boards(user) and user.is_administrator
