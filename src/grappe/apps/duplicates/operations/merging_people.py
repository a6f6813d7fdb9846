"""How do two entries of one person become one, and two again? By the same relations as files; the closed one is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grappe.apps.companies.operations.merging_people import absorb_person, check_is_there, separate_person
from grappe.apps.companies.queries.files import file_that_goes_on
from grappe.apps.duplicates.enums import Done, PairKind, PairState
from grappe.apps.duplicates.models import Merge, MergedRow, PersonCandidate
from grappe.apps.duplicates.operations.moving import Mover, Relation, changed_rows
from grappe.apps.duplicates.permissions import check_can_merge
from grappe.apps.duplicates.queries.merges import name_of
from grappe.ui.erasing import may_merge
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person
    from grappe.apps.companies.operations.merging import Changed

PERSON = "companies.Person"


def merge_people(
    *,
    winner: Person,
    loser: Person,
    chosen: Collection[str],
    versions: tuple[int, int],
    by: User,
    at: datetime,
) -> Merge:
    """Make two entries one: the winner's goes on with the loser's fields `chosen`; all that hangs on the loser moves to it.

    The loser's entry is taken away and kept with the merge. Raises Stale, PermissionDenied, and BadInput where something
    that never changes names the loser; then nothing is done.
    """
    check_can_merge(by, winner.company, loser.company)
    with transaction.atomic(), pghistory.context(user=by.pk):
        check_nobody_is_erased()
        changes = absorb_person(winner=winner, loser=loser, chosen=chosen, versions=versions, by=by, at=at)
        done = Merge.objects.create(
            kind=PairKind.PERSON, kept=winner.pk, gone=loser.pk, winner=winner.company, loser=loser.company,
            chosen=sorted(chosen), at=at, by=by,
        )  # fmt: skip
        changed_rows(done.pk, [(PERSON, each.key, each.field, each.before, each.after) for each in changes])
        mover = Mover(done.pk)
        mover.move(type(winner), winner.pk, loser.pk)
        if mover.left:
            raise BadInput(
                _("“%(what)s” never changes and names this person: the two cannot be made one.")
                % {"what": name_of(mover.left[0].model)}
            )
        mover.drop(Relation(type(winner), winner._meta.get_field("company")), str(loser.pk))
        done.rows.filter(what__in=[Done.CHANGED, Done.DROPPED]).update(person=winner)
        pairs_of_people(done).update(state=PairState.MERGED, decided_at=at, decided_by=by)
    return done


def check_nobody_is_erased() -> None:
    """Raise BadInput while somebody is erased: what a merge moves and keeps copies of would escape it."""
    if not may_merge():
        raise BadInput(_("Somebody is being erased just now. Try again in some minutes."))


def pairs_of_people(merge: Merge) -> QuerySet[PersonCandidate]:
    """Return the pair that a merge of people made one."""
    assert merge.kept is not None and merge.gone is not None
    first, second = sorted([merge.kept, merge.gone])
    return PersonCandidate.objects.filter(first=first, second=second)


def undo_people(*, merge: Merge, changed: Sequence[Changed], by: User, at: datetime) -> list[Changed]:
    """Give back what the one took over from the other, before the rows go back. Returns what is no longer as it was left.

    Raises BadInput where what the merge kept was erased, or the person who went on is not there any more.
    """
    assert merge.kept is not None
    row: Any = merge.rows.filter(what=Done.DROPPED, model=PERSON, key=str(merge.gone)).first()
    if row is None or row.is_empty:
        raise BadInput(_("What this merge kept of the person was erased: it cannot be taken back."))
    goes_on = file_that_goes_on(row.before["company_id"])
    if goes_on != row.before["company_id"]:  # that file was merged since
        MergedRow.objects.filter(pk=row.pk).update(before=row.before | {"company_id": goes_on})
    return separate_person(kept=check_is_there(merge.kept), changed=changed, by=by, at=at)
