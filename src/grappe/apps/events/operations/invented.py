"""Which events are invented, so that every page can say so?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import transaction

from grappe.apps.events.models import Event
from grappe.apps.events.permissions import check_can_manage_event

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def mark_invented(*, event: Event, by: User) -> Event:
    """Say that an event is invented, for the demonstration; every page of it then says so. Raises PermissionDenied."""
    check_can_manage_event(by, event)
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    locked.invented = True
    with pghistory.context(user=by.pk):
        locked.save(update_fields=["invented"])
    return locked
