"""How are the owners of actions told of them and reminded, each time once and never too often?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from grappe.apps.groups.enums import ActionState, GroupState, LetterKind, MemberState
from grappe.apps.groups.models import Action
from grappe.apps.groups.operations.letters import write
from grappe.ui import moments

QUIET = timedelta(minutes=15)  # what was noted by mistake is taken out again before anybody is told
BEFORE = 3  # days before the day an owner is reminded for the first time
EVERY = 7  # days between reminders once it is late
MOST = 8  # reminders; then somebody has to speak with them


def chase(*, at: datetime) -> int:
    """Tell owners of new actions, and remind those whose day comes or is over; return how many letters were put.

    Nobody is written to twice on a day, more than `MOST` times, or about what is settled; whose group rests or has
    closed is left in peace. As often as one likes.
    """
    today = moments.local_date(at)
    found = Action.objects.filter(
        state=ActionState.OPEN, group__state=GroupState.RUNNING, owner__state=MemberState.ACTIVE,
        created_at__lte=at - QUIET,
    )  # fmt: skip
    return sum(_one(pk, today, at) for pk in list(found.values_list("pk", flat=True)))


@transaction.atomic
def _one(pk: int, today: date, at: datetime) -> int:
    found = Action.objects.select_for_update(of=("self",), skip_locked=True).select_related("owner")
    action = found.filter(pk=pk, state=ActionState.OPEN).first()
    if action is None:
        return 0
    # Whoever gets an action from somebody else, or another day for it, hears of it anew.
    about = f"action {action.pk} owner {action.owner_id} by {action.due_on.isoformat()}"
    given = write(members=[action.owner], kind=LetterKind.ACTION, about=about, at=at)
    if given or not _is_due(action, today):
        if given:
            Action.objects.filter(pk=pk).update(chased_on=today)
        return given
    number = action.chased + 1
    Action.objects.filter(pk=pk).update(chased=number, chased_on=today)
    about = f"action {action.pk} reminder {number} by {action.due_on.isoformat()}"
    return write(members=[action.owner], kind=LetterKind.ACTION_DUE, about=about, at=at)


def _is_due(action: Action, today: date) -> bool:
    """Return whether a reminder is due: three days before, on the day, then every seven days.

    A reminder that nobody sent on its day (the worker stood still) is sent on the next one.
    """
    if action.chased >= MOST or action.chased_on == today:
        return False
    last = action.chased_on or date.min
    days = [action.due_on - timedelta(days=BEFORE)]
    days += [action.due_on + timedelta(days=EVERY * number) for number in range(MOST + 1)]
    passed = [day for day in days if day <= today]
    return bool(passed) and last < passed[-1]
