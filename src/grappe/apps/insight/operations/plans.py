"""How is an action plan begun, changed, taken from one state to the next, and closed with a report?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.insight.enums import PLAN_STEPS, PlanState
from grappe.apps.insight.models import ActionPlan
from grappe.apps.insight.permissions import check_can_add_plan, check_can_run_plan
from grappe.apps.insight.queries.written import version_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import one_line, words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"titles": 250, "objectives": 4_000, "report": 20_000}


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a plan's frame; texts by language. `lead` None is whoever writes."""

    titles: Mapping[str, str]
    theme: Any
    starts_on: date
    ends_on: date
    objectives: Mapping[str, str] = field(default_factory=dict)
    clusters: Sequence[Any] = ()
    lead: Any = None
    team: Sequence[Any] = ()


@transaction.atomic
def begin(*, draft: Draft, by: User, at: datetime, invented: bool = False) -> ActionPlan:
    """Begin a plan. Raises PermissionDenied, BadInput."""
    check_can_add_plan(by)
    plan = ActionPlan(lead=draft.lead or by, created_at=at, created_by=by, invented=invented)
    _write(plan, draft)
    plan.slug = free_slug(ActionPlan, plan.titles, fallback="plan")
    with pghistory.context(user=by.pk):
        plan.save()
    _link(plan, draft)
    return plan


@transaction.atomic
def change(*, plan: ActionPlan, draft: Draft, version: str, by: User, at: datetime) -> ActionPlan:
    """Change a plan's frame. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`."""
    current = locked(plan)
    check_can_run_plan(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this plan meanwhile. Look at it again first."), current)
    _write(current, draft)
    current.lead = draft.lead or current.lead
    kept(current, by)
    _link(current, draft)
    return current


@transaction.atomic
def move(*, plan: ActionPlan, to: str, why: str = "", by: User, at: datetime) -> ActionPlan:
    """Take a plan to its next state, except the end, which has a report.

    Raises PermissionDenied, and BadInput for a step that does not follow, a plan without measures that is to begin, and
    one that is given up without a reason.
    """
    current = locked(plan)
    check_can_run_plan(by, current)
    if to == PlanState.CLOSED or to not in PLAN_STEPS[current.state]:
        raise BadInput(_("This step does not follow here. Load the page again."))
    if to == PlanState.RUNNING and not current.measures.exists():
        raise BadInput(_("An action plan begins with one measure at least."))
    if to == PlanState.DROPPED:
        current.dropped_reason = " ".join(why.split())[:500]
        if not current.dropped_reason:
            raise BadInput(_("Say why the plan is given up: others would otherwise begin it again."))
    current.state, current.closed_at = to, None
    return kept(current, by)


@transaction.atomic
def close(*, plan: ActionPlan, report: Mapping[str, str], by: User, at: datetime) -> ActionPlan:
    """Close a plan with what came of it, in one language at least. Raises PermissionDenied, BadInput."""
    current = locked(plan)
    check_can_run_plan(by, current)
    written = words(report, LONGEST["report"])
    if not written:
        raise BadInput(_("A report says what came of the plan: write it in one language at least."))
    if PlanState.CLOSED not in PLAN_STEPS[current.state]:
        raise BadInput(_("This step does not follow here. Load the page again."))
    current.state, current.report, current.closed_at = PlanState.CLOSED, written, at
    return kept(current, by)


def locked(plan: ActionPlan) -> ActionPlan:
    """Return the plan as it stands, kept from others until the transaction ends."""
    found = ActionPlan.objects.select_for_update(of=("self",)).select_related("lead", "theme")
    return found.prefetch_related("team", "clusters").get(pk=plan.pk)


def kept(plan: ActionPlan, by: User) -> ActionPlan:
    """Save a plan with who did so, as its next version."""
    plan.version += 1
    with pghistory.context(user=by.pk):
        plan.save()
    return plan


def _write(plan: ActionPlan, draft: Draft) -> None:
    plan.titles = one_line(draft.titles, LONGEST["titles"])
    plan.objectives = words(draft.objectives, LONGEST["objectives"])
    if not plan.titles:
        raise BadInput(_("An action plan needs a title in at least one language."))
    if draft.theme is None:
        raise BadInput(_("Say which theme the plan serves."))
    if draft.ends_on < draft.starts_on:
        raise BadInput(_("The plan would end before it begins."))
    plan.theme, plan.starts_on, plan.ends_on = draft.theme, draft.starts_on, draft.ends_on


def _link(plan: ActionPlan, draft: Draft) -> None:
    plan.clusters.set(draft.clusters)
    plan.team.set([each for each in draft.team if each.pk != plan.lead_id])
