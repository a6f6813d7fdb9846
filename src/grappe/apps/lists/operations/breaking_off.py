"""What becomes of an act on many rows whose worker broke off: does it go on where it stopped, or is the rest given up?

A row and what became of it are written together, and one worker at a time is at an act: nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from grappe.apps.lists.enums import ActState, RowState
from grappe.apps.lists.models import BulkAct
from grappe.apps.lists.permissions import check_can_act, check_can_see_act
from grappe.apps.lists.queries.acts import LEFT_TO_DO, LOCK, began_by, broke_off, done_of, phase_of
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@contextmanager
def alone(act_id: int) -> Iterator[bool]:
    """Hold the act's lock, which dies with this connection; the value says whether it was free.

    A request writes in one transaction and holds it until that ends, also where it breaks; a worker in many.
    """
    within = connection.in_atomic_block
    lock = "pg_try_advisory_xact_lock" if within else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s, %s)", [LOCK, act_id])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free and not within:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, act_id])


@transaction.atomic
def resume_act(*, act: BulkAct, by: User, at: datetime) -> BulkAct:
    """Have the worker go on where it broke off, with the rights of whoever began it. Raises PermissionDenied, BadInput."""
    made = _broken(act, by, at)
    if began_by(made) != by.pk:
        raise PermissionDenied(_("Whoever began this goes on with it; you may give it up."))
    phase = phase_of(made)
    made.state, made.rows_done = phase, done_of(made)
    made.save(update_fields=["state", "rows_done"])
    if phase == ActState.PREPARING:
        jobs.order("lists.prepare_act", act_id=made.pk)
    elif phase == ActState.RUNNING:
        jobs.order("lists.do_act", act_id=made.pk)
    else:
        jobs.order("lists.undo_act", act_id=made.pk)
    return made


@transaction.atomic
def give_up_act(*, act: BulkAct, by: User, at: datetime) -> BulkAct | None:
    """Leave the rest as it is; what is done stays done. None for one that was only looked at. Raises as `resume_act`."""
    made = _broken(act, by, at)
    phase = phase_of(made)
    if phase == ActState.PREPARING:
        made.delete()
        return None
    back = phase == ActState.UNDOING
    made.rows.filter(state=LEFT_TO_DO[phase]).update(
        state=RowState.KEPT if back else RowState.LEFT, why=_("It was given up before it came to this row.")
    )
    made.state = ActState.UNDONE if back else ActState.DONE
    made.save(update_fields=["state"])
    return made


def _broken(act: BulkAct, by: User, at: datetime) -> BulkAct:
    made = BulkAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    check_can_see_act(by, made)
    check_can_act(by)
    if not broke_off(made, at):
        raise BadInput(_("This did not break off: it is done, or somebody is at it."))
    return made
