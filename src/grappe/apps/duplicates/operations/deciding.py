"""Who says that two files are not the same company, and what the machine may show and do?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.duplicates.enums import PairState
from grappe.apps.duplicates.models import Candidate, PersonCandidate, Thresholds
from grappe.apps.duplicates.permissions import check_can_merge, check_can_set_thresholds
from grappe.apps.duplicates.queries.merges import UNDO_MONTHS
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def set_apart(*, candidate: Candidate | PersonCandidate, apart: bool, by: User, at: datetime) -> None:
    """Say that two files are not the same company, or two entries not the same person, or take that back.

    Twice is as once; BadInput once they are merged.
    """
    table: Any = type(candidate)
    current = table.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    first: Any
    second: Any
    first, second = candidate.first, candidate.second
    if isinstance(candidate, PersonCandidate):
        first, second = candidate.first.company, candidate.second.company
    check_can_merge(by, first, second)
    if current.state == PairState.MERGED:
        raise BadInput(_("These two files were merged already."))
    if (current.state == PairState.APART) == apart:
        return
    current.state = PairState.APART if apart else PairState.OPEN
    current.decided_at, current.decided_by = (at, by) if apart else (None, None)
    current.save(update_fields=["state", "decided_at", "decided_by"])


@transaction.atomic
def set_thresholds(
    *, show_from: float, merge_from: float | None, by: User, at: datetime, undo_months: int = UNDO_MONTHS
) -> Thresholds:
    """Say from when pairs are shown, from when they merge by themselves (None: never), how long a merge can be taken back."""
    check_can_set_thresholds(by)
    if not 0.05 <= show_from <= 1:
        raise BadInput(_("Pairs can be shown from 5 % to 100 %."))
    if merge_from is not None and not 0.9 <= merge_from <= 1:
        raise BadInput(_("Only pairs of 90 % and more can merge by themselves."))
    if not 1 <= undo_months <= 60:
        raise BadInput(_("Merges can be taken back for 1 to 60 months."))
    values = {
        "undo_months": undo_months,
        "show_from": show_from,
        "merge_from": merge_from,
        "changed_at": at,
        "changed_by": by,
    }
    with pghistory.context(user=by.pk):
        found, _made = Thresholds.objects.update_or_create(pk=1, defaults=values)
    return found
