"""How often do we speak with a company, and who does?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.enums import CadenceUnit
from grappe.apps.roadmaps.models import FollowUp
from grappe.apps.roadmaps.operations.locking import day_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

LONGEST = 60


@transaction.atomic
def set_follow_up(
    *,
    company: Company,
    every: int,
    unit: str = CadenceUnit.MONTHS,
    owner: User | None = None,
    paused_until: date | None = None,
    by: User,
    at: datetime,
) -> FollowUp:
    """Say how often we speak with a company; it is followed from the day this is first said.

    Raises PermissionDenied, BadInput for a cadence out of range or an unknown unit.
    """
    permissions.check_can_plan_for(by, company)
    if not 1 <= every <= LONGEST:
        raise BadInput(_("Every %(every)s: choose a number from 1 to 60.") % {"every": every})
    if unit not in CadenceUnit.values:
        raise BadInput(_("A cadence is counted in weeks or months."))
    values = {"every": every, "unit": unit, "owner": owner, "paused_until": paused_until}
    follow_up, _created = FollowUp.objects.update_or_create(
        company=company, defaults=values, create_defaults=values | {"since": day_of(at)}
    )
    return follow_up


@transaction.atomic
def end_follow_up(*, company: Company, by: User, at: datetime) -> None:
    """Stop following a company: no contact is due by cadence any more. Raises PermissionDenied."""
    permissions.check_can_plan_for(by, company)
    FollowUp.objects.filter(company=company).delete()
