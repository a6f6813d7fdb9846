"""What does a member see on their own page: which sessions, with which agenda?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from grappe.apps.groups.enums import (
    WRITING_ROLES,
    ActionState,
    LinkKind,
    MemberRole,
    MemberState,
    SessionState,
)
from grappe.apps.groups.models import Action, Attendance, Member, Point, Session
from grappe.apps.groups.queries.occasions import ends_at

MOST_BEFORE = 20  # sessions that are over, the latest first
SETTLED_SHOWN = timedelta(days=90)  # what they settled stays on their page so long
CALENDAR_GOES_BACK = timedelta(days=92)


@dataclass(frozen=True)
class OwnSession:
    """A session as a member sees it in a list."""

    session: Session
    ends_at: datetime
    attendance: Attendance | None  # theirs


@dataclass(frozen=True)
class OwnPoint:
    """A point of an agenda with when it begins, worked out from the length of those before it."""

    point: Point
    starts_at: datetime


def seen_by(member: Member) -> Q:
    """Return which sessions a member sees: those they were invited to; chair and secretary those being prepared too."""
    if member.state != MemberState.ACTIVE:
        return Q(pk__in=[])
    if member.role in WRITING_ROLES:
        return Q(group=member.group_id)
    return Q(group=member.group_id) & (Q(invited_at__isnull=False) | Q(state=SessionState.HELD))


def sessions_of(member: Member, *, at: datetime) -> tuple[list[OwnSession], list[OwnSession]]:
    """Return a member's sessions: those to come, the next first, and those that are over, the latest first. Two queries."""
    found = list(Session.objects.filter(seen_by(member)).order_by("-starts_at", "-pk"))
    said = {row.session_id: row for row in Attendance.objects.filter(member=member)}
    shown = [OwnSession(each, ends_at(each), said.get(each.pk)) for each in found]
    ahead = [each for each in shown if each.session.state == SessionState.PLANNED and each.ends_at > at]
    over = [each for each in shown if each.session.state != SessionState.CANCELLED and each not in ahead]
    return ahead[::-1], over[:MOST_BEFORE]


def for_calendar(member: Member, *, at: datetime) -> list[Session]:
    """Return a member's sessions of the last months and to come, called off ones too. One query and its group."""
    found = Session.objects.filter(seen_by(member), starts_at__gt=at - CALENDAR_GOES_BACK)
    return list(found.select_related("group__lead").order_by("starts_at", "pk"))


def actions_of(member: Member, *, at: datetime) -> list[Action]:
    """Return what is for a member to do, the earliest due first, then what they settled of late. One query."""
    if member.state != MemberState.ACTIVE:
        return []
    lately = Q(settled_at__gt=at - SETTLED_SHOWN)
    found = member.actions.filter(Q(state=ActionState.OPEN) | lately).select_related("session")
    return sorted(found, key=lambda each: (each.state != ActionState.OPEN, each.due_on, each.pk))


def action_for(pk: int, *, member: Member) -> Action:
    """Return an action of a member; raises Action.DoesNotExist for one of somebody else."""
    return member.actions.select_related("group", "session", "point").get(pk=pk)


def fellows(member: Member) -> list[Member]:
    """Return who takes part in a member's group, chair and secretary first. One query; their addresses are not shown."""
    found = Member.objects.filter(group=member.group_id, state=MemberState.ACTIVE)
    order = {role: place for place, role in enumerate(MemberRole)}
    return sorted(found, key=lambda each: (order[MemberRole(each.role)], each.name.casefold(), each.pk))


def came_of_it(member: Member) -> list[tuple[str, int]]:
    """Return how much came of a member's group by kind, in words. One query."""
    counts = dict(member.group.links.order_by().values_list("kind").annotate(n=Count("pk")))
    return [(str(kind.label), counts[kind]) for kind in LinkKind if counts.get(kind)]


def session_for(pk: int, *, member: Member) -> OwnSession:
    """Return one session with what the member said to it; raises Session.DoesNotExist for what they do not see."""
    session = Session.objects.filter(seen_by(member)).select_related("group__lead").get(pk=pk)
    attendance = Attendance.objects.filter(session=session, member=member).first()
    return OwnSession(session, ends_at(session), attendance)


def agenda_of(session: Session) -> list[OwnPoint]:
    """Return the points of a session with their times. One query."""
    begins, shown = session.starts_at, []
    for point in session.points.select_related("presenter").order_by("position", "pk"):
        shown.append(OwnPoint(point, begins))
        begins += timedelta(minutes=point.minutes_long)
    return shown
