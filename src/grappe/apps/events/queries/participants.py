"""Who takes part in the business meetings, with which profile, and what of it do the others see?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible, told_left_out
from grappe.apps.events.enums import PlanState, RegistrationState, RequestState
from grappe.apps.events.models import (
    Event,
    MeetingPlan,
    Participant,
    Proposal,
    Registration,
    Request,
    Slot,
)
from grappe.apps.events.permissions import check_can_view_registrations

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
# Before, the organiser is still setting up; afterwards it is over.
SEEN_IN = (PlanState.REQUESTS, PlanState.PLANNING, PlanState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Own:
    """What a signed link opens of the business meetings: somebody's registration, the plan, their part in it."""

    registration: Registration
    plan: MeetingPlan | None
    participant: Participant | None

    @property
    def takes_part(self) -> bool:
        """Whether they are among those who meet: joined, not left again, and still with a seat."""
        mine = self.participant
        return mine is not None and mine.withdrawn_at is None and has_seat(self.registration)

    @property
    def may_join(self) -> bool:
        """Whether a seat is theirs and the meetings are not over."""
        return self.plan is not None and self.plan.state != PlanState.CLOSED and has_seat(self.registration)

    @property
    def sees_partners(self) -> bool:
        return self.takes_part and self.plan is not None and self.plan.state in SEEN_IN


def has_seat(registration: Registration) -> bool:
    """Return whether a registration is one of somebody who comes."""
    return registration.state == RegistrationState.CONFIRMED and registration.erased_at is None


def own_of(registration: Registration) -> Own:
    """Return somebody's own part in the business meetings of the event. Two queries."""
    plan = MeetingPlan.objects.filter(event_id=registration.event_id).first()
    mine = None
    if plan is not None:
        plan.event = registration.event
        mine = Participant.objects.filter(plan=plan, registration=registration).first()
    if mine is not None and plan is not None:
        mine.registration, mine.plan = registration, plan
    return Own(registration, plan, mine)


def plan_for(event: Event, *, for_user: User) -> MeetingPlan | None:
    """Return the business meetings of an event, None where it has none; raises PermissionDenied."""
    check_can_view_registrations(for_user)
    return MeetingPlan.objects.filter(event=event).first()


def is_open(plan: MeetingPlan, at: datetime) -> bool:
    """Return whether participants may ask for meetings: the organiser takes requests, and the day is not over."""
    until = plan.requests_until
    return plan.state == PlanState.REQUESTS and (until is None or at < until)


def slots_of(plan: MeetingPlan) -> list[Slot]:
    """Return the slots of the meetings in order of time."""
    return list(plan.slots.order_by("starts_at", "id"))


def participants_of(event: Event, *, for_user: User) -> QuerySet[Participant]:
    """Return all who take part or did, with counts of their requests; for those who may see who registered."""
    check_can_view_registrations(for_user)
    live = Request.objects.filter(state__in=[RequestState.ASKED, RequestState.ACCEPTED])
    agreed = live.filter(state=RequestState.ACCEPTED)
    return (
        Participant.objects.filter(of_visible(for_user, "registration__company"), plan__event=event)
        .select_related("registration__company", "plan")
        .annotate(
            asks=_count(live, "asker"),
            is_asked=_count(live, "asked"),
            agreed_asking=_count(agreed, "asker"),
            agreed_asked=_count(agreed, "asked"),
            proposed=_count(Proposal.objects.filter(dismissed_at=None), "participant"),
        )
        .order_by("registration__organisation", "registration__name", "id")
    )


def left_out(event: Event, *, for_user: User) -> str:
    """Return in words how many who take part the list leaves out, "" for none. Raises PermissionDenied."""
    check_can_view_registrations(for_user)
    every = Participant.objects.filter(plan__event=event)
    return told_left_out(every, for_user=for_user, columns=["registration__company"])


def _count(rows: QuerySet[Any], name: str) -> Coalesce:
    """Return how many rows are each participant's; counted apart, since joins would multiply one another."""
    mine = rows.filter(**{name: OuterRef("pk")}).order_by().values(name)
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def participant_for(pk: int, *, event: Event, for_user: User) -> Participant:
    """Return one participant of an event; raises Participant.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = Participant.objects.select_related("registration__company", "registration__person", "plan")
    participant = found.get(pk=pk, plan__event=event)
    check_can_view_company_or_none(for_user, participant.registration.company)
    return participant


def not_taking_part(event: Event, *, for_user: User) -> list[Registration]:
    """Return who has a seat and no part in the business meetings, by organisation; at most 500."""
    check_can_view_registrations(for_user)
    found = Registration.objects.filter(
        of_visible(for_user), event=event, state=RegistrationState.CONFIRMED, participant=None, erased_at=None
    )
    return list(found.order_by("organisation", "name", "id")[:500])


def registration_of(pk: int, *, event: Event, for_user: User) -> Registration:
    """Return a registration of an event; raises Registration.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = Registration.objects.select_related("company", "person", "event").get(pk=pk, event=event)
    check_can_view_company_or_none(for_user, found.company)
    return found


def unavailable_slots(participant: Participant) -> frozenset[int]:
    """Return the ids of the slots in which somebody cannot meet."""
    return frozenset(participant.unavailable.values_list("slot_id", flat=True))
