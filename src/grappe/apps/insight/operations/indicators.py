"""How does a plan get indicators, and how are they read?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.insight.models import ActionPlan, Indicator, Reading
from grappe.apps.insight.operations.plans import locked as plan_locked
from grappe.apps.insight.permissions import check_can_read_indicator, check_can_run_plan
from grappe.apps.insight.queries.written import indicator_version
from grappe.ui.errors import BadInput, Stale
from grappe.ui.moments import local_date
from grappe.ui.trilingual import one_line

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_NAME, MOST = 250, 60
LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of an indicator; the way goes from `start_value` (unknown: 0) to `target`."""

    names: Mapping[str, str]
    target: Decimal
    target_on: date
    unit: str = ""
    start_value: Decimal | None = None
    measure: Any = None


@transaction.atomic
def save(
    *,
    plan: ActionPlan,
    indicator: Indicator | None,
    draft: Draft,
    version: str = "",
    by: User,
    at: datetime,
) -> Indicator:
    """Give a plan an indicator, or change one of it.

    Raises PermissionDenied, BadInput, and Stale where `indicator_version` says another `version` of the one that is changed.
    """
    current = plan_locked(plan)
    check_can_run_plan(by, current)
    found = _to_write(current, indicator, version)
    found.names = one_line(draft.names, LONGEST_NAME)
    if not found.names:
        raise BadInput(_("An indicator needs a name in at least one language."))
    if draft.measure is not None and draft.measure.plan_id != current.pk:
        raise BadInput(_("This measure is of another plan."))
    for amount in (draft.target, draft.start_value):
        _check_size(amount)
    if draft.start_value is not None and draft.start_value == draft.target:
        raise BadInput(_("The target is where it starts: there would be no way to go."))
    found.unit, found.start_value, found.target = draft.unit.strip()[:40], draft.start_value, draft.target
    found.target_on, found.measure = draft.target_on, draft.measure
    found.version += 1 if found.pk else 0
    with pghistory.context(user=by.pk):
        found.save()
    return found


def _to_write(plan: ActionPlan, indicator: Indicator | None, version: str) -> Indicator:
    """Return the indicator as it stands, or a new one behind the last. Raises BadInput, Stale."""
    if indicator is not None:
        found = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
        if version != indicator_version(found):
            raise Stale(_("Somebody else changed this indicator meanwhile. Look at it again first."), found)
        return found
    positions = list(plan.indicators.values_list("position", flat=True))
    if len(positions) >= MOST:
        raise BadInput(_("A plan has at most %(most)d indicators.") % {"most": MOST})
    return Indicator(plan=plan, position=max(positions, default=-1) + 1)


@transaction.atomic
def remove(*, indicator: Indicator, by: User, at: datetime) -> None:
    """Take an indicator off a plan, with its readings; the history keeps both. Raises PermissionDenied."""
    check_can_run_plan(by, indicator.plan)
    with pghistory.context(user=by.pk):
        indicator.delete()


@transaction.atomic
def read(*, indicator: Indicator, on: date, value: Decimal, source: str, by: User, at: datetime) -> Reading:
    """Note what an indicator stood at on a day, and where that is from; of one day the last word counts.

    Raises PermissionDenied, and BadInput for a day to come, a figure without a source, one that is too large.
    """
    check_can_read_indicator(by, indicator)
    said = " ".join(source.split())[:300]
    if not said:
        raise BadInput(_("Say where the figure is from: others must be able to look it up."))
    if on > local_date(at):
        raise BadInput(_("This day has not come yet."))
    _check_size(value)
    with pghistory.context(user=by.pk):
        reading, _made = Reading.objects.update_or_create(
            indicator=indicator, on=on,
            defaults={"value": value, "source": said, "read_at": at, "read_by": by},
        )  # fmt: skip
    return reading


@transaction.atomic
def take_back(*, reading: Reading, by: User, at: datetime) -> None:
    """Take a reading back; the history keeps it. Raises PermissionDenied."""
    check_can_read_indicator(by, reading.indicator)
    with pghistory.context(user=by.pk):
        reading.delete()


def _check_size(amount: Decimal | None) -> None:
    if amount is not None and abs(amount) >= LARGEST:
        raise BadInput(_("This figure is too large."))
