"""How does a test enter an award?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from grappe.apps.aids.models import Award
from grappe.apps.aids.operations import AwardValues, record_award

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
