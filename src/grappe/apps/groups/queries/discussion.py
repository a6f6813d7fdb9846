"""What was said about the points of a session, and who may add to it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.groups.enums import GroupState, MinutesState, SessionState
from grappe.apps.groups.models import Comment, Member, Point, Session
from grappe.apps.groups.permissions import can_discuss, can_take_back, check_can_view_work, is_author
from grappe.apps.groups.queries.own import seen_by

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as one reader sees it."""

    comment: Comment
    mine: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The discussion of one point."""

    point: Point
    said: Sequence[Said]
    may_speak: bool

    @property
    def count(self) -> int:
        """How many comments stand there with their words."""
        return sum(each.comment.removed_at is None for each in self.said)


def is_open(session: Session) -> bool:
    """Return whether something may be said: until the minutes are approved, the session is off, or the group ends."""
    return (
        session.state != SessionState.CANCELLED
        and session.minutes_state != MinutesState.APPROVED
        and session.group.state in (GroupState.RUNNING, GroupState.PAUSED)
    )


def talks(session: Session, *, who: User | Member) -> dict[int, Talk]:
    """Return the discussion of each point of a session, by the point's id, for a reader who may see the session.

    Two queries, and one that asks whether a colleague is a member.
    """
    points = list(session.points.order_by("position", "pk"))
    may_speak = is_open(session) and can_discuss(who, session.group)
    found: dict[int, list[Said]] = {each.pk: [] for each in points}
    for comment in Comment.objects.filter(point__session=session).order_by("said_at", "pk"):
        there = comment.removed_at is None
        back = there and can_take_back(who, comment, session.group)
        found[comment.point_id].append(Said(comment, is_author(who, comment), back))
    return {each.pk: Talk(each, found[each.pk], may_speak) for each in points}


def comment_for(pk: int, *, for_user: User) -> Comment:
    """Return a comment with its point, session and group; raises Comment.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Comment.objects.select_related("point__session__group__lead")
    return found.prefetch_related("point__session__group__team").get(pk=pk)


def own_comment(pk: int, *, member: Member) -> Comment:
    """Return a comment at a point that a member sees; raises Comment.DoesNotExist."""
    sessions = Session.objects.filter(seen_by(member)).values("pk")
    found = Comment.objects.select_related("point__session__group")
    return found.filter(point__session__in=sessions).get(pk=pk)
