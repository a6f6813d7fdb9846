"""How does a test get companies whose activities go together?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from factories.companies import CompanyFactory, reference_data
from grappe.apps.companies.models import Company, NaceCode
from grappe.apps.events.models import Cooperation
from grappe.apps.reporting.operations import refresh_records
from grappe.apps.reporting.operations.diversification import compute_diversification


def companies(cluster: Any, division: str, number: int) -> list[Company]:
    """Some companies of a cluster with one activity; the reference data must be loaded."""
    return CompanyFactory.create_batch(number, clusters=[cluster], nace=NaceCode.objects.get(code=division))


def cooperation(first: Company, second: Company, *, at: datetime, state: str = "running") -> Cooperation:
    return Cooperation.objects.create(
        first=first, second=second, title="Together", state=state, began_on=at.date(), created_at=at
    )


def neighbours(clusters: Any, *, at: datetime) -> dict[str, list[Company]]:
    """Electronics (26) in healthtech, metal (25) and wood (16) in wood, one of toys (32); all computed.

    Electronics and metal work together twice. In talks, and with the one company of toys, it does not count.
    """
    reference_data()
    made = {
        "26": companies(clusters["healthtech"], "26", 3), "25": companies(clusters["wood"], "25", 3),
        "16": companies(clusters["wood"], "16", 3), "32": companies(clusters["wood"], "32", 1),
    }  # fmt: skip
    for place in (0, 1):
        cooperation(made["26"][place], made["25"][place], at=at)
    cooperation(made["26"][0], made["16"][0], at=at, state="talking")
    cooperation(made["26"][1], made["32"][0], at=at)
    refresh_records(at=at)
    compute_diversification(at=at)
    return made
