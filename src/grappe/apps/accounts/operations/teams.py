"""How is a team founded and changed, and how is it said which companies a role sees?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role, Scope
from grappe.apps.accounts.models import RoleScope, Team, User
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.ui.errors import BadInput, Stale


@transaction.atomic
def save_team(
    *, team: Team | None, name: str, members: Iterable[User], by: User, at: datetime, version: int = 0
) -> Team:
    """Found a team, or change its name and members. Raises BadInput for a name that is missing or taken.

    Raises Stale where somebody changed it since `version`.
    """
    check_can_manage_accounts(by)
    called = " ".join(name.replace("\x00", "").split())
    if not called or len(called) > 120:
        raise BadInput(_("Name: from one to 120 characters."))
    current = (
        Team(created_at=at, version=0) if team is None else Team.objects.select_for_update().get(pk=team.pk)
    )
    if current.version != version:
        raise Stale(_("Somebody else changed this team meanwhile. Look at it again."))
    if Team.objects.filter(name__iexact=called).exclude(pk=current.pk).exists():
        raise BadInput(_("There is a team of this name already."))
    current.name = called
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
        current.members.set(members)
    return current


@transaction.atomic
def set_scopes(*, scopes: Mapping[str, str], by: User) -> None:
    """Say which companies each of some roles sees: all of it or nothing."""
    for role, scope in scopes.items():
        set_scope(role=role, scope=scope, by=by)


@transaction.atomic
def set_scope(*, role: str, scope: str, by: User) -> None:
    """Say which companies a role sees. Administrators see all: whoever sets this must not lock everybody out."""
    check_can_manage_accounts(by)
    if role not in Role.values or role == Role.ADMINISTRATOR or scope not in Scope.values:
        raise BadInput(_("Choose which companies the role sees."))
    with pghistory.context(user=by.pk):
        RoleScope.objects.update_or_create(role=role, defaults={"scope": scope})
        User.objects.filter(role=role).update(scope=scope)
