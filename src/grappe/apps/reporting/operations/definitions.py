"""How does an indicator get another definition from a day on, a target, an owner?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Origin
from grappe.apps.reporting.models import Indicator, Target, Value, Version
from grappe.apps.reporting.operations.figures import hold_figures
from grappe.apps.reporting.operations.runs import order_refresh
from grappe.apps.reporting.permissions import check_can_define, check_can_name_owner
from grappe.apps.reporting.queries.definitions import read_query
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = 2_000
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Draft:
    """What an indicator is to count from a day on."""

    valid_from: date
    definitions: Mapping[str, str]
    query: str  # as YAML


@transaction.atomic
def change_definition(*, indicator: Indicator, draft: Draft, version: int, by: User, at: datetime) -> Version:
    """Make a version that counts from its day on; the one before ends the day before, and both are to be computed.

    Computing is ordered: what may be shown of the new figures is decided beside all others, which takes minutes. Until then
    nothing is shown of the new version, for it was never computed.
    `version` is the key of the last version that its writer saw; Stale where there is another one by now. A version that
    begins on the same day as the last one takes its place. Raises BadInput for a query that cannot be read, for words that
    are missing, and for a day before the last version began: what was reported is not rewritten.
    """
    check_can_define(by, indicator)
    hold_figures()  # else the job could store what the query before counted
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    last = indicator.versions.order_by("valid_from").last()
    if last is None or last.pk != version:
        raise Stale(_("Somebody changed this definition meanwhile."), current=last)
    if not FIRST_YEAR <= draft.valid_from.year <= LAST_YEAR:
        raise BadInput(_("The day lies too far away."))
    if draft.valid_from < last.valid_from:
        raise BadInput(_("The last version began after this day: what was reported is not rewritten."))
    values: dict[str, Any] = {"definitions": _three(draft.definitions), "query": read_query(draft.query)}
    values |= {"origin": Origin.PAGE, "made_at": at, "made_by": by}
    if draft.valid_from == last.valid_from:
        Version.objects.filter(pk=last.pk).update(computed_at=None, **values)
        Value.objects.filter(version=last).delete()  # they were the figures of another query
        made = Version.objects.get(pk=last.pk)
    else:
        last.valid_until = draft.valid_from - timedelta(days=1)
        last.save(update_fields=["valid_until"])
        made = Version.objects.create(indicator=indicator, valid_from=draft.valid_from, **values)
    order_refresh(by=by, at=at, begun=False)
    return made


def _three(texts: Mapping[str, str]) -> dict[str, str]:
    found = words(texts, LONGEST)
    if len(found) < 3:
        raise BadInput(_("The definition is wanted in English, French and German."))
    return found


@transaction.atomic
def set_targets(*, indicator: Indicator, targets: Mapping[int, float | None], by: User, at: datetime) -> None:
    """Set what an indicator is to be in some years; None takes a target away."""
    check_can_define(by, indicator)
    for year, value in targets.items():
        if not FIRST_YEAR <= year <= LAST_YEAR or (value is not None and not 0 <= value <= 10**13):
            raise BadInput(_("A target is a number from zero on."))
        if value is None:
            indicator.targets.filter(year=year).delete()
            continue
        held = indicator.targets.filter(year=year).first()
        if held is None:
            Target.objects.create(indicator=indicator, year=year, value=value, set_at=at, set_by=by)
        elif held.value != value:
            held.value, held.set_at, held.set_by = value, at, by
            held.save()


@transaction.atomic
def name_owner(*, indicator: Indicator, owner: User | None, by: User) -> None:
    """Say who answers for an indicator; None: nobody by name."""
    check_can_name_owner(by)
    if owner is not None and not owner.is_active:
        raise BadInput(_("This person has no account any more."))
    Indicator.objects.filter(pk=indicator.pk).update(owner=owner)
