"""What would another query count, beside the one that counts now?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.reporting.permissions import check_can_define
from grappe.apps.reporting.queries.asking import preview
from grappe.apps.reporting.queries.definitions import read_query, tree_of
from grappe.apps.reporting.queries.disclosed import closed_kinds, is_hidden, opens_all
from grappe.apps.reporting.queries.series import Figure, Series
from grappe.engines.indicators import of_nothing

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def compared(series: Series, text: str, *, on: date, for_user: User) -> list[tuple[int, Figure, Figure]]:
    """Return, for each year, the figure of the last version and that of a query as typed. Nothing is kept.

    Raises BadInput for a query that cannot be read.
    """
    check_can_define(for_user, series.indicator)
    query = read_query(text)
    nothing, found = of_nothing(tree_of(query)), preview(query, on=on)
    all_open = opens_all(query, closed_kinds(for_user))
    last, unit = series.lines[-1], series.indicator.unit
    rows = []
    for year in series.years:
        result = found.get(year)
        new = Figure(nothing, unit=unit)
        if result is not None:
            hidden = not all_open and is_hidden(result.companies, result.value)
            new = Figure(result.value, result.records, result.companies, hidden, unit)
        rows.append((year, last.figures[year], new))
    return rows
