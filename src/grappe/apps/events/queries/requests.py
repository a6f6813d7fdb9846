"""Which meetings has a participant asked for, which are they asked for, and what became of them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.events.enums import PlanState, RequestState, Wish, WithdrawnWhy
from grappe.apps.events.models import MeetingPlan, Participant, Request
from grappe.apps.events.queries.participants import is_open


@dataclass(frozen=True, slots=True)
class Side:
    """A request as one of the two sees it: `mine`, I asked; what either side says and wishes."""

    request: Request
    mine: bool

    @property
    def other(self) -> Participant:
        return self.request.asked if self.mine else self.request.asker

    @property
    def my_wish(self) -> str:
        """How important it is to me, in words; empty where I have not said."""
        wish = self.request.wish if self.mine else self.request.answer_wish
        return str(Wish(wish).label) if wish else ""

    @property
    def why(self) -> str:
        """Why it is withdrawn, to this side: whose doing it was; empty where it is not withdrawn."""
        request = self.request
        if request.state != RequestState.WITHDRAWN:
            return ""
        if request.withdrawn_why == WithdrawnWhy.ORGANISER:
            return _("taken back by the organiser")
        theirs = request.withdrawn_by_id is not None and request.withdrawn_by_id == self.other.pk
        if not theirs:
            mine = {WithdrawnWhy.CANCELLED: _("you had cancelled"), WithdrawnWhy.LEFT: _("you had left")}
            return mine.get(WithdrawnWhy(request.withdrawn_why or "taken_back"), _("taken back"))
        says = {
            WithdrawnWhy.CANCELLED: _("they do not come"),
            WithdrawnWhy.LEFT: _("they left the meetings"),
            WithdrawnWhy.TAKEN_BACK: _("taken back by them"),
        }
        return says[WithdrawnWhy(request.withdrawn_why)]

    @property
    def their_words(self) -> str:
        return self.request.answer if self.mine else self.request.message

    @property
    def my_words(self) -> str:
        return self.request.message if self.mine else self.request.answer


@dataclass(frozen=True, slots=True)
class Requests:
    """All requests of a participant by what is to be done: answer, wait, go and meet; and what is over."""

    to_answer: tuple[Side, ...]
    waiting: tuple[Side, ...]
    agreed: tuple[Side, ...]
    over: tuple[Side, ...]
    left: int  # how many they may still ask for

    @property
    def unanswered(self) -> int:
        """How many wait for an answer, of either side."""
        return len(self.to_answer) + len(self.waiting)


def detailed() -> QuerySet[Request]:
    """Return requests with both sides, as pages and letters show them."""
    return Request.objects.select_related(
        "plan", "asker__registration__company", "asked__registration__company", "fixed_slot", "fixed_table"
    )


def requests_of(participant: Participant) -> Requests:
    """Return a participant's requests; the most wanted first, then the oldest. One query."""
    found = detailed().filter(Q(asker=participant) | Q(asked=participant)).order_by("wish", "made_at", "pk")
    sides = [Side(each, each.asker_id == participant.pk) for each in found]
    asked = sum(each.mine and each.request.state in ("asked", "accepted") for each in sides)
    return Requests(
        to_answer=_in(sides, RequestState.ASKED, mine=False),
        waiting=_in(sides, RequestState.ASKED, mine=True),
        agreed=_in(sides, RequestState.ACCEPTED),
        over=_in(sides, RequestState.DECLINED) + _in(sides, RequestState.WITHDRAWN),
        left=max(0, participant.plan.most_requests - asked),
    )


def _in(sides: Iterable[Side], state: str, mine: bool | None = None) -> tuple[Side, ...]:
    return tuple(
        each for each in sides if each.request.state == state and (mine is None or each.mine == mine)
    )


def request_of(participant: Participant, pk: int) -> Side:
    """Return one request that a participant made or got; raises Request.DoesNotExist for one of others."""
    found = detailed().get(Q(asker=participant) | Q(asked=participant), pk=pk, plan=participant.plan_id)
    return Side(found, found.asker_id == participant.pk)


def waiting_for(participant: Participant) -> int:
    """Return how many requests wait for a participant's answer."""
    return Request.objects.filter(asked=participant, state=RequestState.ASKED).count()


def takes_answers(plan: MeetingPlan) -> bool:
    """Return whether a request may still be accepted or declined: until the organiser begins to plan."""
    return plan.state == PlanState.REQUESTS


def why_closed(plan: MeetingPlan, at: datetime) -> str:
    """Return why nobody may ask for meetings now: "early", "late", "planned" or "over"; empty where they may."""
    if is_open(plan, at):
        return ""
    if plan.state == PlanState.REQUESTS:
        return "late"
    return {PlanState.PREPARING: "early", PlanState.CLOSED: "over"}.get(PlanState(plan.state), "planned")
