"""What stands on the agenda of a session: which point begins when, is it too much, and what is left of the last session?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from grappe.apps.groups.enums import ActionState, MemberState, PointOutcome, SessionState
from grappe.apps.groups.models import Action, Decision, Group, Member, Point, Session
from grappe.apps.groups.permissions import check_can_view_work
from grappe.apps.groups.queries.sessions import ends_at, session_before
from grappe.ui import conflicts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PLAIN = ("title", "kind", "minutes_long", "about")


@dataclass(frozen=True, slots=True)
class Item:
    """A point with its hours as planned; `number` counts from 1, `late` says that it begins when the session is over."""

    number: int
    point: Point
    starts_at: datetime
    ends_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """The points of a session in order. `over` is by how many minutes they are longer than the session; 0 is not."""

    items: Sequence[Item]
    minutes: int
    over: int

    @property
    def lists_actions(self) -> bool:
        """Whether the open actions stand on it."""
        return any(each.point.lists_actions for each in self.items)


def agenda(session: Session) -> Agenda:
    """Return the agenda of a session; the time of each point follows from the beginning. One query."""
    starts, end, items = session.starts_at, ends_at(session), []
    points = session.points.select_related("presenter", "text", "carried_from__session", "proposed_by")
    for number, point in enumerate(points, 1):
        ends = starts + timedelta(minutes=point.minutes_long)
        items.append(Item(number, point, starts, ends, starts >= end))
        starts = ends
    minutes = sum(each.point.minutes_long for each in items)
    return Agenda(items, minutes, max(0, minutes - session.minutes_long))


def point_for(pk: int, *, for_user: User) -> Point:
    """Return a point with its session and group; raises Point.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Point.objects.select_related("session__group__lead", "session__group__theme", "text")
    return found.prefetch_related("session__group__team", "session__group__clusters").get(pk=pk)


def left_over(session: Session) -> list[Point]:
    """Return what may be taken over from the session before: put off, not reached, or all of one that was cancelled.

    Not reached is a point about which nothing was said, written or decided. What another session has taken over
    already is not offered again. Two queries.
    """
    last = session_before(session)
    if last is None:
        return []
    taken = Point.objects.filter(carried_from=OuterRef("pk")).exclude(session__state=SessionState.CANCELLED)
    found = last.points.filter(~Exists(taken), lists_actions=False).select_related("text", "session")
    found = found.annotate(decided=Exists(Decision.objects.filter(point=OuterRef("pk"))))
    if last.state == SessionState.CANCELLED:
        return list(found)
    return [each for each in found if each.outcome == PointOutcome.POSTPONED or _not_reached(each)]


def _not_reached(point: Any) -> bool:
    return not point.outcome and not point.text.plain.strip() and not point.decided


def open_actions(group: Group) -> QuerySet[Action]:
    """Return the open actions of a group, the earliest due first."""
    return group.actions.filter(state=ActionState.OPEN).select_related("owner", "session")


def presenters(group: Group) -> list[Member]:
    """Return who may present a point: the members who take part."""
    return list(group.members.filter(state=MemberState.ACTIVE))


def as_written(point: Point) -> dict[str, Any]:
    """Return a point as its form shows it, by field."""
    presenter = str(point.presenter_id or "")
    return {name: getattr(point, name) for name in PLAIN} | {"presenter": presenter}


def version_of(point: Point) -> str:
    """Return the fingerprints of all that the form shows of a point."""
    return conflicts.version_of(as_written(point))
