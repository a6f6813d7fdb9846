"""What does an organiser set on meetings and people by hand: added, accepted, fixed, ordered, unavailable?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.events.enums import HalfDay, RequestState, Wish, WithdrawnWhy
from grappe.apps.events.models import MeetingPlan, Participant, Precedence, Request, Unavailable
from grappe.apps.events.operations import participants, requests
from grappe.apps.events.operations.halls import take
from grappe.apps.events.queries import plan_checks
from grappe.apps.events.queries.hours import hour
from grappe.apps.events.queries.plan_checks import cycle_in
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def add_request(
    *, plan: MeetingPlan, asker: Participant, asked: Participant, must: bool = False, wish: int = Wish.WANT,
    session: int = HalfDay.ANY, by: User, at: datetime,
) -> Request:  # fmt: skip
    """Add a meeting that both sides agreed to with the organiser: it is accepted at once.

    A request between the two that waits is accepted instead. Raises BadInput where they meet already, where one does
    not come, or where the two are one.
    """
    current = take(plan, by=by)
    if any(side.plan_id != current.pk for side in (asker, asked)):
        raise BadInput(_("This person, table or slot is of another event."))
    made = requests.arrange(first=asker, second=asked, wish=wish, must=must, by=by, at=at)
    if session != HalfDay.ANY:
        made.session = session
        with pghistory.context(user=by.pk):
            made.save(update_fields=["session"])
    return made


@transaction.atomic
def decide_request(*, request: Request, state: str, by: User, at: datetime) -> None:
    """Accept, decline or take back a request for somebody who said so to the organiser.

    Raises BadInput for another state, and where the two have another meeting already.
    """
    current = take(request.plan, by=by)
    if state not in (RequestState.ACCEPTED, RequestState.DECLINED, RequestState.WITHDRAWN):
        raise BadInput(_("A request is accepted, declined or withdrawn."))
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk, plan=current)
    before, request.state, request.answered_at = request.state, state, at
    withdrawn = state == RequestState.WITHDRAWN
    request.withdrawn_why, request.withdrawn_by = WithdrawnWhy.ORGANISER if withdrawn else "", None
    request.stood = before if withdrawn else ""
    if state != RequestState.ACCEPTED:
        request.must, request.fixed_slot, request.fixed_table = False, None, None
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            request.save()
    except IntegrityError as twice:
        raise BadInput(_("These two have another request that stands.")) from twice


@transaction.atomic
def arrange(*, request: Request, values: dict[str, Any], before: list[int], by: User, at: datetime) -> None:
    """Keep what the organiser settles of a meeting: `must`, `session`, `fixed_slot`, `fixed_table`, what comes before.

    `values` has those four; `before` are ids of meetings that must be over first. Raises BadInput with every fault
    that this would bring into the plan; nothing is kept then.
    """
    current = take(request.plan, by=by)
    slot, table = values["fixed_slot"], values["fixed_table"]
    if table is not None and slot is None:
        raise BadInput(_("A table is fixed together with a slot: say at what time."))
    if any(each is not None and each.plan_id != current.pk for each in (slot, table)):
        raise BadInput(_("This slot or table is of another event."))
    known = set(Request.objects.filter(plan=current, pk__in=before).values_list("pk", flat=True))
    if len(known) != len(set(before)) or request.pk in known:
        raise BadInput(_("A meeting comes before another one of the same event."))
    stood = {(fault.text, fault.request) for fault in plan_checks.faults_of(current) if fault.stops}
    for name in ("must", "session", "fixed_slot", "fixed_table"):
        setattr(request, name, values[name])
    with pghistory.context(user=by.pk):
        request.save(update_fields=["must", "session", "fixed_slot", "fixed_table"])
        request.follows.exclude(first_id__in=known).delete()
        standing = set(request.follows.values_list("first_id", flat=True))
        Precedence.objects.bulk_create(
            Precedence(first_id=pk, then=request) for pk in sorted(known - standing)
        )
    _check_circle(current)
    new = [
        each.text
        for each in plan_checks.faults_of(current)
        if each.stops and (each.text, each.request) not in stood
    ]
    if new:
        raise BadInput(" ".join(new))


def _check_circle(plan: MeetingPlan) -> None:
    order = list(Precedence.objects.filter(first__plan=plan).values_list("first_id", "then_id"))
    if cycle_in(order):
        raise BadInput(_("The meetings would wait for each other in a circle."))


@transaction.atomic
def set_unavailable(*, participant: Participant, slots: list[int], by: User, at: datetime) -> None:
    """Keep in which slots a participant cannot meet, and in no others.

    Raises BadInput where a meeting of theirs is fixed in such a slot.
    """
    current = take(participant.plan, by=by)
    wanted = set(current.slots.filter(pk__in=slots).values_list("pk", flat=True))
    if len(wanted) != len(set(slots)):
        raise BadInput(_("One of these slots is not of this event."))
    mine = Request.objects.filter(Q(asker=participant) | Q(asked=participant), state=RequestState.ACCEPTED)
    fixed = mine.filter(fixed_slot_id__in=wanted).select_related("fixed_slot").first()
    if fixed is not None and fixed.fixed_slot is not None:
        raise BadInput(
            _("A meeting of theirs is fixed at %(slot)s: settle that first.")
            % {"slot": hour(fixed.fixed_slot)}
        )
    with pghistory.context(user=by.pk):
        participant.unavailable.exclude(slot_id__in=wanted).delete()
        standing = set(participant.unavailable.values_list("slot_id", flat=True))
        Unavailable.objects.bulk_create(
            Unavailable(participant=participant, slot_id=pk) for pk in sorted(wanted - standing)
        )


@transaction.atomic
def set_taking_part(*, participant: Participant, takes_part: bool, by: User, at: datetime) -> None:
    """Note that somebody does not take part in the meetings: their requests are taken back, the others told.

    Or that they do again; then their requests are accepted anew one by one. Raises BadInput once a timetable is
    published: then it is a late change.
    """
    plan = take(participant.plan, by=by)
    if takes_part:
        with pghistory.context(user=by.pk):
            Participant.objects.filter(pk=participant.pk).update(withdrawn_at=None)
        return
    if plan.timetables.filter(current=True).exists():
        raise BadInput(_("The timetable is published: enter it as a late change, so that it is repaired."))
    participants.withdraw(participant=participant, by=by, at=at)
