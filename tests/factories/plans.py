"""How does a test make an action plan with measures and indicators? Rows as the operations write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from grappe.apps.clusters.models import Theme
from grappe.apps.insight.models import ActionPlan, Indicator, Measure, MeasureLink, Reading

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
_numbers = iter(range(1, 10**9))


def plan(lead: Any, *, at: datetime = AT, **more: Any) -> ActionPlan:
    """A plan under way for a year from `at`, under the first theme unless `more` says otherwise."""
    values: dict[str, Any] = {
        "slug": f"plan-{next(_numbers)}",
        "state": "running",
        "titles": {"en": "Circular materials", "fr": "Matériaux circulaires", "de": "Kreislauf-Werkstoffe"},
        "objectives": {"en": "Half of the offcuts of composites are used again."},
        "starts_on": at.date(),
        "ends_on": at.date() + timedelta(days=365),
        "lead": lead,
        "created_at": at,
        "created_by": lead,
        "report": {"en": "It worked."} if more.get("state") == "closed" else {},
        "closed_at": at if more.get("state") == "closed" else None,
    }
    if "theme" not in more:
        found = Theme.objects.first()
        values["theme"] = found or Theme.objects.create(slug="digital", name={"en": "Digital"})
    return ActionPlan.objects.create(**(values | more))


def measure(of: ActionPlan, *, at: datetime = AT, in_days: int = 90, **more: Any) -> Measure:
    """A planned measure of the plan's lead that begins with `at` and is to be done in so many days."""
    values: dict[str, Any] = {
        "kind": "aid",
        "titles": {"en": "Aid for test benches", "fr": "Aide aux bancs d’essai"},
        "owner": of.lead,
        "starts_on": at.date(),
        "due_on": at.date() + timedelta(days=in_days),
        "position": of.measures.count(),
        "done_on": at.date() if more.get("state") == "done" else None,
    }
    return Measure.objects.create(plan=of, **(values | more))


def indicator(of: ActionPlan, *, at: datetime = AT, **more: Any) -> Indicator:
    """From 0 to 20 companies in a year."""
    values: dict[str, Any] = {
        "names": {"en": "Companies that use it", "fr": "Entreprises qui l’utilisent"},
        "unit": "companies",
        "target": Decimal(20),
        "target_on": at.date() + timedelta(days=365),
    }
    return Indicator.objects.create(plan=of, **(values | more))


def reading(of: Indicator, value: int, on: date | None = None, *, at: datetime = AT) -> Reading:
    """What it stands at on a day."""
    return Reading.objects.create(
        indicator=of, on=on or at.date(), value=Decimal(value), source="List of members", read_at=at
    )


def link(of: Measure, kind: str, thing: Any, *, at: datetime = AT, **more: Any) -> MeasureLink:
    """Something that a measure created, unless `more` says otherwise."""
    return MeasureLink.objects.create(measure=of, kind=kind, **{kind: thing}, linked_at=at, **more)
