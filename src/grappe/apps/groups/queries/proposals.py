"""Which points do members propose, and what became of those?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.accounts.permissions import can_work
from grappe.apps.groups.enums import GroupState, ProposalState, SessionState
from grappe.apps.groups.models import Group, Member, Proposal
from grappe.apps.groups.permissions import check_can_view_work
from grappe.ui import moments

if TYPE_CHECKING:
    from datetime import date, datetime

    from grappe.apps.accounts.models import User
    from grappe.apps.groups.models import Session

MOST_SHOWN = 20


@dataclass(frozen=True)
class WaitingPoint:
    """A point that a member proposes, and for how many days it has waited for an answer: 0 is since today."""

    proposal: Proposal
    days: int


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


def points_waiting(*, for_user: User, today: date, of_everybody: bool) -> list[WaitingPoint]:
    """Return the points that wait for an answer and that somebody may give: what `can_prepare` says. The longest first.

    Of the groups that the user runs, or of all (`of_everybody`, for administrators only); none of groups that are over,
    and none for those who do not work. One query.
    """
    if not can_work(for_user):
        return []
    alive = (GroupState.RUNNING, GroupState.PAUSED)
    found = Proposal.objects.filter(state=ProposalState.WAITING, group__state__in=alive)
    if not (of_everybody and for_user.is_administrator):
        team = Group.team.through.objects.filter(user_id=for_user.pk).values("group_id")
        found = found.filter(Q(group__lead=for_user) | Q(group__in=team))
    rows = found.select_related("group", "member").order_by("proposed_at", "pk")
    return [WaitingPoint(each, max(0, (today - moments.local_date(each.proposed_at)).days)) for each in rows]


def proposal_for(pk: int, *, for_user: User) -> Proposal:
    """Return a proposed point with its group; raises Proposal.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Proposal.objects.select_related("group__lead", "member")
    return found.prefetch_related("group__team").get(pk=pk)


def proposal_of_group(pk: int, *, member: Member) -> Proposal:
    """Return a proposed point of the group that somebody is a member of; raises Proposal.DoesNotExist."""
    return Proposal.objects.select_related("group__lead", "member").get(pk=pk, group=member.group_id)
