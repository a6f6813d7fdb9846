"""What was an event to cost, what did it cost, and what does the organiser say came of it?"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import CostKind
from grappe.apps.events.models import Cost, Event
from grappe.apps.events.permissions import check_can_manage_event
from grappe.ui import budget
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_RESULTS = 10_000
MOST_LINES = 200


@transaction.atomic
def save_cost(
    *,
    event: Event,
    cost: Cost | None = None,
    kind: str,
    label: str,
    planned_eur: Decimal | None,
    actual_eur: Decimal | None,
    by: User,
    at: datetime,
) -> Cost:
    """Add a line to an event's budget and account, or change one; a blank amount is not known, never zero.

    Raises PermissionDenied, BadInput for a kind nobody knows, an empty label, a line without any amount.
    """
    check_can_manage_event(by, event)
    if cost is None:
        if Cost.objects.filter(event=event).count() >= MOST_LINES:
            raise BadInput(_("An event has at most %(most)d lines of costs.") % {"most": MOST_LINES})
        cost = Cost(event=event)
    given: dict[str, Any] = {"label": label, "planned_eur": planned_eur, "actual_eur": actual_eur}
    budget.write(cost, kind=kind, kinds=CostKind, **given)
    with pghistory.context(user=by.pk):
        cost.save()
    return cost


@transaction.atomic
def remove_cost(*, cost: Cost, by: User, at: datetime) -> None:
    """Take a line out; its history stays. Raises PermissionDenied."""
    check_can_manage_event(by, cost.event)
    with pghistory.context(user=by.pk):
        cost.delete()


@transaction.atomic
def write_results(*, event: Event, text: str, based_on: str, by: User, at: datetime) -> Event:
    """Keep what the organiser says came of an event, in their own words.

    `based_on` is the text that was read before: Stale where somebody else wrote meanwhile. Raises PermissionDenied,
    BadInput.
    """
    check_can_manage_event(by, event)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST_RESULTS:
        raise BadInput(_("The text is longer than %(most)d characters.") % {"most": LONGEST_RESULTS})
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if locked.results.strip() != based_on.replace("\r\n", "\n").strip():
        raise Stale(
            _("Somebody else wrote the results meanwhile. Put the two texts together."), locked.results
        )
    locked.results = words
    with pghistory.context(user=by.pk):
        locked.save(update_fields=["results"])
    return locked
