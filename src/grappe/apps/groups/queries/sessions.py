"""Which sessions has a working group, when is the next one due, and who is told of one?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone

from grappe.apps.groups.enums import MemberState, MinutesState, Presence, SessionState
from grappe.apps.groups.models import Group, Member, Session
from grappe.apps.groups.permissions import check_can_view_work
from grappe.ui import conflicts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 25
PLAIN = ("title", "starts_at", "minutes_long", "link", "place", "message")
THERE = (Presence.PRESENT, Presence.REPRESENTED)


def sessions_of(group: Group, *, for_user: User) -> QuerySet[Session]:
    """Return the sessions of a group, the latest first, with counts: points, who was there, actions, decisions.

    Raises PermissionDenied.
    """
    check_can_view_work(for_user)
    return group.sessions.annotate(
        point_count=Count("points", distinct=True),
        there=Count("attendances", filter=Q(attendances__presence__in=THERE), distinct=True),
        decision_count=Count("decisions", distinct=True),
        action_count=Count("actions", distinct=True),
    ).order_by("-starts_at", "-pk")


def session_for(pk: int, *, for_user: User) -> Session:
    """Return a session with its group; raises Session.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Session.objects.select_related("group__lead", "group__theme", "created_by")
    return found.prefetch_related("group__team", "group__clusters").get(pk=pk)


def ends_at(session: Session) -> datetime:
    """Return when a session ends, by its plan."""
    return session.starts_at + timedelta(minutes=session.minutes_long)


def is_ahead(session: Session, *, at: datetime) -> bool:
    """Return whether a change of a session is told: it is planned and not over yet."""
    return session.state == SessionState.PLANNED and ends_at(session) > at


def is_open(session: Session) -> bool:
    """Return whether agenda, presence and minutes of a session may still be written."""
    return session.state != SessionState.CANCELLED and session.minutes_state == MinutesState.WRITING


def takes_part(group: Group) -> list[Member]:
    """Return the members who take part now: whom an invitation goes to."""
    return list(group.members.filter(state=MemberState.ACTIVE))


def about(session: Session) -> str:
    """Return which letter of its kind one about this session is: what changed is told anew."""
    return f"session {session.pk} sequence {session.sequence}"


def session_before(session: Session) -> Session | None:
    """Return the session of the group before this one, cancelled ones too."""
    earlier = Session.objects.filter(group_id=session.group_id, starts_at__lt=session.starts_at)
    return earlier.order_by("-starts_at", "-pk").first()


def proposal(group: Group, *, at: datetime) -> dict[str, Any]:
    """Return what the form of a new session begins with: hour, length and place of the last one, on the usual next day.

    The day follows the group's rhythm, as many times as it takes to lie ahead; without a rhythm it is left to be said.
    """
    last = group.sessions.exclude(state=SessionState.CANCELLED).order_by("-starts_at").first()
    if last is None:
        return {"minutes_long": 90}
    begun: dict[str, Any] = {name: getattr(last, name) for name in ("minutes_long", "link", "place")}
    if not group.rhythm_weeks:
        return begun
    # On the clock in Luxembourg: the same hour, whether summer time begins in between or not.
    zone = timezone.get_default_timezone()
    wall = last.starts_at.astimezone(zone).replace(tzinfo=None)
    step = timedelta(weeks=group.rhythm_weeks)
    wall += step
    while wall.replace(tzinfo=zone) <= at:
        wall += step
    return begun | {"starts_at": wall.replace(tzinfo=zone)}


def as_written(session: Session) -> dict[str, Any]:
    """Return a session as its form shows it, by field."""
    return {name: getattr(session, name) for name in PLAIN}


def version_of(session: Session) -> str:
    """Return the fingerprints of all that the form shows of a session."""
    return conflicts.version_of(as_written(session))


def session_of_member(pk: int, member: Member) -> Session | None:
    """Return a session of the group that somebody is a member of, by their signed link; None where there is none."""
    found = Session.objects.select_related("group__lead", "group__theme").filter(group=member.group_id)
    return found.prefetch_related("group__team").filter(pk=pk).first()
