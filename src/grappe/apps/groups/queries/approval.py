"""How do the minutes of a session stand with those who were there: who approves, who asks for a change, who is silent?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from grappe.apps.groups.enums import MemberState, MinutesState, SessionState, Verdict
from grappe.apps.groups.models import Member, Minutes, Reply, Session
from grappe.apps.groups.permissions import can_approve_minutes, can_propose_minutes
from grappe.apps.groups.queries.attendance import Roll, roll
from grappe.apps.groups.queries.minutes import Part
from grappe.apps.groups.queries.snapshots import ShownMinutes, shown
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

USUAL = timedelta(days=14)  # to answer, unless they say otherwise


@dataclass(frozen=True, slots=True)
class Approval:
    """Where the minutes of a session stand, for one reader."""

    session: Session
    versions: Sequence[Minutes]  # the latest first, with their replies
    minutes: ShownMinutes | None  # what the latest says
    mine: Reply | None  # what the reader said of the latest
    asked: Member | None  # as whom the reader may say something of it
    approve: Sequence[Member]
    objections: Sequence[Reply]  # to the latest
    silent: Sequence[Member]
    may_propose: bool
    may_conclude: bool  # declare approved

    @property
    def latest(self) -> Minutes | None:
        return self.versions[0] if self.versions else None

    @property
    def open_objections(self) -> int:
        return sum(each.settled_at is None for each in self.objections)

    @property
    def waits(self) -> bool:
        return self.session.minutes_state == MinutesState.PROPOSED

    @property
    def all_agree(self) -> bool:
        return self.waits and not self.silent and not self.open_objections


@dataclass(frozen=True, slots=True)
class Lacks:
    """What one should look at before minutes go out; none of it forbids it but nobody there, or nothing written."""

    nobody_there: bool
    unsaid: int  # members of whom it is not noted whether they were there
    empty: Sequence[str]  # points about which nothing is written, and which are not put off
    nothing: bool


def latest(session: Session) -> Minutes | None:
    """Return the latest version that was put before the members; None where none was. One query."""
    return session.proposals.order_by("-number").first()


def about(minutes: Minutes) -> str:
    """Return what letters about a version of minutes are about."""
    return f"session {minutes.session_id} minutes {minutes.number}"


def is_by(member: Member, by: User | Member) -> bool:
    """Return whether a member is who does something, by account or by link."""
    return member.pk == by.pk if isinstance(by, Member) else member.user_id == by.pk


def says_something(content: Mapping[str, Any]) -> bool:
    """Return whether anything is written, decided or agreed in minutes."""
    return any(each["text"].strip() or each["decisions"] or each["actions"] for each in content["points"])


def approval(session: Session, reader: User | Member) -> Approval:
    """Return how the minutes of a session stand, for a reader with an account or a member on their own page. Four queries."""
    replies = Reply.objects.select_related("member").order_by("replied_at", "pk")
    versions = list(session.proposals.order_by("-number").prefetch_related(Prefetch("replies", replies)))
    said = list(versions[0].replies.all()) if versions else []
    asked = [
        each.member for each in roll(session).seats if each.there and each.member.state == MemberState.ACTIVE
    ]
    spoken = {each.member_id for each in said}
    own = next((each for each in asked if is_by(each, reader)), None)
    return Approval(
        session=session,
        versions=versions,
        minutes=shown(versions[0].content) if versions else None,
        mine=next((each for each in said if own is not None and each.member_id == own.pk), None),
        asked=own if session.minutes_state == MinutesState.PROPOSED else None,
        approve=[each.member for each in said if each.verdict == Verdict.APPROVES],
        objections=[each for each in said if each.verdict == Verdict.OBJECTS],
        silent=[each for each in asked if each.pk not in spoken],
        may_propose=can_propose_minutes(reader, session.group),
        may_conclude=can_approve_minutes(reader, session.group),
    )


def may_go_out(session: Session, *, at: datetime) -> bool:
    """Return whether the minutes of a session may be put before the members, by its state."""
    writing = session.minutes_state == MinutesState.WRITING
    return writing and session.state != SessionState.CANCELLED and session.starts_at <= at


def lacks(parts: Sequence[Part], seats: Roll) -> Lacks:
    """Return what one should look at before minutes go out."""
    bare = [each for each in parts if not (each.point.text.plain.strip() or each.decisions or each.actions)]
    return Lacks(
        nobody_there=not any(each.there and each.member.state == MemberState.ACTIVE for each in seats.seats),
        unsaid=seats.unsaid,
        empty=[
            f"{each.item.number}. {each.point.title}" for each in bare if not each.point.outcome and not each.point.lists_actions
        ],
        nothing=len(bare) == len(parts),
    )  # fmt: skip


def usual_day(at: datetime) -> date:
    """Return until when one usually answers."""
    return moments.local_date(at) + USUAL


def version_for(session: Session, number: int) -> Minutes:
    """Return one version that was put before the members; raises Minutes.DoesNotExist."""
    return session.proposals.get(number=number)
