"""How are milestones, deliverables, risks, common projects and indicators of a flagship project written and taken off?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import IndicatorKind
from grappe.apps.ideas.operations.flagships import locked, words_of
from grappe.apps.ideas.permissions import check_can_run_flagship
from grappe.apps.ideas.queries.plans import MODELS, PLAIN, TEXTS, version_of
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Flagship

LONGEST = {"names": 300, "measures": 2_000}
MOST_PARTS = 500  # of one kind
MOST = Decimal("9999999999999.99")


@transaction.atomic
def add(*, flagship: Flagship, kind: str, values: Mapping[str, Any], by: User, at: datetime) -> Any:
    """Add a part of a kind to a flagship project; `values` by field, texts by language. Raises PermissionDenied, BadInput."""
    current = locked(flagship)
    check_can_run_flagship(by, current)
    if kind not in MODELS:
        raise BadInput(_("This request cannot be read."))
    if MODELS[kind].objects.filter(flagship=current).count() >= MOST_PARTS:
        raise BadInput(_("There are %(most)d of them already: take some off first.") % {"most": MOST_PARTS})
    part = MODELS[kind](flagship=current)
    if kind != "indicator":
        part.added_at = at
    return _written(kind, part, values, by)


@transaction.atomic
def change(*, kind: str, part: Any, values: Mapping[str, Any], version: str, by: User, at: datetime) -> Any:
    """Change a part. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`."""
    flagship = locked(part.flagship)
    check_can_run_flagship(by, flagship)
    current = MODELS[kind].objects.select_for_update().get(pk=part.pk)
    current.flagship = flagship
    if version != version_of(kind, current):
        raise Stale(_("Somebody else changed this meanwhile. Look at it again first."), current)
    return _written(kind, current, values, by)


@transaction.atomic
def remove(*, kind: str, part: Any, by: User, at: datetime) -> None:
    """Take a part off; the history keeps what it said. Raises PermissionDenied."""
    flagship = locked(part.flagship)
    check_can_run_flagship(by, flagship)
    with pghistory.context(user=by.pk):
        MODELS[kind].objects.filter(pk=part.pk).delete()


def _written(kind: str, part: Any, values: Mapping[str, Any], by: User) -> Any:
    for name in TEXTS[kind]:
        setattr(part, name, words_of(name, values.get(name) or {}, LONGEST[name]))
    if "names" in TEXTS[kind] and not part.names:
        raise BadInput(_("Say in at least one language what it is."))
    for name in PLAIN[kind]:
        setattr(part, name, values.get(name) if name != "link" else values.get(name) or "")
    _CHECKS.get(kind, _nothing)(part)
    if kind in ("deliverable", "risk"):
        part.partner = _of_project(part, values.get("partner"))
    if kind == "risk":
        part.owner = values.get("owner")
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            part.save()
    except IntegrityError as fault:
        raise BadInput(_("This is counted for that year already: change that line.")) from fault
    if kind == "project":
        chosen: Sequence[Any] = values.get("partners") or ()
        part.partners.set([_of_project(part, each) for each in chosen])
    return part


def _of_project(part: Any, partner: Any) -> Any:
    if partner is not None and partner.flagship_id != part.flagship_id:
        raise BadInput(_("This request cannot be read."))
    return partner


def _nothing(part: Any) -> None:
    """Nothing more to ask."""


def _due(part: Any) -> None:
    if part.due_on is None:
        raise BadInput(_("Say by when it is due."))


def _risk(part: Any) -> None:
    if not all(isinstance(each, int) and 1 <= each <= 5 for each in (part.likelihood, part.impact)):
        raise BadInput(_("Likelihood and impact are whole numbers from 1 to 5."))


def _project(part: Any) -> None:
    if part.begins_on and part.ends_on and part.ends_on < part.begins_on:
        raise BadInput(_("It ends before it begins."))
    if part.costs_eur is not None and not 0 <= part.costs_eur <= MOST / 1000:
        raise BadInput(_("An amount is zero or more, and less than ten billion."))
    if part.link and not part.link.startswith(("https://", "http://")):
        raise BadInput(_("The address of a page begins with https://"))


def _indicator(part: Any) -> None:
    if (
        part.kind not in IndicatorKind.values
        or not isinstance(part.year, int)
        or not 2000 <= part.year <= 2100
    ):
        raise BadInput(_("Say what is counted, and for which year."))
    if part.expected is None and part.reached is None:
        raise BadInput(_("Say what is expected, what was reached, or both."))
    if any(each is not None and not 0 <= each <= MOST for each in (part.expected, part.reached)):
        raise BadInput(_("This number is larger than can be, or less than zero."))


_CHECKS = {
    "milestone": _due, "deliverable": _due, "risk": _risk, "project": _project, "indicator": _indicator,
}  # fmt: skip
