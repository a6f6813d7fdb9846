"""How are figures computed? Each version of each indicator, for every year, by one statement; pages read what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from grappe.apps.reporting.models import Value, Version
from grappe.apps.reporting.queries.asking import ask_postgresql
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import Asked, Cell, Result
from grappe.ui import moments


def compute_values(
    *, at: datetime, versions: Iterable[Version] | None = None, say: Callable[[str], None] = lambda text: None
) -> int:
    """Compute and store the figures of every version, or of some; return how many there are.

    Every version is computed for all the years, so that a change of definition shows both sides.
    """
    on, count = moments.local_date(at), 0
    asked = Asked(reported_years(on), on)
    found = (
        Version.objects.filter(indicator__active=True).select_related("indicator")
        if versions is None
        else versions
    )
    for version in list(found):
        say(version.indicator.slug)
        count += store(version, ask_postgresql(version.query, asked), at=at)
    return count


@transaction.atomic
def store(version: Version, figures: dict[Cell, Result], *, at: datetime) -> int:
    """Keep the figures of a version in the place of those kept before; return how many."""
    Value.objects.filter(version=version).delete()
    rows = [
        Value(
            version=version, year=cell.year, dimension=cell.dimension, key=cell.key, value=result.value,
            records=result.records, companies=result.companies, computed_at=at,
        )
        for cell, result in figures.items()
    ]  # fmt: skip
    Value.objects.bulk_create(rows, batch_size=1_000)
    Version.objects.filter(pk=version.pk).update(computed_at=at)
    return len(rows)
