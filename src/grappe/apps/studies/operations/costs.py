"""What was a study to cost, and what did it cost?"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import CostKind
from grappe.apps.studies.models import Cost
from grappe.apps.studies.permissions import check_can_work_on
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

LONGEST, MOST = 200, 200
MOST_EUR = Decimal("9999999999.99")


@transaction.atomic
def save_cost(
    *,
    study: Study,
    cost: Cost | None = None,
    kind: str,
    label: str,
    planned_eur: Decimal | None,
    actual_eur: Decimal | None,
    by: User,
    at: datetime,
) -> Cost:
    """Add a line to a study's budget and account, or change one; a blank amount is not known, never zero.

    Raises PermissionDenied, BadInput for a kind nobody knows, an empty label, a line without any amount.
    """
    check_can_work_on(by, study)
    words = " ".join(label.replace("\x00", " ").split())
    if kind not in CostKind.values:
        raise BadInput(_("Choose one of the kinds of costs."))
    if not words or len(words) > LONGEST:
        raise BadInput(_("Say what it is for, in at most %(most)d characters.") % {"most": LONGEST})
    if planned_eur is None and actual_eur is None:
        raise BadInput(_("Give the planned amount, the actual one, or both."))
    for amount in (planned_eur, actual_eur):
        if amount is not None and not 0 <= amount <= MOST_EUR:
            raise BadInput(_("An amount is zero or more, and less than ten billion."))
    if cost is None:
        if study.costs.count() >= MOST:
            raise BadInput(_("A study has at most %(most)d lines of costs.") % {"most": MOST})
        cost = Cost(study=study)
    cost.kind, cost.label, cost.planned_eur, cost.actual_eur = kind, words, planned_eur, actual_eur
    with pghistory.context(user=by.pk):
        cost.save()
    return cost


@transaction.atomic
def remove_cost(*, cost: Cost, by: User, at: datetime) -> None:
    """Take a line out; its history stays. Raises PermissionDenied."""
    check_can_work_on(by, cost.study)
    with pghistory.context(user=by.pk):
        cost.delete()
