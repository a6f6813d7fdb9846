"""How does a test make a roadmap with steps and aids? Through the operations, as the pages do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from grappe.apps.roadmaps import operations
from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def day(number: int) -> date:
    """Return the day so many days after the test's today."""
    return TODAY + timedelta(days=number)


def roadmap(company: Any, by: Any, title: str = "Digital plan", at: datetime = AT) -> Roadmap:
    return operations.open_roadmap(company=company, title=title, by=by, at=at)


def step(of: Roadmap, by: Any, title: str, start: int, length: int = 5, **more: Any) -> Step:
    """Add a step that starts so many days after the test's today; `after` are steps it waits for."""
    more["depends_on"] = [each.pk for each in more.pop("after", ())]
    values = operations.StepValues(title=title, start=day(start), end=day(start + length - 1), **more)
    made, _moved = operations.add_step(roadmap=of, version=None, values=values, by=by, at=AT)
    return made


def chain(of: Roadmap, by: Any) -> tuple[Step, Step, Step]:
    """Add three steps, each waiting for the one before, with two days between the first two and none after."""
    first = step(of, by, "Audit", 0, cost_eur=Decimal(12000), expected_aid_eur=Decimal(6000))
    second = step(of, by, "Plan", 7, 3, after=[first])
    third = step(of, by, "Apply", 10, 2, after=[second])
    return first, second, third


def aid(of: Roadmap, by: Any, label: str = "Fit 4 Digital", **more: Any) -> AidRequest:
    return operations.add_aid(roadmap=of, version=None, label=label, by=by, at=AT, **more)


def version(of: Roadmap) -> int:
    """Return the roadmap's version as it stands in the database."""
    return Roadmap.objects.values_list("version", flat=True).get(pk=of.pk)
