"""Which actions are open in a working group, and which of them wait for whom?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.groups.enums import ActionState, GroupState
from grappe.apps.groups.models import Action, Group
from grappe.apps.groups.permissions import check_can_view_work
from grappe.ui import conflicts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 50


def actions_of(
    group: Group, *, for_user: User, today: date, show: str = "open", mine: bool = False
) -> QuerySet[Action]:
    """Return the actions of a group: `show` is open, late, settled or all. Raises PermissionDenied."""
    check_can_view_work(for_user)
    found = group.actions.filter(of_visible(for_user, "owner__company")).select_related(
        "owner__user", "session", "point"
    )
    if show in ("open", "late"):
        found = found.filter(state=ActionState.OPEN)
    if show == "late":
        found = found.filter(due_on__lt=today)
    if show == "settled":
        found = found.exclude(state=ActionState.OPEN).order_by("-settled_at", "-pk")
    return found.filter(owner__user=for_user) if mine else found


def action_for(pk: int, *, for_user: User) -> Action:
    """Return an action with its group and owner; raises Action.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Action.objects.select_related("group__lead", "group__theme", "owner__user", "session", "point")
    action = (
        found.select_related("owner__company").prefetch_related("group__team", "group__clusters").get(pk=pk)
    )
    check_can_view_company_or_none(for_user, action.owner.company)
    return action


def actions_due(*, for_user: User, today: date, of_everybody: bool = False) -> list[Action]:
    """Return the open actions for somebody's day, the earliest due first. One query.

    Those of their own that are open, and late ones of members from outside in groups that they run: somebody has to
    speak with them. `of_everybody` returns every late action, for those who look at the whole initiative.
    Raises PermissionDenied.
    """
    check_can_view_work(for_user)
    found = Action.objects.filter(state=ActionState.OPEN).exclude(
        group__state__in=[GroupState.CLOSED, GroupState.DECLINED]
    )
    own = Q(owner__user=for_user)
    late = Q(due_on__lt=today)
    team = Group.team.through.objects.filter(user_id=for_user.pk).values("group_id")
    runs = Q(group__lead=for_user) | Q(group__in=team)
    wanted = own | late if of_everybody else own | (late & runs & Q(owner__user=None))
    return list(found.filter(wanted).select_related("group", "owner", "session").order_by("due_on", "pk"))


def as_written(action: Action) -> dict[str, Any]:
    """Return an action as its form shows it, by field."""
    return {"title": action.title, "owner": str(action.owner_id), "due_on": action.due_on}


def version_of(action: Action) -> str:
    """Return the fingerprints of all that the form shows of an action."""
    return conflicts.version_of(as_written(action))
