"""How are two files made one, or two entries of one person, looked at before, and two again?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.companies.operations.merging import Changed, absorb, separate
from grappe.apps.duplicates.enums import Done, PairKind, PairState
from grappe.apps.duplicates.models import Candidate, Merge, MergedRow
from grappe.apps.duplicates.operations.looking import look_at_moved
from grappe.apps.duplicates.operations.merging_people import (
    PERSON,
    check_nobody_is_erased,
    merge_people,
    pairs_of_people,
    undo_people,
)
from grappe.apps.duplicates.operations.moving import Mover, changed_rows
from grappe.apps.duplicates.operations.restoring import put_back
from grappe.apps.duplicates.permissions import check_can_merge, check_can_undo
from grappe.apps.duplicates.queries.merges import Summary, summary_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

COMPANY = "companies.Company"


def merge(
    *,
    winner: Company,
    loser: Company,
    chosen: Collection[str],
    versions: tuple[int, int] | None,
    by: User,
    at: datetime,
    automatic: bool = False,
) -> Merge:
    """Make two files one: the winner's goes on with the loser's fields `chosen`; all that hangs on the loser moves to it.

    `versions`: of winner and loser, as they were looked at. Raises Stale, BadInput, PermissionDenied; then nothing is done.
    """
    check_can_merge(by, winner, loser)
    with transaction.atomic(), pghistory.context(user=by.pk):
        check_nobody_is_erased()
        changes = absorb(winner=winner, loser=loser, chosen=chosen, versions=versions, by=by, at=at)
        done = Merge.objects.create(
            winner=winner, loser=loser, chosen=sorted(chosen), automatic=automatic, at=at, by=by
        )
        changed_rows(done.pk, [(COMPANY, each.key, each.field, each.before, each.after) for each in changes])
        mover = Mover(done.pk)
        mover.move(type(winner), winner.pk, loser.pk)
        done.left = [asdict(each) for each in mover.left]
        done.save(update_fields=["left"])
        _pairs_of(done).update(state=PairState.MERGED, decided_at=at, decided_by=by)
        look_at_moved(done, at=at)
    return done


class _Enough(Exception):
    """What a preview is for is known."""


def preview(
    *,
    winner: Any,
    loser: Any,
    chosen: Collection[str],
    versions: tuple[int, int],
    by: User,
    at: datetime,
) -> Summary:
    """Return what a merge would do: it is done, looked at, and taken back before anybody else can see it."""
    found: list[Summary] = []
    try:
        with transaction.atomic():
            of: Callable[..., Merge] = merge_people if winner._meta.label == PERSON else merge
            done = of(winner=winner, loser=loser, chosen=chosen, versions=versions, by=by, at=at)
            found.append(summary_of(done))
            raise _Enough
    except _Enough:
        return found[0]


@transaction.atomic
def undo(*, merge: Merge, by: User, at: datetime) -> Merge:
    """Take a merge back; what has changed since stays as it is now and is told in `told`.

    Raises BadInput where it was taken back already, its time is over or a later merge built upon it, PermissionDenied.
    """
    check_nobody_is_erased()
    current = Merge.objects.select_for_update(of=("self",)).select_related("winner", "loser").get(pk=merge.pk)
    check_can_undo(by, current)
    if current.undone_at is not None:
        raise BadInput(_("This merge was taken back already."))
    if current.ended_at is not None:
        raise BadInput(_("The time in which this merge could be taken back is over."))
    _check_is_last(current)
    rows = list(current.rows.filter(what=Done.CHANGED))
    changed = [Changed(int(row.key), row.field, row.before, row.after) for row in rows if not row.is_empty]
    with pghistory.context(user=by.pk):
        if current.kind == PairKind.PERSON:
            other, model = undo_people(merge=current, changed=changed, by=by, at=at), PERSON
        else:
            other = separate(winner=current.winner, loser=current.loser, changed=changed, by=by, at=at)
            model = COMPANY
        told = [
            {"model": model, "key": str(each.key), "what": "changed", "why": each.field} for each in other
        ]
        told += [
            {"model": model, "key": row.key, "what": "erased", "why": row.field}
            for row in rows
            if row.is_empty
        ]
        current.told = told + [asdict(each) for each in put_back(current)]
        current.undone_at, current.undone_by = at, by
        current.save(update_fields=["told", "undone_at", "undone_by"])
    _pairs_of(current).update(state=PairState.OPEN, decided_at=None, decided_by=None)
    return current


def _check_is_last(merge: Merge) -> None:
    """Refuse while a later merge stands that moved the same things once more: the last goes first."""
    both = [merge.winner_id, merge.loser_id]
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None)
    files = later.filter(kind=PairKind.COMPANY)
    if files.filter(winner_id__in=both).exists() or files.filter(loser_id__in=both).exists():
        raise BadInput(_("A later merge of this company stands: take that one back first."))
    people: Any = [merge.kept, merge.gone]
    if merge.kind == PairKind.COMPANY:
        moved = MergedRow.objects.filter(merge=merge, model=PERSON).values_list("key", flat=True)
        people = [int(key) for key in moved]
    entries = later.filter(kind=PairKind.PERSON)
    if entries.filter(Q(kept__in=people) | Q(gone__in=people)).exists():
        raise BadInput(_("A later merge of these people stands: take that one back first."))


def _pairs_of(merge: Merge) -> QuerySet[Any]:
    if merge.kind == PairKind.PERSON:
        return pairs_of_people(merge)
    first, second = sorted([merge.winner_id, merge.loser_id])
    return Candidate.objects.filter(first=first, second=second)
