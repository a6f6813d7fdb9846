"""How do speakers, questions and sessions that begin at the same time change places?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import transaction

from grappe.apps.events.models import Question, Session, Speaker
from grappe.apps.events.operations.programme import changed, opened
from grappe.apps.events.queries.order import siblings
from grappe.ui import order

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def move(*, part: Session | Speaker | Question, up: bool, by: User) -> int:
    """Let a part change places with the one before or after it; return its place from 1. At the end it stays.

    The programme goes by time: a session moves among those that begin when it does. Raises PermissionDenied, BadInput
    once the event is called off.
    """
    event = opened(part.event, by)
    with pghistory.context(user=by.pk):
        place, moved = order.exchange(siblings(part), part, up=up)
        if moved:
            changed(event)
    return place
