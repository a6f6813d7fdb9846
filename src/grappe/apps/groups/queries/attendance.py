"""Who comes to a session, who was there, and are they enough to decide?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.companies.queries import of_visible
from grappe.apps.groups.enums import VOTING_ROLES, Answer, MemberState, Presence, SessionState
from grappe.apps.groups.models import Attendance, Member, Session
from grappe.apps.groups.permissions import check_can_view_work
from grappe.apps.groups.queries.sessions import THERE, ends_at

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Seat:
    """A member at a session. `attendance` is a row that may not be on file yet."""

    member: Member
    attendance: Attendance
    votes: bool

    @property
    def there(self) -> bool:
        return self.attendance.presence in THERE


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody whom a session concerns, chair and secretary first."""

    seats: Sequence[Seat]

    @property
    def there(self) -> int:
        return sum(each.there for each in self.seats)

    @property
    def voting(self) -> int:
        """How many members vote."""
        return sum(each.votes for each in self.seats)

    @property
    def voting_there(self) -> int:
        """How many of them are there or represented."""
        return sum(each.votes and each.there for each in self.seats)

    @property
    def has_quorum(self) -> bool:
        """Whether more than half of those who vote are there or represented: the usual rule where a group has no other."""
        return 2 * self.voting_there > self.voting

    @property
    def comes(self) -> int:
        return sum(each.attendance.answer in (Answer.COMES, Answer.ONLINE) for each in self.seats)

    @property
    def cannot(self) -> int:
        return sum(each.attendance.answer == Answer.CANNOT for each in self.seats)

    @property
    def silent(self) -> int:
        return sum(each.attendance.answer == Answer.NONE for each in self.seats)

    @property
    def unsaid(self) -> int:
        """Of how many members it is not noted whether they were there."""
        return sum(not each.attendance.presence for each in self.seats)


def roll(session: Session) -> Roll:
    """Return who belongs to a session: who took part in the group then, and of whom something is noted. Two queries."""
    noted = {each.member_id: each for each in session.attendances.all()}
    then = Q(state=MemberState.ACTIVE, joined_at__lte=ends_at(session))
    # Somebody who joins before the session is held belongs to it; who left before it does not.
    if session.state == SessionState.PLANNED:
        then = Q(state=MemberState.ACTIVE)
    then |= Q(state=MemberState.LEFT, joined_at__lte=ends_at(session), left_at__gt=ends_at(session))
    members = Member.objects.filter(Q(group=session.group_id) & (then | Q(pk__in=list(noted))))
    seats = [
        Seat(each, noted.get(each.pk) or Attendance(session=session, member=each), each.role in VOTING_ROLES)
        for each in members.select_related("company")
    ]
    order = {role: place for place, role in enumerate(("chair", "secretary", "member", "expert", "observer"))}
    return Roll(sorted(seats, key=lambda seat: (order.get(seat.member.role, 9), seat.member.name.casefold())))


def answer_of(session: Session, member: Member) -> Attendance:
    """Return what a member said to a session; a row that is not on file where they have not said anything."""
    found = Attendance.objects.filter(session=session, member=member).first()
    return found or Attendance(session=session, member=member)


def attended(
    company_id: int, *, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Attendance]:
    """Return at which sessions members of a company were, the latest first, with session, group and member. One query.

    Raises PermissionDenied for those who see results only.
    """
    check_can_view_work(for_user)
    found = Attendance.objects.filter(
        of_visible(for_user, "member__company"), member__company_id=company_id, presence=Presence.PRESENT
    )
    if before is not None:
        found = found.filter(session__starts_at__lt=before)
    return list(
        found.select_related("session__group", "member").order_by("-session__starts_at", "-pk")[:limit]
    )
