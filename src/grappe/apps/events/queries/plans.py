"""How do the business meetings of an event stand: slots, tables, people and requests, counted?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.events.enums import PLAN_STEPS, PlanState, RegistrationState, RequestState
from grappe.apps.events.models import Event, MeetingPlan, Participant, Request, Slot, Table
from grappe.apps.events.permissions import check_can_view_registrations

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

# What an organiser may do by hand; publishing and taking back go by the timetable.
BY_HAND = {
    (PlanState.PREPARING, PlanState.REQUESTS),
    (PlanState.REQUESTS, PlanState.PREPARING),
    (PlanState.REQUESTS, PlanState.PLANNING),
    (PlanState.PLANNING, PlanState.REQUESTS),
    (PlanState.PUBLISHED, PlanState.CLOSED),
    (PlanState.CLOSED, PlanState.PUBLISHED),
}
COMING = Q(withdrawn_at__isnull=True) & ~Q(registration__state=RegistrationState.CANCELLED)


@dataclass(frozen=True)
class PlanCounts:
    """What the head of the meetings' pages says."""

    slots: int
    tables: int
    participants: int
    accepted: int
    asked: int
    declined: int


def plan_of(event: Event, *, for_user: User) -> MeetingPlan | None:
    """Return the event's plan of business meetings; None where there are none. Raises PermissionDenied."""
    check_can_view_registrations(for_user)
    return MeetingPlan.objects.select_related("event").filter(event=event).first()


def plan_for(event_id: int, *, for_user: User) -> MeetingPlan:
    """Return the plan of an event with its event and team; raises MeetingPlan.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = MeetingPlan.objects.select_related("event__organiser").prefetch_related("event__team")
    return found.get(event_id=event_id)


def slots_of(plan: MeetingPlan) -> list[Slot]:
    """Return the slots of a plan in the order of time."""
    return list(plan.slots.all())


def tables_of(plan: MeetingPlan) -> list[Table]:
    """Return the tables of a plan by number."""
    return list(plan.tables.all())


def slot_for(pk: int, *, for_user: User) -> Slot:
    """Return a slot with its plan and event; raises Slot.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    return Slot.objects.select_related("plan__event__organiser").get(pk=pk)


def table_for(pk: int, *, for_user: User) -> Table:
    """Return a table with its plan and event; raises Table.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    return Table.objects.select_related("plan__event__organiser").get(pk=pk)


def person_for(pk: int, *, for_user: User) -> Participant:
    """Return a participant with plan, event and registration; raises Participant.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = Participant.objects.select_related("plan__event__organiser", "registration__company").get(pk=pk)
    check_can_view_company_or_none(for_user, found.registration.company)
    return found


def counts_of(plan: MeetingPlan) -> PlanCounts:
    """Return how many of each there are; four queries, however many."""
    by_state = dict(Request.objects.filter(plan=plan).order_by().values_list("state").annotate(n=Count("pk")))
    return PlanCounts(
        slots=plan.slots.count(),
        tables=plan.tables.count(),
        participants=Participant.objects.filter(COMING, plan=plan).count(),
        accepted=by_state.get(RequestState.ACCEPTED, 0),
        asked=by_state.get(RequestState.ASKED, 0),
        declined=by_state.get(RequestState.DECLINED, 0),
    )


def steps_of(plan: MeetingPlan) -> list[tuple[str, str]]:
    """Return the states that the organiser may bring the plan to by hand, with their labels."""
    return [
        (state, str(PlanState(state).label))
        for state in PlanState.values
        if state in PLAN_STEPS[plan.state] and (plan.state, state) in BY_HAND
    ]


def participants_of(plan: MeetingPlan, *, for_user: User, text: str = "") -> QuerySet[Participant]:
    """Return the participants with how many meetings each asked for, was asked for and agreed, and lost slots."""
    check_can_view_registrations(for_user)
    live = Q(asked_for__state=RequestState.ACCEPTED)
    other = Q(asked_of__state=RequestState.ACCEPTED)
    seen = plan.participants.filter(of_visible(for_user, "registration__company"))
    found = seen.select_related("registration").annotate(
        agreed_out=Count("asked_for", filter=live, distinct=True),
        agreed_in=Count("asked_of", filter=other, distinct=True),
        open_in=Count("asked_of", filter=Q(asked_of__state=RequestState.ASKED), distinct=True),
        lost=Count("unavailable", distinct=True),
    )
    if text:
        found = found.filter(
            Q(registration__name__icontains=text) | Q(registration__organisation__icontains=text)
        )
    return found.order_by("registration__organisation", "pk")


def coming(plan: MeetingPlan) -> QuerySet[Participant]:
    """Return the participants who come, by organisation."""
    return Participant.objects.filter(COMING, plan=plan).select_related("registration").order_by(
        "registration__organisation", "pk"
    )  # fmt: skip
