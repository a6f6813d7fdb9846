"""What is a working group's next step, and what has it decided? What its overview shows to those who may see its work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from grappe.apps.groups.enums import ActionState, MemberState, MinutesState, SessionState
from grappe.apps.groups.models import Action, Decision, Group, Session
from grappe.apps.groups.permissions import can_view_work

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

DECISIONS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How a group stands today."""

    next_session: Session | None
    waiting: Sequence[Session]  # held, and their minutes are not approved yet
    decisions: Sequence[Decision]  # the latest
    members: int
    asking: int
    open_actions: int
    late_actions: int


def standing(group: Group, *, for_user: User, today: date, at: datetime) -> Standing | None:
    """Return how a group stands, None for those who see results only. Five queries."""
    if not can_view_work(for_user):
        return None
    sessions = group.sessions.all()
    planned = sessions.filter(state=SessionState.PLANNED, starts_at__gte=at).order_by("starts_at").first()
    waiting = sessions.filter(state=SessionState.HELD).exclude(minutes_state=MinutesState.APPROVED)
    due = list(Action.objects.filter(group=group, state=ActionState.OPEN).values_list("due_on", flat=True))
    states = list(group.members.values_list("state", flat=True))
    decided = Decision.objects.filter(session__group=group).select_related("session", "point")
    return Standing(
        next_session=planned,
        waiting=list(waiting.order_by("-starts_at")[:DECISIONS]),
        decisions=list(decided.order_by("-decided_at", "-pk")[:DECISIONS]),
        members=states.count(MemberState.ACTIVE),
        asking=states.count(MemberState.ASKED),
        open_actions=len(due),
        late_actions=sum(each < today for each in due),
    )
