"""How are figures computed? Each version of each indicator, for every year, by one statement; pages read what is stored.

With each figure is stored whether it may be shown to somebody who may not open all behind it: decided for all figures
together, before any is stored, so that no page ever shows one that was not decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import datetime

from django.db import connection, transaction

from grappe.apps.reporting.models import Value, Version
from grappe.apps.reporting.models.records import SHOWN
from grappe.apps.reporting.queries.asking import ask_postgresql
from grappe.apps.reporting.queries.release import Draft, keys_of, shown_cells
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import Asked, Cell, Result
from grappe.ui import moments

ATTEMPTS = 5
LOCK = 0xF16  # of storing figures


def compute_values(*, at: datetime, say: Callable[[str], None] = lambda text: None) -> int:
    """Compute and store the figures of every version; return how many there are.

    Every version is computed for all the years, so that a change of definition shows both sides. Whether a figure may be
    shown depends on all others that share records with it.
    """
    on = moments.local_date(at)
    asked = Asked(reported_years(on), on)
    for _attempt in range(ATTEMPTS):
        everything = _counted()
        say(SHOWN)
        shown = shown_cells([Draft.of(version) for version in everything], asked)
        figures = {}
        for version in everything:
            say(version.indicator.slug)
            figures[version] = ask_postgresql(version.query, asked)
        count = _store_together(figures, shown, at)
        if count is not None:
            return count
    raise RuntimeError(
        "definitions of indicators were changed again and again while their figures were computed"
    )


def hold_figures() -> None:
    """Wait for whoever stores figures or changes what they count, and let them wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _counted() -> list[Version]:
    return list(Version.objects.filter(indicator__active=True).select_related("indicator"))


@transaction.atomic
def _store_together(
    figures: Mapping[Version, dict[Cell, Result]],
    shown: Collection[tuple[Hashable, Cell]],
    at: datetime,
) -> int | None:
    """Store all figures at once, one run at a time; None where a definition was changed since it was decided what is shown."""
    hold_figures()
    if {(one.pk, str(one.query)) for one in _counted()} != {(one.pk, str(one.query)) for one in figures}:
        return None
    return sum(
        store(version, found, at=at, shown=keys_of(shown, version.pk)) for version, found in figures.items()
    )


@transaction.atomic
def store(
    version: Version, figures: dict[Cell, Result], *, at: datetime, shown: Collection[Cell] = frozenset()
) -> int:
    """Keep the figures of a version in the place of those kept before; return how many. `shown`: to everybody."""
    Value.objects.filter(version=version).delete()
    rows = [
        Value(
            version=version, year=cell.year, dimension=cell.dimension, key=cell.key, value=result.value,
            records=result.records, companies=result.companies, computed_at=at, shown=cell in shown,
        )
        for cell, result in figures.items()
    ]  # fmt: skip
    Value.objects.bulk_create(rows, batch_size=1_000)
    Version.objects.filter(pk=version.pk).update(computed_at=at)
    return len(rows)
