"""Which figures does `grappe figures compute` print?"""

from __future__ import annotations

from datetime import date
from typing import Any

from grappe.apps.reporting.models import Version
from grappe.apps.reporting.queries.asking import Ask
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import Asked
from grappe.ui.commands import BadFile

DIGITS = 9  # sums of floats may differ in the last bit between engines


def figures_document(
    ask: Ask, *, on: date, year: int | None = None, slug: str | None = None
) -> dict[str, Any]:
    """Return every figure of every version up to a day, in one order whatever the engine. No person asks: a command."""
    versions = Version.objects.filter(indicator__active=True).select_related("indicator")
    if slug is not None:
        versions = versions.filter(indicator__slug=slug)
        if not versions.exists():
            raise BadFile(slug, "there is no such indicator")
    asked = Asked((year,) if year else reported_years(on), on)
    figures = []
    for version in versions.order_by("indicator__slug", "valid_from"):
        for cell, result in sorted(ask(version.query, asked).items()):
            figures.append(
                {
                    "indicator": version.indicator.slug, "from": version.valid_from.isoformat(), **cell._asdict(),
                    "value": round(result.value, DIGITS), "records": result.records, "companies": result.companies,
                }
            )  # fmt: skip
    return {"on": on.isoformat(), "figures": figures}
