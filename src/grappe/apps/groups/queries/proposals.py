"""Which points do members propose, and what became of those?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.groups.enums import GroupState, ProposalState, SessionState
from grappe.apps.groups.models import Group, Member, Proposal
from grappe.apps.groups.permissions import check_can_view_work

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User
    from grappe.apps.groups.models import Session

MOST_SHOWN = 20


def waiting(group: Group) -> list[Proposal]:
    """Return the points of a group that wait for an answer, the longest waiting first. One query."""
    return list(group.proposals.filter(state=ProposalState.WAITING).select_related("member"))


def proposed_by(member: Member) -> list[Proposal]:
    """Return what a member proposed and what became of it, the latest first, without what they withdrew. One query."""
    found = member.proposals.exclude(state=ProposalState.WITHDRAWN).select_related("point__session")
    return list(found.order_by("-proposed_at", "-pk")[:MOST_SHOWN])


def sessions_ahead(group: Group, *, at: datetime) -> list[Session]:
    """Return the sessions on whose agenda a point can be put: planned and not begun, the next first. One query."""
    found = group.sessions.filter(state=SessionState.PLANNED, starts_at__gt=at)
    return list(found.order_by("starts_at", "pk"))


def proposals_waiting(*, for_user: User) -> QuerySet[Proposal]:
    """Return the points that wait for an answer in the groups that somebody runs, for My day. Raises PermissionDenied."""
    check_can_view_work(for_user)
    team = Group.team.through.objects.filter(user_id=for_user.pk).values("group_id")
    runs = Q(group__lead=for_user) | Q(group__in=team)
    found = Proposal.objects.filter(runs, state=ProposalState.WAITING, group__state=GroupState.RUNNING)
    return found.select_related("group", "member")


def proposal_for(pk: int, *, for_user: User) -> Proposal:
    """Return a proposed point with its group; raises Proposal.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Proposal.objects.select_related("group__lead", "member")
    return found.prefetch_related("group__team").get(pk=pk)


def proposal_of_group(pk: int, *, member: Member) -> Proposal:
    """Return a proposed point of the group that somebody is a member of; raises Proposal.DoesNotExist."""
    return Proposal.objects.select_related("group__lead", "member").get(pk=pk, group=member.group_id)
