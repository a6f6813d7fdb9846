"""How does a timetable live through the day: who does not come, a new meeting, a table lost, somebody called away?

A late change is computed as a repair of the published timetable and looked at before anything of it is true;
publishing the repair writes the change down and tells those whom it touches (operations/timetables.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.events.models import MeetingPlan, Participant, Request, Slot, Table, Timetable
from grappe.apps.events.operations.by_hand import add_request
from grappe.apps.events.operations.timetables import order_timetable
from grappe.apps.events.queries.hours import hour, local
from grappe.apps.events.queries.plan_checks import two
from grappe.apps.events.queries.problems import Change
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LIMIT = 60  # seconds: people stand and wait


@transaction.atomic
def order_repair(
    *, plan: MeetingPlan, withdrawn: list[Participant] | None = None, lost: list[Table] | None = None,
    unavailable: tuple[Participant, list[Slot]] | None = None, new: tuple[Participant, Participant] | None = None,
    since: datetime, by: User, at: datetime,
) -> Timetable:  # fmt: skip
    """Order the repair of the published timetable for a late change that is true from `since` on, and return it.

    Meetings that began before `since` stay as they were. A `new` meeting is noted as accepted at once; all else is
    written down only when the repair is published. With no change named it takes in what has been agreed, declined
    and withdrawn since. Raises BadInput, also where the change says nothing that could be.
    """
    withdrawn, lost = withdrawn or [], lost or []
    people = [*withdrawn, *([unavailable[0]] if unavailable else []), *(new or ())]
    slots = unavailable[1] if unavailable else []
    if any(each.plan_id != plan.pk for each in [*people, *lost, *slots]):
        raise BadInput(_("This person, table or slot is of another event."))
    if not plan.event.starts_at.replace(hour=0, minute=0) <= since <= plan.event.ends_at and since > at:
        raise BadInput(_("A late change lies within the event, or is true from now on."))
    requests: tuple[int, ...] = ()
    reasons = []
    if withdrawn:
        names = ", ".join(each.registration.name for each in withdrawn)
        reasons.append(_("Does not come, or leaves: %(names)s") % {"names": names})
    if lost:
        names = ", ".join(str(each) for each in lost)
        reasons.append(_("Tables lost: %(names)s") % {"names": names})
    if unavailable:
        when = ", ".join(hour(slot) for slot in slots)
        reasons.append(
            _("%(person)s cannot at %(slots)s") % {"person": unavailable[0].registration.name, "slots": when}
        )
    if new:
        meeting: Request = add_request(plan=plan, asker=new[0], asked=new[1], by=by, at=at)
        requests = (meeting.pk,)
        reasons.append(_("New meeting: %(meeting)s") % {"meeting": two(meeting)})
    moment = date_format(local(since), "SHORT_DATETIME_FORMAT")
    why = "; ".join(reasons) or _("What has changed since")
    change = Change(
        at=since, withdrawn=tuple(each.pk for each in withdrawn), lost=tuple(each.pk for each in lost),
        unavailable=tuple((unavailable[0].pk, slot.pk) for slot in slots) if unavailable else (), requests=requests,
    )  # fmt: skip
    before = plan.timetables.filter(current=True).first()
    fairness = before.fairness if before else plan.fairness
    return order_timetable(
        plan=plan, fairness=fairness, time_limit=LIMIT, by=by, at=at, change=change, why=f"{why} ({moment})"
    )
