"""How is a list saved, shared, changed and put away?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.models import FirstView, SavedView
from grappe.apps.lists.permissions import check_can_change_view, check_can_see_view, check_can_share
from grappe.apps.lists.queries.definitions import Definition
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import Team, User

MOST_VIEWS = 200  # of one person


@transaction.atomic
def save_view(
    *, definition: Definition, name: str, sharing: str, team: Team | None = None, by: User, at: datetime
) -> SavedView:
    """Save a list under a name and return it. Raises BadInput, PermissionDenied."""
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise BadInput(_("You have very many views already. Delete one first."))
    view = SavedView(kind=definition.kind.name, owner=by, created_at=at)
    return _set(view, definition.raw, name, sharing, team, by, at)


@transaction.atomic
def change_view(
    *, view: SavedView, version: int, name: str, sharing: str, team: Team | None, by: User, at: datetime
) -> SavedView:
    """Change a view's name and who sees it. Raises BadInput, Stale, PermissionDenied."""
    locked = _locked(view, version, by)
    return _set(locked, locked.definition, name, sharing, team, by, at)


@transaction.atomic
def keep_definition(
    *, view: SavedView, version: int, definition: Definition, by: User, at: datetime
) -> SavedView:
    """Let a view show what a list shows now. Raises BadInput, Stale, PermissionDenied."""
    locked = _locked(view, version, by)
    if locked.kind != definition.kind.name:
        raise BadInput(_("This view is of another kind of list."))
    locked.definition, locked.changed_at, locked.version = definition.raw, at, locked.version + 1
    locked.save()
    return locked


@transaction.atomic
def delete_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Delete a view, for all with whom it was shared. Raises PermissionDenied."""
    check_can_change_view(by, view)
    view.delete()


@transaction.atomic
def open_first(*, view: SavedView, on: bool, by: User, at: datetime) -> None:
    """Let a view open first for oneself, or no longer. Raises PermissionDenied."""
    check_can_see_view(by, view)
    if on:
        FirstView.objects.update_or_create(user=by, kind=view.kind, defaults={"view": view})
    else:
        FirstView.objects.filter(user=by, view=view).delete()


def _locked(view: SavedView, version: int, by: User) -> SavedView:
    found = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    check_can_change_view(by, found)
    if found.version != version:
        raise Stale(_("Somebody changed this view meanwhile. Look at it again."))
    return found


def _set(
    view: SavedView, raw: Any, name: str, sharing: str, team: Team | None, by: User, at: datetime
) -> SavedView:
    bare = " ".join(name.split())[:120]
    if not bare:
        raise BadInput(_("A view needs a name."))
    team = team if sharing == Sharing.TEAM else None
    if sharing == Sharing.TEAM and team is None:
        raise BadInput(_("Choose the team that sees the view."))
    if (sharing, team) != (view.sharing, view.team) or view.pk is None:
        check_can_share(by, sharing, team.pk if team else None)
    if view.pk is not None:
        view.version += 1
    view.name, view.definition, view.sharing, view.team, view.changed_at = bare, raw, sharing, team, at
    view.save()
    return view
