"""How is a draft deleted that nobody has heard of?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import transaction

from grappe.apps.events.models import Event
from grappe.apps.events.operations import seats
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.removal import why_it_stays
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def delete(*, event: Event, by: User) -> None:
    """Delete a draft with all that hangs on it; the history keeps what it was.

    Raises PermissionDenied, and BadInput for an event that was published, that somebody is registered for or that a
    campaign invites to.
    """
    current = seats.locked(event.pk)
    check_can_manage_event(by, current)
    why = why_it_stays(current)
    if why:
        raise BadInput(why)
    with pghistory.context(user=by.pk):
        current.delete()
