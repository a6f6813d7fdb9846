"""How do all the indicators stand for one cluster or one theme? Stored values, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.reporting.models import Indicator, Value
from grappe.apps.reporting.permissions import check_can_view_figures
from grappe.apps.reporting.queries.answered import answered, waves_behind
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.disclosed import Wanted, published
from grappe.apps.reporting.queries.series import Figure, counting_version
from grappe.apps.surveys.queries.response import Response
from grappe.engines.indicators import of_nothing

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class OfPart:
    """One indicator for one part: this year so far and the year before."""

    indicator: Indicator
    now: Figure | None
    before: Figure | None
    answered: Mapping[int, Response] = field(default_factory=dict)  # the yearly survey, of all companies


def figures_of_part(dimension: str, key: str, *, for_user: User, on: date) -> list[OfPart]:
    """Return every indicator's figure for one part, this year and the year before.

    Six queries, however many there are; eight with the survey's.
    """
    check_can_view_figures(for_user)
    found = list(Indicator.objects.filter(active=True).prefetch_related("versions"))
    years = (on.year, on.year - 1)
    counting = {
        (one.pk, year): version
        for one in found
        for year in years
        if (version := counting_version(one.versions.all(), year, on)) is not None
    }
    wanted = {place: Wanted(version.pk, place[1], dimension, key) for place, version in counting.items()}
    rows = Value.objects.filter(dimension=dimension, key=key, year__in=years)
    values = {(row.version_id, row.year): row for row in rows}
    shown = published(wanted.values(), for_user=for_user)
    units = {one.pk: one.unit for one in found}
    figures = {}
    for (pk, year), one in wanted.items():
        version, row = counting[pk, year], values.get((one.version, year))
        unit = units[pk]
        if row is None:
            nothing = of_nothing(tree_of(version.query)) if version.computed_at else None
            figures[pk, year] = Figure(nothing, hidden=one not in shown and nothing is not None, unit=unit)
        else:
            figures[pk, year] = Figure(row.value, row.records, row.companies, one not in shown, unit)
    waves = waves_behind(version.query for version in counting.values())
    read = {
        place: answered(version.query, waves).get(place[1]) for place, version in counting.items() if waves
    }
    return [
        OfPart(
            one,
            figures.get((one.pk, years[0])),
            figures.get((one.pk, years[1])),
            {
                year: response
                for year in reversed(years)
                if (response := read.get((one.pk, year))) is not None
            },
        )
        for one in found
    ]
