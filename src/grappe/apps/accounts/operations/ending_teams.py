"""How does a team end: what hangs on it, where does that go, and does anybody see more by it? Nobody may.

Apps above hang things on a team. `HOOKS["accounts.team_hangs"]` names functions (`team=`, `to=`) that return `Hangs`, one for
each sort of thing; `HOOKS["accounts.team_ends"]` those that let it go (`team=`, `to=`, `by=`, `at=`) in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import Team, User
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.ui.errors import BadInput, Stale


@dataclass(frozen=True, slots=True)
class Hangs:
    """One sort of thing that hangs on a team: what and how many, some of their names, where they go, and why they may not."""

    key: str  # as the audit writes it
    what: str
    number: int
    goes: str
    names: tuple[str, ...] = ()
    refused: str = ""


def hangs_on(team: Team, *, to: Team | None, by: User) -> list[Hangs]:
    """Return what hangs on a team and what becomes of it if another, or none, takes over. Raises PermissionDenied."""
    check_can_manage_accounts(by)
    return [each for path in _hooks("accounts.team_hangs") for each in import_string(path)(team=team, to=to)]


@transaction.atomic
def delete_team(
    *, team: Team, to: Team | None, version: int, by: User, at: datetime, where: Where = NOWHERE
) -> None:
    """Delete a team; `to` takes over what hangs on it, None: nobody does. Its history stays.

    Raises Stale where it was changed since `version`, BadInput where somebody would see more than before or something has
    nowhere to go, PermissionDenied.
    """
    check_can_manage_accounts(by)
    keys = {each.pk for each in (team, to) if each is not None}
    locked = {row.pk: row for row in Team.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    current, heir = locked.get(team.pk), locked.get(to.pk) if to is not None else None
    if current is None or current.version != version or (to is not None and heir is None):
        raise Stale(_("Somebody else changed this team meanwhile. Look at it again."))
    if heir == current:
        raise BadInput(_("Choose another team to take over."))
    hanging = hangs_on(current, to=heir, by=by)
    for each in hanging:
        if each.refused:
            raise BadInput(each.refused)
    members = current.members.count()
    with pghistory.context(user=by.pk):
        for path in _hooks("accounts.team_ends"):
            import_string(path)(team=current, to=heir, by=by, at=at)
        current.members.clear()  # each with its history
        Team.objects.filter(pk=current.pk).delete()
    detail: dict[str, Any] = {each.key: each.number for each in hanging if each.number}
    if heir is not None:
        detail["to"] = heir.name
    note(
        AuditKind.TEAM_DELETED, at=at, user=by, where=where, what="accounts.team", record=str(team.pk), title=current.name,
        detail={"members": members, **detail},
    )  # fmt: skip


def _hooks(name: str) -> Iterator[str]:
    known: dict[str, Any] = settings.HOOKS
    yield from known.get(name, ())
