"""What do the forms show of a plan, a measure and an indicator, and has any of it changed since?"""

from __future__ import annotations

from typing import Any

from grappe.apps.insight.models import ActionPlan, Indicator, Measure
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

TEXTS = ("titles", "objectives")
PLAIN = ("starts_on", "ends_on")


def as_written(plan: ActionPlan) -> dict[str, Any]:
    """Return a plan as its form shows it, by field; theme and clusters by slug, people by id."""
    words = {f"{name}_{code}": getattr(plan, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(plan, name) for name in PLAIN} | {
        "theme": plan.theme.slug,
        "clusters": [each.slug for each in plan.clusters.all()],
        "lead": str(plan.lead_id),
        "team": [str(each.pk) for each in plan.team.all()],
    }  # fmt: skip


def version_of(plan: ActionPlan) -> str:
    """Return what a form of this plan is filled with, as a version."""
    return conflicts.version_of(as_written(plan))


def measure_as_written(measure: Measure) -> dict[str, Any]:
    """Return a measure as its form shows it, by field; its owner by id."""
    words = {
        f"{name}_{code}": getattr(measure, name).get(code, "")
        for name in ("titles", "descriptions")
        for code in CODES
    }
    plain = {
        name: getattr(measure, name)
        for name in ("kind", "owner_name", "starts_on", "due_on", "budget_eur", "spent_eur")
    }
    return words | plain | {"owner": str(measure.owner_id or "")}


def measure_version(measure: Measure) -> str:
    """Return what a form of this measure is filled with, as a version."""
    return conflicts.version_of(measure_as_written(measure))


def indicator_as_written(indicator: Indicator) -> dict[str, Any]:
    """Return an indicator as its form shows it, by field; its measure by number."""
    words = {f"names_{code}": indicator.names.get(code, "") for code in CODES}
    plain = {name: getattr(indicator, name) for name in ("unit", "start_value", "target", "target_on")}
    return words | plain | {"measure": indicator.measure_id}


def indicator_version(indicator: Indicator) -> str:
    """Return what a form of this indicator is filled with, as a version."""
    return conflicts.version_of(indicator_as_written(indicator))
