"""What becomes of somebody's requests when they go, and when they come back? Taken back with the reason, reopened as stood."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from grappe.apps.events.enums import PlanState, RegistrationState, RequestState, WithdrawnWhy
from grappe.apps.events.models import Participant, Request
from grappe.apps.events.operations.request_letters import tell

if TYPE_CHECKING:
    from grappe.apps.events.models import Registration

LIVE = (RequestState.ASKED, RequestState.ACCEPTED)
FIELDS = ["state", "withdrawn_why", "withdrawn_by", "stood"]


def withdraw(request: Request, *, why: str, gone: Participant | None) -> None:
    """Save a request as withdrawn: why, by whose going (None: the organiser), and how it stood."""
    request.stood, request.state = request.state, RequestState.WITHDRAWN
    request.withdrawn_why, request.withdrawn_by = why, gone
    request.save(update_fields=FIELDS)


def withdraw_all(participant: Participant, *, why: str, at: datetime) -> int:
    """Take back all that somebody asked, was asked and agreed to; tell the others. Return how many they were.

    Meetings of the published timetable that have begun by then stay: they were held, and have outcomes.
    """
    held = Q(placements__timetable__current=True, placements__slot__starts_at__lte=at)
    held_ids = _of(participant).filter(held).values("pk")
    live = list(_locked(_of(participant).filter(state__in=LIVE).exclude(pk__in=held_ids)))
    for request in live:
        withdraw(request, why=why, gone=participant)
        tell(_other(request, participant), at=at)
    return len(live)


def registration_gone(registration: Registration, *, at: datetime) -> int:
    """Take back the requests of whoever has just cancelled; 0 where they took no part. In the caller's transaction."""
    mine = Participant.objects.filter(registration=registration).select_related("registration").first()
    return withdraw_all(mine, why=WithdrawnWhy.CANCELLED, at=at) if mine is not None else 0


def registration_back(registration: Registration, *, at: datetime) -> int:
    """Reopen, as they stood, the requests that a cancelled registration took back; return how many.

    For whoever has a seat again. Left as withdrawn is what has no sense any more: the other does not come, the two have
    made another request meanwhile, or (once the timetable is being made) nobody had answered.
    """
    mine = (
        Participant.objects.filter(registration=registration).select_related("plan", "registration").first()
    )
    if mine is None or mine.withdrawn_at is not None or mine.plan.state == PlanState.CLOSED:
        return 0
    states = LIVE if mine.plan.state == PlanState.REQUESTS else (RequestState.ACCEPTED,)
    gone = _of(mine).filter(
        state=RequestState.WITHDRAWN,
        withdrawn_why=WithdrawnWhy.CANCELLED,
        withdrawn_by=mine,
        stood__in=states,
    )
    return sum(_reopen(request, mine, at) for request in _locked(gone))


def _reopen(request: Request, mine: Participant, at: datetime) -> bool:
    other = _other(request, mine)
    if other.withdrawn_at is not None or other.registration.state != RegistrationState.CONFIRMED:
        return False
    request.state, request.stood = RequestState(request.stood), ""
    request.withdrawn_why, request.withdrawn_by = "", None
    try:
        with transaction.atomic():
            request.save(update_fields=FIELDS)
    except IntegrityError:  # another request between the two stands: that one counts
        return False
    tell(other, at=at)
    return True


def _other(request: Request, participant: Participant) -> Participant:
    return request.asked if request.asker_id == participant.pk else request.asker


def _of(participant: Participant) -> QuerySet[Request]:
    return Request.objects.filter(Q(asker=participant) | Q(asked=participant), plan=participant.plan_id)


def _locked(found: QuerySet[Request]) -> QuerySet[Request]:
    rows = found.select_for_update(of=("self",)).order_by("pk")
    return rows.select_related("asker__registration", "asked__registration")
