"""Who says that two files are not the same company, and what the machine may show and do?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.duplicates.enums import PairState
from grappe.apps.duplicates.models import Candidate, Thresholds
from grappe.apps.duplicates.permissions import check_can_merge, check_can_set_thresholds
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def set_apart(*, candidate: Candidate, apart: bool, by: User, at: datetime) -> None:
    """Say that two files are not the same company, or take that back. Twice is as once; BadInput once they are merged."""
    current = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    check_can_merge(by, candidate.first, candidate.second)
    if current.state == PairState.MERGED:
        raise BadInput(_("These two files were merged already."))
    if (current.state == PairState.APART) == apart:
        return
    current.state = PairState.APART if apart else PairState.OPEN
    current.decided_at, current.decided_by = (at, by) if apart else (None, None)
    current.save(update_fields=["state", "decided_at", "decided_by"])


@transaction.atomic
def set_thresholds(*, show_from: float, merge_from: float | None, by: User, at: datetime) -> Thresholds:
    """Say from which probability pairs are shown, and from which they merge by themselves (None: never)."""
    check_can_set_thresholds(by)
    if not 0.05 <= show_from <= 1:
        raise BadInput(_("Pairs can be shown from 5 % to 100 %."))
    if merge_from is not None and not 0.9 <= merge_from <= 1:
        raise BadInput(_("Only pairs of 90 % and more can merge by themselves."))
    values = {"show_from": show_from, "merge_from": merge_from, "changed_at": at, "changed_by": by}
    with pghistory.context(user=by.pk):
        found, _made = Thresholds.objects.update_or_create(pk=1, defaults=values)
    return found
