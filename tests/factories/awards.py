"""How does a test enter an award, and save a project?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from grappe.apps.aids.models import AidProject, Award
from grappe.apps.aids.operations import AwardValues, record_award
from grappe.apps.aids.operations.projects import save_project
from grappe.apps.aids.queries.projects import ProjectValues

WHEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def award(
    company: Any,
    by: Any,
    eur: int | str = 40_000,
    on: date = date(2025, 1, 10),
    *,
    at: datetime = WHEN,
    **values: Any,
) -> Award:
    """Enter an award through the operation; a de minimis grant unless `values` say otherwise."""
    said = {
        "label": "SME package",
        "basis": "de_minimis",
        "granted_on": on,
        "nominal_eur": Decimal(eur),
        "authority": "Ministry of the Economy",
        **values,
    }
    return record_award(company=company, values=AwardValues(**said), by=by, at=at)


def project_values(on: date = date(2026, 11, 1), **values: Any) -> ProjectValues:
    """Return a project of a small firm: 100,000 of industrial research, 200,000 of experimental development."""
    costs = {"industrial_research": Decimal(100_000), "experimental_development": Decimal(200_000)}
    said = {"size": "small", "costs": costs, "bonuses": {"collaboration": True}, **values}
    return ProjectValues(on=on, **said)


def project(
    company: Any, by: Any, *, at: datetime = WHEN, name: str = "New line", **values: Any
) -> AidProject:
    """Save a project through the operation."""
    typed = {"size": "small", "cost_industrial_research": "100000"}
    return save_project(
        company=company, name=name, values=project_values(**values), typed=typed, by=by, at=at
    )
