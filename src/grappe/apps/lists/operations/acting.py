"""How is one thing done to many rows: first seen, then done, then perhaps taken back, row by row through the app's own operation?

What would change is found by doing it and rolling back: the rules that the preview tells are those of the operation itself. A row
that is no longer as it was seen is left. Each row and what became of it are written together: a job cut off does none twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.lists.enums import ActState, RowState
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.lists.operations.breaking_off import alone
from grappe.apps.lists.operations.kinds import acts_of
from grappe.apps.lists.permissions import check_can_act, check_can_see_act
from grappe.apps.lists.queries.conditions import rows_of
from grappe.apps.lists.queries.definitions import Definition, read
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui import jobs, moments
from grappe.ui.acting import Act
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

AT_ONCE, MOST = 200, 20_000  # rows that a request writes itself; rows at most
PART = 50  # rows that are tried in one transaction
PREVIEWS_KEPT = timedelta(days=1)
LONGEST = 300


@transaction.atomic
def prepare_act(
    *, definition: Definition, name: str, value: Any, keys: Sequence[int] | None, language: str, by: User, at: datetime
) -> BulkAct:  # fmt: skip
    """Look what an act would change, of the rows ticked or (`keys` None) of all that a list shows; nothing of them is changed.

    Many rows are looked at by the worker. Raises PermissionDenied, and BadInput for no row, too many, or no such act.
    """
    check_can_act(by)
    catalogue = Catalogue(by, moments.local_date(at))
    act = _act(definition.kind.name, name, catalogue)
    count = _count(catalogue, definition, keys)
    BulkAct.objects.filter(
        state__in=[ActState.PREVIEW, ActState.PREPARING, ActState.FAILED], created_at__lt=at - PREVIEWS_KEPT, done_at=None
    ).delete()  # fmt: skip
    made = BulkAct.objects.create(
        kind=definition.kind.name, name=name, value=value, definition=None if keys is not None else definition.raw,
        said=act.said(value)[:400], language=language[:2], rows_all=count, created_at=at, by=by,
    )  # fmt: skip
    if keys is not None:
        visible = definition.kind.rows().filter(pk__in=keys).order_by(act.order(value), "pk")
        _plan_rows(made, visible.values_list("pk", flat=True))
    if count > AT_ONCE:
        jobs.order("lists.prepare_act", act_id=made.pk)
    else:
        look(act_id=made.pk, at=at)
        made.refresh_from_db()
    return made


def _act(kind: str, name: str, catalogue: Catalogue) -> Act:
    act = acts_of(kind, catalogue.asked).get(name)
    if act is None:
        raise BadInput(_("Choose what is to be done."))
    return act


def _count(catalogue: Catalogue, definition: Definition, keys: Sequence[int] | None) -> int:
    found = definition.kind.rows().filter(pk__in=keys) if keys is not None else rows_of(catalogue, definition)
    count = found.order_by()[: MOST + 1].count()
    if not count:
        raise BadInput(_("Tick at least one row."))
    if count > MOST:
        raise BadInput(_("At most 20,000 rows at once: narrow the list down."))
    return count


def _plan_rows(act: BulkAct, keys: Any) -> None:
    rows = (BulkRow(act=act, key=key, state=RowState.PLANNED) for key in keys)
    BulkRow.objects.bulk_create(rows, batch_size=1_000)


def look(*, act_id: int, at: datetime) -> None:
    """Find for each row what the act would make of it, or why it is left."""
    with alone(act_id) as free:
        made = BulkAct.objects.select_related("by").filter(pk=act_id).first()
        if free and made is not None and made.state == ActState.PREPARING:
            _look(made, at)


def _look(made: BulkAct, at: datetime) -> None:
    with _told_in(made), _failing(made):
        catalogue = Catalogue(made.by, moments.local_date(at))
        act = _act(made.kind, made.name, catalogue)
        if made.definition is not None:
            with transaction.atomic():
                made.rows.all().delete()
                found = rows_of(catalogue, read(catalogue, made.kind, made.definition))
                ordered = found.order_by(act.order(made.value), "pk")[:MOST]
                _plan_rows(made, list(ordered.values_list("pk", flat=True)))
        made.rows_all = made.rows.count()
        rows = list(made.rows.filter(state=RowState.PLANNED, after__isnull=True))
        for start in range(0, len(rows), PART):
            part = rows[start : start + PART]
            _try(made, act, catalogue, part, at)
            _tell(made, len(part))
        made.state, made.rows_done = ActState.PREVIEW, 0
        made.save()


def _try(made: BulkAct, act: Act, catalogue: Catalogue, part: Sequence[BulkRow], at: datetime) -> None:
    """Do it and roll back: what a row would be is read off the row, why it cannot is what the operation says."""
    with transaction.atomic():
        before = {
            row.key: (act.now(found), act.lasts(found, at))
            for row in part
            if (found := _row(catalogue, made, row.key)) is not None
        }
        for row in part:
            if row.key not in before:
                row.state, row.why = RowState.LEFT, _("It is no more, or no longer shown to you.")
                continue
            row.before, lasting = before[row.key]
            row.after, row.why = _would_be(act, catalogue, made, row, at)
            if not row.why and _same(row.after, row.before):
                row.why = _("It is so already.")
            row.state = RowState.LEFT if row.why else RowState.PLANNED
            row.why = row.why or lasting[:LONGEST]
        transaction.set_rollback(True)
    BulkRow.objects.bulk_update(part, ["state", "before", "after", "why"])


def _would_be(act: Act, catalogue: Catalogue, made: BulkAct, row: BulkRow, at: datetime) -> tuple[Any, str]:
    thing = _row(catalogue, made, row.key)
    try:
        wanted = act.then(act.now(thing), made.value)
        if _same(wanted, row.before):
            return wanted, ""
        with transaction.atomic():
            act.write(thing, wanted, by=made.by, at=at)
            return act.now(_row(catalogue, made, row.key) or thing), ""
    except (BadInput, PermissionDenied) as fault:
        return None, _why(fault)


def _row(catalogue: Catalogue, made: BulkAct, key: int) -> Any:
    """Return a row as it stands, if whoever acts sees it."""
    return catalogue.kind(made.kind).rows().filter(pk=key).first()


def _same(one: Any, other: Any) -> bool:
    """Whether two facets say the same once they are kept."""
    return bool(json.loads(json.dumps(one)) == json.loads(json.dumps(other)))


def _why(fault: Exception) -> str:
    return (str(fault) or _("You may not change it."))[:LONGEST]


@transaction.atomic
def do_act(*, act: BulkAct, by: User, at: datetime) -> BulkAct:
    """Do what was seen. Many rows are written by the worker. Raises PermissionDenied, BadInput where it was done already."""
    made = BulkAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    check_can_see_act(by, made)
    check_can_act(by)
    if made.by_id != by.pk:
        raise PermissionDenied(_("Whoever looked what would change does it."))
    if made.state != ActState.PREVIEW:
        raise BadInput(_("This was done already, or is under way."))
    planned = made.rows.filter(state=RowState.PLANNED).count()
    if not planned:
        raise BadInput(_("There is nothing to change."))
    made.state, made.rows_done, made.rows_all, made.done_at = ActState.RUNNING, 0, planned, at
    made.save()
    if planned > AT_ONCE:
        jobs.order("lists.do_act", act_id=made.pk)
    else:
        go_on(act_id=made.pk, at=at)
        made.refresh_from_db()
    return made


def go_on(*, act_id: int, at: datetime) -> None:
    """Write the rows that are left to write; nothing where another worker is at it."""
    with alone(act_id) as free:
        made = BulkAct.objects.select_related("by").get(pk=act_id)
        if free and made.state == ActState.RUNNING:
            _go_on(made, at)


def _go_on(made: BulkAct, at: datetime) -> None:
    def one(act: Act, catalogue: Catalogue, row: BulkRow) -> None:
        thing = _as_it_was(act, catalogue, made, row, row.before)
        row.why = act.lasts(thing, at)[:LONGEST]
        act.write(thing, row.after, by=made.by, at=at)
        row.state, row.after = RowState.DONE, act.now(_row(catalogue, made, row.key) or thing)

    def left(row: BulkRow, why: str) -> None:
        row.state, row.why = RowState.LEFT, why

    _each(made, made.by, made.rows.filter(state=RowState.PLANNED).order_by("pk"), one, left, at)
    made.state = ActState.DONE
    made.save(update_fields=["state", "rows_done"])


@transaction.atomic
def undo_act(*, act: BulkAct, by: User, at: datetime) -> BulkAct:
    """Bring back what was, of each row that is still as the act left it. Raises PermissionDenied, BadInput."""
    made = BulkAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    check_can_see_act(by, made)
    check_can_act(by)
    if made.state not in {ActState.DONE, ActState.FAILED}:
        raise BadInput(_("Only what is done can be taken back, and once."))
    if _act(made.kind, made.name, Catalogue(by, moments.local_date(at))).final:
        raise BadInput(_("This cannot be taken back."))
    changed = made.rows.filter(state=RowState.DONE).count()
    made.state, made.rows_done, made.rows_all, made.undone_at, made.undone_by = (
        ActState.UNDOING,
        0,
        changed,
        at,
        by,
    )
    made.save()
    if changed > AT_ONCE:
        jobs.order("lists.undo_act", act_id=made.pk)
    else:
        go_back(act_id=made.pk, at=at)
        made.refresh_from_db()
    return made


def go_back(*, act_id: int, at: datetime) -> None:
    """Take back the rows that are left to take back, the last first; nothing where another worker is at it."""
    with alone(act_id) as free:
        made = BulkAct.objects.select_related("undone_by").get(pk=act_id)
        if free and made.state == ActState.UNDOING and made.undone_by is not None:
            _go_back(made, made.undone_by, at)


def _go_back(made: BulkAct, by: User, at: datetime) -> None:
    def one(act: Act, catalogue: Catalogue, row: BulkRow) -> None:
        thing = _as_it_was(act, catalogue, made, row, row.after)
        (act.back or act.write)(thing, row.before, by=by, at=at)
        row.state, row.why = RowState.BACK, ""

    def left(row: BulkRow, why: str) -> None:
        row.state, row.why = RowState.KEPT, why

    _each(made, by, made.rows.filter(state=RowState.DONE).order_by("-pk"), one, left, at)
    made.state = ActState.UNDONE
    made.save(update_fields=["state", "rows_done"])


def _as_it_was(act: Act, catalogue: Catalogue, made: BulkAct, row: BulkRow, seen: Any) -> Any:
    """Return a row that still is as it was seen. Raises BadInput for another."""
    thing = _row(catalogue, made, row.key)
    if thing is None:
        raise BadInput(_("It is no more, or no longer shown to you."))
    if not _same(act.now(thing), seen):
        raise Stale(_("Somebody changed it meanwhile."))
    return thing


def _each(
    made: BulkAct, by: User, rows: Any, one: Callable[..., None], left: Callable[[BulkRow, str], None], at: datetime
) -> None:  # fmt: skip
    """Write row by row; a row that its operation refuses is left, and told why."""
    with _told_in(made), _failing(made), pghistory.context(user=by.pk, bulk=made.pk):
        catalogue = Catalogue(by, moments.local_date(at))
        act = _act(made.kind, made.name, catalogue)
        for row in list(rows):
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        one(act, catalogue, row)
                except (BadInput, PermissionDenied) as fault:
                    left(row, _why(fault))
                row.save(update_fields=["state", "after", "why"])
            _tell(made, 1)


def _tell(made: BulkAct, more: int) -> None:
    made.rows_done += more
    if made.rows_done % PART == 0:
        BulkAct.objects.filter(pk=made.pk).update(rows_done=made.rows_done)


def _told_in(made: BulkAct) -> Any:
    return translation.override(made.language)


@contextmanager
def _failing(made: BulkAct) -> Iterator[None]:
    """Where something breaks that is nobody's fault, the act says that it failed; what is done stays, and can be taken back."""
    try:
        yield
    except Exception:
        if not transaction.get_connection().in_atomic_block:
            BulkAct.objects.filter(pk=made.pk).update(state=ActState.FAILED)
        raise
