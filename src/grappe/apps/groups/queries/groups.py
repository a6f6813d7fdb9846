"""Which working groups are there, and what stands on the page of one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery

from grappe.apps.groups.enums import ActionState, MemberState, SessionState
from grappe.apps.groups.models import Action, Group, GroupLink, Member, Session
from grappe.apps.groups.permissions import check_can_view_groups
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 25
TEXTS = ("names", "purposes", "expected")
PLAIN = ("joining", "listed", "language", "rhythm_weeks", "until")


def groups(*, for_user: User, state: str = "", cluster: str = "", mine: bool = False) -> QuerySet[Group]:
    """Return the groups, the latest proposal first, with counts: members, sessions, open actions, results, the next session.

    `cluster` is a slug. Raises PermissionDenied.
    """
    check_can_view_groups(for_user)
    planned = Session.objects.filter(group=OuterRef("pk"), state=SessionState.PLANNED).order_by("starts_at")
    found = Group.objects.select_related("lead", "theme").prefetch_related("clusters")
    found = found.annotate(
        member_count=_count(Member.objects.filter(state=MemberState.ACTIVE)),
        session_count=_count(Session.objects.filter(state=SessionState.HELD)),
        open_actions=_count(Action.objects.filter(state=ActionState.OPEN)),
        result_count=_count(GroupLink.objects.all()),
        next_at=Subquery(planned.values("starts_at")[:1]),
    )
    if state:
        found = found.filter(state=state)
    if cluster:
        found = found.filter(clusters__slug=cluster)
    if mine:
        found = found.filter(
            Q(lead=for_user)
            | Q(pk__in=Group.team.through.objects.filter(user_id=for_user.pk).values("group_id"))
        )
    return found


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.filter(group=OuterRef("pk")).order_by().values("group").annotate(n=Count("pk")).values("n")
    return Subquery(counted)


def group_for(pk: int, *, for_user: User) -> Group:
    """Return a group with its team and clusters; raises Group.DoesNotExist, PermissionDenied."""
    check_can_view_groups(for_user)
    found = Group.objects.select_related("lead", "theme", "proposed_by", "decided_by", "closed_by")
    return found.prefetch_related("team", "clusters").get(pk=pk)


def as_written(group: Group) -> dict[str, Any]:
    """Return a group as its form shows it, by field; theme and clusters by slug, people by id as text."""
    words = {f"{name}_{code}": getattr(group, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(group, name) for name in PLAIN} | {
        "theme": group.theme.slug if group.theme else "",
        "clusters": [each.slug for each in group.clusters.all()],
        "lead": str(group.lead_id),
        "team": [str(each.pk) for each in group.team.all()],
    }  # fmt: skip


def version_of(group: Group) -> str:
    """Return the fingerprints of all that the form shows of a group: the same as long as nobody changes any of it."""
    return conflicts.version_of(as_written(group))
