"""Who has an account?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grappe.apps.accounts.enums import Role, Scope
from grappe.apps.accounts.models import RoleScope, Team, User
from grappe.apps.accounts.permissions import check_can_manage_accounts

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet


def user_with_email(email: str) -> User | None:
    """Return the account with an e-mail address, whatever its case; None where there is none."""
    return User.objects.filter(email=email.lower()).first()


def names_of(pks: Collection[int]) -> dict[int, str]:
    """Return the names of users by their keys; nothing for who is gone. One query."""
    return dict(User.objects.filter(pk__in=pks).values_list("pk", "name"))


def machine() -> User:
    """Return the eyes of the nightly jobs: nobody's account, never saved, reads as an administrator does."""
    return User(name="Grappe", role=Role.ADMINISTRATOR, is_active=True)


def colleagues(*roles: str) -> QuerySet[User]:
    """Return the people with an account in one of these roles, by name."""
    return User.objects.filter(is_active=True, role__in=roles).order_by("name", "pk")


def team_ids_of(user: User) -> frozenset[int]:
    """Return the ids of the teams a user is of; asked once per user object."""
    known: frozenset[int] | None = getattr(user, "_grappe_team_ids", None)
    if known is None:
        known = frozenset(user.teams.values_list("pk", flat=True)) if user.pk else frozenset()
        user._grappe_team_ids = known  # type: ignore[attr-defined]  # lives as long as the request
    return known


def teams() -> QuerySet[Team]:
    """Return all teams by name."""
    return Team.objects.order_by("name", "pk")


def team_names(pks: Collection[int]) -> dict[int, str]:
    """Return the names of teams by their keys, of one that is gone as it was last called. One query, two where one is gone."""
    found = dict(Team.objects.filter(pk__in=pks).values_list("pk", "name"))
    if gone := [pk for pk in pks if pk not in found]:
        events: Any = Team.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
        found |= dict(
            events.objects.filter(pgh_obj_id__in=gone).order_by("pgh_id").values_list("pgh_obj_id", "name")
        )
    return found


def team_for(pk: int, *, for_user: User) -> Team:
    """Return one team with its members. Raises Team.DoesNotExist, PermissionDenied."""
    check_can_manage_accounts(for_user)
    return Team.objects.prefetch_related("members").get(pk=pk)


def everybody() -> QuerySet[User]:
    """Return everybody with an active account, by name."""
    return User.objects.filter(is_active=True).order_by("name", "pk")


def scopes() -> dict[str, str]:
    """Return which companies each role sees, the administrators' aside. One query."""
    known = dict(RoleScope.objects.values_list("role", "scope"))
    return {role: known.get(role, Scope.ALL.value) for role in Role.values if role != Role.ADMINISTRATOR}


def is_last_administrator(user: User) -> bool:
    """Whether nobody else could manage accounts. One query."""
    if not user.is_active or user.role != Role.ADMINISTRATOR:
        return False
    return not User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk).exists()
