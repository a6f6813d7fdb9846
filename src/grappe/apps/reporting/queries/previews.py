"""What would another query count, beside the one that counts now?

Who says what an indicator counts need not be allowed to open all that it counts: a draft is shown by the same rule as a
version that is published, beside all those that are.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grappe.apps.reporting.models import Record, Version
from grappe.apps.reporting.permissions import check_can_define
from grappe.apps.reporting.queries.asking import preview
from grappe.apps.reporting.queries.definitions import read_query, tree_of
from grappe.apps.reporting.queries.disclosed import closed_kinds, opens_all
from grappe.apps.reporting.queries.release import Draft, beside, shown_cells
from grappe.apps.reporting.queries.series import Figure, Series
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import Asked, Cell, kinds_of, of_nothing
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 5_000  # records that a draft may touch, counted once for each definition beside it, for who waits for a page


def compared(series: Series, text: str, *, on: date, for_user: User) -> list[tuple[int, Figure, Figure]]:
    """Return, for each year, the figure of the last version and that of a query as typed. Nothing is kept.

    Raises BadInput for a query that cannot be read, and for one that a page cannot wait for.
    """
    check_can_define(for_user, series.indicator)
    query = read_query(text)
    nothing, found = of_nothing(tree_of(query)), preview(query, on=on)
    all_open = opens_all(query, closed_kinds(for_user))
    last, unit = series.lines[-1], series.indicator.unit
    shown = frozenset() if all_open else _shown(series, query, on)
    rows = []
    for year in series.years:
        result = found.get(year)
        new = Figure(nothing, unit=unit)
        if result is not None:
            hidden = not all_open and year not in shown
            new = Figure(result.value, result.records, result.companies, hidden, unit, all_open)
        rows.append((year, last.figures[year], new))
    return rows


def _shown(series: Series, query: object, on: date) -> frozenset[int]:
    """Return in which years the whole figure of a draft may be shown beside all the figures that are shown already.

    Raises BadInput where that is too much for somebody who waits: a job decides it once the definition is saved.
    """
    draft = Draft("draft", series.indicator.pk, query, last=True)
    others = Version.objects.filter(indicator__active=True)
    drafts = [draft, *(Draft.of(version) for version in beside(draft, others))]
    kinds = {kind for one in drafts for kind in kinds_of(tree_of(one.query))}
    if len(drafts) * Record.objects.filter(kind__in=kinds).count() > MOST:
        raise BadInput(
            _(
                "What this would count cannot be shown to you at once: there are too many figures from which it could give a "
                "company away. Save it, and it is looked at with all of them; or ask an administrator for a preview."
            )
        )
    shown = shown_cells(drafts, Asked(reported_years(on), on))
    return frozenset(year for year in series.years if ("draft", Cell(year)) in shown)
