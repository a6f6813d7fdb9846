"""How is everybody with a seat reminded in time, each of them once, and by whom is it said when?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import LetterKind
from grappe.apps.events.models import Event
from grappe.apps.events.operations import letters
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.reminders import FURTHEST, about, due, events_near, to_remind
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 4


def remind(*, at: datetime) -> int:
    """Put the reminders that are due; return how many were new. As often as one likes: nobody gets one twice."""
    return sum(_remind(event, at) for event in events_near(at=at))


@transaction.atomic
def _remind(event: Event, at: datetime) -> int:
    days = due(event, at=at)
    if days is None:
        return 0
    return letters.write_all(
        registrations=to_remind(event, days), kind=LetterKind.REMINDER, about=about(event, days), at=at
    )


@transaction.atomic
def set_reminders(*, event: Event, days: Collection[int], by: User, at: datetime) -> Event:
    """Say how many days before an event everybody is reminded; none is none. Raises PermissionDenied, BadInput."""
    current = Event.objects.select_for_update().get(pk=event.pk)
    check_can_manage_event(by, current)
    wanted = sorted(set(days), reverse=True)
    if len(wanted) > MOST or any(not 0 <= each <= FURTHEST for each in wanted):
        raise BadInput(_("At most four reminders, each between 0 and 60 days before the event."))
    current.reminders = wanted
    with pghistory.context(user=by.pk):
        current.save(update_fields=["reminders"])
    return current
