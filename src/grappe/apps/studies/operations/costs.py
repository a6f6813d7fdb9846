"""What was a study to cost, and what did it cost?"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import CostKind
from grappe.apps.studies.models import Cost
from grappe.apps.studies.permissions import check_can_work_on
from grappe.ui import budget
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

MOST = 200


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
    if cost is None:
        if study.costs.count() >= MOST:
            raise BadInput(_("A study has at most %(most)d lines of costs.") % {"most": MOST})
        cost = Cost(study=study)
    given: dict[str, Any] = {"label": label, "planned_eur": planned_eur, "actual_eur": actual_eur}
    budget.write(cost, kind=kind, kinds=CostKind, **given)
    with pghistory.context(user=by.pk):
        cost.save()
    return cost


@transaction.atomic
def remove_cost(*, cost: Cost, by: User, at: datetime) -> None:
    """Take a line out; its history stays. Raises PermissionDenied."""
    check_can_work_on(by, cost.study)
    with pghistory.context(user=by.pk):
        cost.delete()
