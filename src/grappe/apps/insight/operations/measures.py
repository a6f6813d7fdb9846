"""How does a plan get its measures, how far is each, and what is linked to it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.insight.enums import MEASURE_STEPS, LinkKind, MeasureKind, MeasureState, PlanState, Relation
from grappe.apps.insight.models import ActionPlan, Measure, MeasureLink
from grappe.apps.insight.operations.plans import locked as plan_locked
from grappe.apps.insight.permissions import check_can_report_measure, check_can_run_plan
from grappe.apps.insight.queries.written import measure_version
from grappe.ui.errors import BadInput, Stale
from grappe.ui.moments import local_date
from grappe.ui.order import Moved, exchange
from grappe.ui.trilingual import one_line, words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"titles": 250, "descriptions": 4_000}
MOST_MEASURES = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a measure; texts by language, amounts in euros. Its owner is a colleague or a name."""

    kind: str
    titles: Mapping[str, str]
    starts_on: date
    due_on: date
    descriptions: Mapping[str, str] = field(default_factory=dict)
    owner: Any = None
    owner_name: str = ""
    budget_eur: Decimal | None = None
    spent_eur: Decimal | None = None


@transaction.atomic
def add(*, plan: ActionPlan, draft: Draft, by: User, at: datetime) -> Measure:
    """Give a plan a measure, as its last. Raises PermissionDenied, BadInput."""
    current = plan_locked(plan)
    check_can_run_plan(by, current)
    _open(current)
    positions = list(current.measures.values_list("position", flat=True))
    if len(positions) >= MOST_MEASURES:
        raise BadInput(_("A plan has at most %(most)d measures.") % {"most": MOST_MEASURES})
    measure = Measure(plan=current, position=max(positions, default=-1) + 1)
    _write(measure, draft)
    with pghistory.context(user=by.pk):
        measure.save()
    return measure


@transaction.atomic
def change(*, measure: Measure, draft: Draft, version: str, by: User, at: datetime) -> Measure:
    """Change a measure. Raises PermissionDenied, BadInput, and Stale where `measure_version` says another `version`."""
    current = locked(measure)
    check_can_run_plan(by, current.plan)
    _open(current.plan)
    if version != measure_version(current):
        raise Stale(_("Somebody else changed this measure meanwhile. Look at it again first."), current)
    _write(current, draft)
    return _kept(current, by)


@transaction.atomic
def move(
    *, measure: Measure, to: str, remark: str = "", spent_eur: Decimal | None = None, by: User, at: datetime
) -> Measure:
    """Say how far a measure is: begun, done, given up (with the reason), taken up again; `spent_eur` None leaves it.

    Raises PermissionDenied, and BadInput for a step that does not follow, a plan that is not under way, no reason.
    """
    current = locked(measure)
    check_can_report_measure(by, current)
    if current.plan.state != PlanState.RUNNING:
        raise BadInput(_("The plan is not under way: begin it first."))
    if to not in MEASURE_STEPS[current.state]:
        raise BadInput(_("This step does not follow here. Load the page again."))
    said = " ".join(remark.split())[:500]
    if to == MeasureState.DROPPED and not said:
        raise BadInput(_("Say why the measure is given up."))
    if spent_eur is not None and spent_eur < 0:
        raise BadInput(_("An amount is not negative."))
    current.state, current.remark = to, said or current.remark
    current.spent_eur = current.spent_eur if spent_eur is None else spent_eur
    today = local_date(at)
    if to == MeasureState.RUNNING:
        current.began_on = current.began_on or today
        current.done_on = None
    current.done_on = today if to == MeasureState.DONE else current.done_on
    return _kept(current, by)


@transaction.atomic
def remove(*, measure: Measure, by: User, at: datetime) -> None:
    """Take a measure off a plan that has not begun; later it is given up, with a reason. Raises PermissionDenied, BadInput."""
    current = locked(measure)
    check_can_run_plan(by, current.plan)
    if current.plan.state != PlanState.DRAFT:
        raise BadInput(_("The plan has begun: a measure is given up, with the reason."))
    with pghistory.context(user=by.pk):
        current.delete()


@transaction.atomic
def reorder(*, measure: Measure, up: bool, by: User, at: datetime) -> Moved:
    """Let a measure change places with the one before or after it. Raises PermissionDenied."""
    plan = plan_locked(measure.plan)
    check_can_run_plan(by, plan)
    with pghistory.context(user=by.pk):
        return exchange(plan.measures.order_by("position", "pk"), measure, up=up)


@transaction.atomic
def link(
    *, measure: Measure, kind: str, thing: Any, relation: str = Relation.CREATED, by: User, at: datetime
) -> MeasureLink:
    """Say what a measure created or comes from; the caller has looked `thing` up for `by`.

    Raises PermissionDenied, and BadInput for a kind that is none and for a thing that is linked already.
    """
    current = locked(measure)
    check_can_report_measure(by, current)
    if kind not in LinkKind.values or relation not in Relation.values or thing is None:
        raise BadInput(_("This request cannot be read."))
    if current.links.filter(**{kind: thing}).exists():
        raise BadInput(_("This is linked to the measure already."))
    return MeasureLink.objects.create(
        measure=current, kind=kind, relation=relation, **{kind: thing}, linked_at=at, linked_by=by
    )


@transaction.atomic
def unlink(*, row: MeasureLink, by: User, at: datetime) -> None:
    """Take a link back; what it led to stays. Raises PermissionDenied."""
    check_can_report_measure(by, row.measure)
    row.delete()


def locked(measure: Measure) -> Measure:
    """Return the measure as it stands, kept from others until the transaction ends."""
    found = Measure.objects.select_for_update(of=("self",)).select_related(
        "plan__lead", "plan__theme", "owner"
    )
    return found.prefetch_related("plan__team", "plan__clusters").get(pk=measure.pk)


def _kept(measure: Measure, by: User) -> Measure:
    measure.version += 1
    with pghistory.context(user=by.pk):
        measure.save()
    return measure


def _open(plan: ActionPlan) -> None:
    if plan.state in (PlanState.CLOSED, PlanState.DROPPED):
        raise BadInput(_("This plan is over: take it up again first."))


def _write(measure: Measure, draft: Draft) -> None:
    measure.titles = one_line(draft.titles, LONGEST["titles"])
    measure.descriptions = words(draft.descriptions, LONGEST["descriptions"])
    if not measure.titles:
        raise BadInput(_("A measure needs a title in at least one language."))
    if draft.kind not in MeasureKind.values:
        raise BadInput(_("This request cannot be read."))
    if draft.due_on < draft.starts_on:
        raise BadInput(_("The measure would be done before it begins."))
    name = " ".join(draft.owner_name.split())[:200]
    if draft.owner is None and not name:
        raise BadInput(_("A measure has an owner: a colleague, or somebody outside by name."))
    if any(amount is not None and amount < 0 for amount in (draft.budget_eur, draft.spent_eur)):
        raise BadInput(_("An amount is not negative."))
    measure.kind, measure.owner, measure.owner_name = draft.kind, draft.owner, name
    measure.starts_on, measure.due_on = draft.starts_on, draft.due_on
    measure.budget_eur, measure.spent_eur = draft.budget_eur, draft.spent_eur
