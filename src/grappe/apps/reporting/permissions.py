"""Who may see figures, and who says what an indicator counts?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.companies.permissions import can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.reporting.models import FrozenReport, Indicator


def can_view_figures(user: User) -> bool:
    """Everybody inside sees every figure; the records behind one are those that the reader may open."""
    return can_view_companies(user)


def check_can_view_figures(user: User) -> None:
    if not can_view_figures(user):
        raise PermissionDenied(_("You may not see the figures."))


def can_refresh(user: User) -> bool:
    """Everybody inside but the ministry has figures computed anew."""
    return can_view_figures(user) and user.role != Role.MINISTRY


def check_can_refresh(user: User) -> None:
    if not can_refresh(user):
        raise PermissionDenied(_("Your role reads only."))


def can_define(user: User, indicator: Indicator) -> bool:
    """Administrators and the indicator's owner say what it counts and what it is to be."""
    return can_refresh(user) and (user.is_administrator or indicator.owner_id == user.pk)


def check_can_define(user: User, indicator: Indicator) -> None:
    if not can_define(user, indicator):
        raise PermissionDenied(_("Only administrators and the owner of this indicator may change it."))


def can_name_owner(user: User) -> bool:
    """Administrators say who answers for an indicator."""
    return user.is_active and user.is_administrator


def check_can_name_owner(user: User) -> None:
    if not can_name_owner(user):
        raise PermissionDenied(_("Only administrators say who answers for an indicator."))


COMPOSERS = (Role.ADMINISTRATOR, Role.MARKET_ANALYST)


def can_read_reports(user: User) -> bool:
    """Everybody inside, the ministry too, reads every frozen report."""
    return can_view_figures(user)


def check_can_read_reports(user: User) -> None:
    if not can_read_reports(user):
        raise PermissionDenied(_("You may not see the figures."))


def can_compose(user: User) -> bool:
    """Administrators and market analysts compose reports and freeze them."""
    return can_view_figures(user) and (user.is_administrator or user.role in COMPOSERS)


def check_can_compose(user: User) -> None:
    if not can_compose(user):
        raise PermissionDenied(_("Only administrators and market analysts compose reports."))


def can_publish(user: User) -> bool:
    """Administrators give a frozen report to everybody."""
    return user.is_active and user.is_administrator


def check_can_publish(user: User) -> None:
    if not can_publish(user):
        raise PermissionDenied(_("Only administrators publish reports."))


def can_withdraw(user: User, frozen: FrozenReport) -> bool:
    """Administrators withdraw a frozen report; whoever composes, one that was not published."""
    return can_publish(user) or (can_compose(user) and not frozen.is_public)


def check_can_withdraw(user: User, frozen: FrozenReport) -> None:
    if not can_withdraw(user, frozen):
        raise PermissionDenied(_("Only administrators withdraw a published report."))
