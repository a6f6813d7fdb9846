"""Who may do what with accounts, and who may write at all?"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import User


def can_manage_accounts(user: User) -> bool:
    """Administrators make accounts and assign clusters."""
    return user.is_active and user.role == Role.ADMINISTRATOR


def check_can_manage_accounts(user: User) -> None:
    if not can_manage_accounts(user):
        raise PermissionDenied(_("Only administrators may manage accounts."))


def can_work(user: User) -> bool:
    """Administrators and cluster managers write; analysts and the ministry read."""
    return user.is_active and user.role in {Role.ADMINISTRATOR, Role.CLUSTER_MANAGER}


def check_can_work(user: User) -> None:
    if not can_work(user):
        raise PermissionDenied(_("Your role reads only."))


def can_end_sessions(user: User, of: User) -> bool:
    """Everybody sees and ends their own sessions, administrators those of all."""
    return user.is_active and (user.pk == of.pk or can_manage_accounts(user))


def can_read_audit(user: User) -> bool:
    """Administrators read what everybody did; others their own sign-ins."""
    return can_manage_accounts(user)


def check_can_read_audit(user: User) -> None:
    if not can_read_audit(user):
        raise PermissionDenied(_("Only administrators read the audit."))


def keeps_own_factors(user: User) -> bool:
    """Whoever has a password or a factor here; who comes by single sign-on alone has theirs there."""
    return user.has_usable_password() or bool(getattr(user, "has_factor", False))


def must_set_up_factor(user: User, method: str) -> bool:
    """Whoever has a role that needs a second factor and has none; who came by single sign-on has theirs there.

    Whose user does not say whether they have one has none.
    """
    if method.startswith("sso:") or getattr(user, "has_factor", False):
        return False
    return user.role in (getattr(user, "needing", None) or ())
