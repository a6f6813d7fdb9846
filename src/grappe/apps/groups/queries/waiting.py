"""What waits for those who run working groups: who asks to join, and which proposals are to be decided?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from grappe.apps.accounts.permissions import can_work
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies.queries import of_visible
from grappe.apps.groups.enums import GroupState, MemberState
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.permissions import can_view_work

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User


def requests_to_join(*, for_user: User, of_everybody: bool) -> QuerySet[Member]:
    """Return who asks to join a group, who asked first before the others. One query.

    Of the groups that the user runs, or of all; none for those who see results only.
    """
    asking = Member.objects.filter(
        of_visible(for_user), state=MemberState.ASKED, group__state=GroupState.RUNNING
    )
    if not can_view_work(for_user):
        return asking.none()
    if not of_everybody:
        asking = asking.filter(_runs(for_user, "group__"))
    return asking.select_related("group", "company").order_by("added_at", "pk")


def proposals_to_decide(*, for_user: User) -> QuerySet[Group]:
    """Return the proposed groups that the user may decide, the oldest first: what `can_decide_group` says. One query."""
    found = Group.objects.filter(state=GroupState.PROPOSED).select_related("proposed_by", "lead")
    if not can_work(for_user):
        return found.none()
    if not for_user.is_administrator:
        mine = Group.clusters.through.objects.filter(cluster_id__in=cluster_ids_of(for_user))
        found = found.filter(pk__in=mine.values("group_id"))
    # `exclude` would leave out those whose proposer is gone.
    return found.filter(~Q(proposed_by=for_user) | Q(proposed_by=None)).order_by("proposed_at", "pk")


def _runs(user: User, prefix: str = "") -> Q:
    team: Any = Group.team.through.objects.filter(user_id=user.pk).values("group_id")
    return Q(**{f"{prefix}lead": user}) | Q(**{f"{prefix}pk__in": team})
