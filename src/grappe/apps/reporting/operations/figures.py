"""How are figures computed? Each version of each indicator, for every year, by one statement; pages read what is stored.

With each figure is stored whether it may be shown to somebody who may not open all behind it: decided for all figures
together, before any is stored, so that no page ever shows one that was not decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.reporting.models import Value, Version
from grappe.apps.reporting.queries.asking import ask_postgresql
from grappe.apps.reporting.queries.release import Draft, beside, keys_of, shown_cells
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import Asked, Cell, Result
from grappe.ui import moments


def compute_values(
    *, at: datetime, versions: Iterable[Version] | None = None, say: Callable[[str], None] = lambda text: None
) -> int:
    """Compute and store the figures of every version, or of some; return how many there are.

    Every version is computed for all the years, so that a change of definition shows both sides. Whether a figure may be
    shown depends on all others that share records with it: where only some versions are computed, the others' figures
    stay, but may be left out from now on.
    """
    on, count = moments.local_date(at), 0
    asked = Asked(reported_years(on), on)
    everything = list(Version.objects.filter(indicator__active=True).select_related("indicator"))
    found = everything if versions is None else list(versions)
    others = everything if versions is None else _beside(found, everything)
    say(str(_("Which figures may be shown")))
    shown = shown_cells([Draft.of(version) for version in others], asked)
    for version in found:
        say(version.indicator.slug)
        figures = ask_postgresql(version.query, asked)
        count += store(version, figures, at=at, shown=keys_of(shown, version.pk))
    for version in others:
        if version not in found:
            _show(version, keys_of(shown, version.pk))
    return count


def _beside(found: Iterable[Version], everything: Iterable[Version]) -> list[Version]:
    near = {one.pk: one for version in found for one in [*beside(Draft.of(version), everything), version]}
    return list(near.values())


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


def _show(version: Version, shown: Collection[Cell]) -> None:
    """Say anew which of the figures of a version may be shown to everybody."""
    changed = []
    for row in Value.objects.filter(version=version):
        now = Cell(row.year, row.dimension, row.key) in shown
        if row.shown is not now:
            row.shown = now
            changed.append(row)
    Value.objects.bulk_update(changed, ["shown"], batch_size=1_000)
