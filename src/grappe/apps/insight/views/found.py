"""Which plan, measure or indicator does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import Any

from grappe.apps.insight import permissions, queries
from grappe.apps.insight.queries.plans import indicator_for, measure_for
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def plan_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.plan_for, pk, request)


def plan_to_run(request: Request, pk: int) -> Any:
    """Return the plan, for whoever runs it; for others PermissionDenied."""
    plan = plan_or_404(request, pk)
    permissions.check_can_run_plan(request.user, plan)
    return plan


def measure_or_404(request: Request, pk: int) -> Any:
    return found_or_404(measure_for, pk, request)


def indicator_or_404(request: Request, pk: int) -> Any:
    return found_or_404(indicator_for, pk, request)
