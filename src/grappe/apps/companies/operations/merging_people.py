"""How do two entries of one person become one, and two again? What hangs on them is moved by `duplicates`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grappe.apps.companies.models import Person
from grappe.apps.companies.operations.merging import Changed, given_back, taken_over
from grappe.apps.companies.operations.recording import recorded
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.companies.queries.merging import OF_PERSON
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@recorded
def absorb_person(
    *,
    winner: Person,
    loser: Person,
    chosen: Collection[str],
    versions: tuple[int, int],
    by: User,
    at: datetime,
) -> list[Changed]:
    """Let one person's entry take over the fields `chosen` of another's, which is taken away afterwards. Returns what changed.

    A company has one head: whoever it is besides the two stays it. `versions` are those that the choice was made by, of
    winner and loser. Raises Stale, BadInput for a choice that cannot be, PermissionDenied.
    """
    rows = Person.objects.select_for_update(of=("self",)).select_related("company")
    found = {row.pk: row for row in rows.filter(pk__in=[winner.pk, loser.pk]).order_by("pk")}
    if len(found) < 2:
        raise Stale(_("Somebody else changed one of the two meanwhile. Please look again."))
    kept, gone = found[winner.pk], found[loser.pk]
    for each in (kept, gone):
        check_can_edit_company(by, each.company)
    if versions != (kept.version, gone.version):
        raise Stale(_("Somebody else changed one of the two meanwhile. Please look again."))
    was_head = kept.is_head
    done = taken_over(kept, gone, chosen, OF_PERSON)
    if kept.is_head and (kept.left_on is not None or _other_head(kept, gone)):
        kept.is_head = False
        done = [each for each in done if each.field != "is_head"]
        done += [Changed(kept.pk, "is_head", True, False)] if was_head else []
    kept.version += 1
    kept.save()
    return done


def _other_head(kept: Person, gone: Person) -> bool:
    heads = Person.objects.filter(company_id=kept.company_id, is_head=True)
    return heads.exclude(pk__in=[kept.pk, gone.pk]).exists()


@recorded
def separate_person(*, kept: Person, changed: Sequence[Changed], by: User, at: datetime) -> list[Changed]:
    """Give back what a person's entry took over from another. Returns what is no longer as it was left, and stays as it is."""
    current = Person.objects.select_for_update(of=("self",)).select_related("company").get(pk=kept.pk)
    check_can_edit_company(by, current.company)
    other = given_back(current, changed)
    if current.is_head and _other_head(current, current):
        current.is_head = False
    current.version += 1
    current.save()
    return other


def check_is_there(pk: int) -> Person:
    """Return the person that went on; raises BadInput where they are not on file any more."""
    found = Person.objects.select_related("company").filter(pk=pk).first()
    if found is None:
        raise BadInput(_("The person who went on is not on file any more."))
    return found
