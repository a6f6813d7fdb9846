"""How does an aid come along: requested, obtained or refused, paid?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.roadmaps.enums import AID_TRANSITIONS, AidState
from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step
from grappe.apps.roadmaps.operations.locking import day_of, not_in_the_future, take
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Programme

_CLEARED = {
    AidState.PLANNED: ("requested_eur", "requested_on", "decided_on", "obtained_eur", "paid_eur", "paid_on"),
    AidState.REQUESTED: ("decided_on", "obtained_eur", "paid_eur", "paid_on"),
    AidState.REFUSED: ("obtained_eur", "paid_eur", "paid_on"),
    AidState.OBTAINED: ("paid_eur", "paid_on"),
    AidState.PAID: (),
}


@transaction.atomic
def add_aid(
    *,
    roadmap: Roadmap,
    version: int | None,
    label: str,
    programme: Programme | None = None,
    step: Step | None = None,
    by: User,
    at: datetime,
) -> AidRequest:
    """Write down an aid that is to be asked for. Raises PermissionDenied, Stale, BadInput."""
    taken = take(roadmap.pk, version=version, by=by)
    if not label.strip():
        raise BadInput(_("An aid needs a name."))
    if step is not None and step.roadmap_id != taken.pk:
        raise BadInput(_("This step belongs to another roadmap."))
    return AidRequest.objects.create(roadmap=taken, label=label.strip(), programme=programme, step=step)


@transaction.atomic
def change_aid(
    *,
    aid: AidRequest,
    version: int,
    state: str,
    amount: Decimal | None = None,
    on: date | None = None,
    by: User,
    at: datetime,
) -> AidRequest:
    """Take an aid to its next state on a day, with its amount in euros; the same state puts these right.

    Planned takes neither amount nor day, refused a day only. Raises PermissionDenied, Stale, BadInput for a
    step that the table of transitions lacks, a missing or impossible amount or day.
    """
    taken = take(aid.roadmap_id, version=version, by=by)
    changed = AidRequest.objects.select_for_update().get(pk=aid.pk)
    changed.roadmap = taken
    _check_transition(changed, state)
    _write(changed, AidState(state), amount, on, day_of(at))
    for name in _CLEARED[AidState(state)]:
        setattr(changed, name, None)
    changed.state = state
    changed.save()
    return changed


@transaction.atomic
def remove_aid(*, aid: AidRequest, version: int, by: User, at: datetime) -> None:
    """Take an aid off that was never asked for. Raises PermissionDenied, Stale, BadInput for any other."""
    take(aid.roadmap_id, version=version, by=by)
    if aid.state != AidState.PLANNED:
        raise BadInput(_("“%(aid)s” was asked for already and stays on the roadmap.") % {"aid": aid.label})
    aid.delete()


def _check_transition(aid: AidRequest, state: str) -> None:
    if state == aid.state != AidState.PLANNED or state in AID_TRANSITIONS[aid.state]:
        return
    raise BadInput(
        _("“%(aid)s” is %(now)s; it cannot become %(wanted)s.")
        % {
            "aid": aid.label,
            "now": str(aid.get_state_display()).lower(),
            "wanted": str(AidState(state).label).lower() if state in AidState.values else state,
        }
    )


def _write(aid: AidRequest, state: AidState, amount: Decimal | None, on: date | None, today: date) -> None:
    if state == AidState.PLANNED:
        return
    if on is None:
        raise BadInput(
            _("On which day? An aid that is %(state)s says when.") % {"state": state.label.lower()}
        )
    not_in_the_future(on, today, aid.label)
    if state != AidState.REFUSED:
        if amount is None or amount < 0:
            raise BadInput(_("How much? Give the amount in euros, zero or more."))
        limit = aid.obtained_eur
        if state == AidState.PAID and limit is not None and amount > limit:
            raise BadInput(_("More cannot be paid than was obtained (%(limit)s €).") % {"limit": limit})
    if state == AidState.REQUESTED:
        aid.requested_eur, aid.requested_on = amount, on
    elif state == AidState.PAID:
        aid.paid_eur, aid.paid_on = amount, on
    else:
        aid.obtained_eur, aid.decided_on = (amount if state == AidState.OBTAINED else None), on
    days = [day for day in (aid.requested_on, aid.decided_on, aid.paid_on) if day is not None]
    if state != AidState.REQUESTED and days != sorted(days):
        raise BadInput(_("The days do not follow one another: first requested, then decided, then paid."))
