"""Who sees, changes and shares which saved view? What a list shows is for the queries of each kind of record to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.accounts.queries import team_ids_of
from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.models import BulkAct, ListFile, SavedView

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def can_see_view(user: User, view: SavedView) -> bool:
    """Everybody sees their own views and those for everybody; those of a team its members and administrators.

    Nobody else sees a private one. `queries.views.seen` says the same in SQL.
    """
    if not user.is_active or not user.role:
        return False
    if view.owner_id == user.pk or view.sharing == Sharing.EVERYBODY:
        return True
    return view.sharing == Sharing.TEAM and (user.is_administrator or view.team_id in team_ids_of(user))


def check_can_see_view(user: User, view: SavedView) -> None:
    if not can_see_view(user, view):
        raise PermissionDenied(_("This view is not shared with you."))


def can_change_view(user: User, view: SavedView) -> bool:
    """Who made a view changes it; a shared one administrators too. Others keep a copy of their own."""
    return can_see_view(user, view) and (view.owner_id == user.pk or user.is_administrator)


def check_can_change_view(user: User, view: SavedView) -> None:
    if not can_change_view(user, view):
        raise PermissionDenied(_("Only who made a view changes it. Save a copy of your own."))


def can_share(user: User, sharing: str, team_id: int | None) -> bool:
    """Everybody keeps views for themselves and shares with their teams; for everybody only those who work."""
    if sharing == Sharing.EVERYBODY:
        return can_work(user)
    if sharing == Sharing.TEAM:
        return team_id is not None and (user.is_administrator or team_id in team_ids_of(user))
    return bool(user.is_active and user.role)


def check_can_share(user: User, sharing: str, team_id: int | None) -> None:
    if not can_share(user, sharing, team_id):
        raise PermissionDenied(_("You may share a view with your own teams only."))


def can_fetch_file(user: User, file: ListFile) -> bool:
    """Whoever ordered a file fetches it."""
    return user.is_active and file.ordered_by_id == user.pk


def check_can_fetch_file(user: User, file: ListFile) -> None:
    if not can_fetch_file(user, file):
        raise PermissionDenied(_("Only who ordered a file fetches it."))


def can_see_act(user: User, act: BulkAct) -> bool:
    """Who did something to many rows sees and takes it back, administrators too; its rows only where they see them."""
    return user.is_active and bool(user.role) and (act.by_id == user.pk or user.is_administrator)


def check_can_see_act(user: User, act: BulkAct) -> None:
    if not can_see_act(user, act):
        raise PermissionDenied(_("Only who did this, and administrators, see it."))


def can_act(user: User) -> bool:
    """Whoever works changes many rows at once; each of them only where they may change it alone."""
    return can_work(user)


def check_can_act(user: User) -> None:
    if not can_act(user):
        raise PermissionDenied(_("Your role may not change records."))
