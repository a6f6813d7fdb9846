"""Which figures of a company are known, year by year, and how did they move?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.companies.models import YearFigures
from grappe.apps.companies.permissions import check_can_view_company

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True)
class FiguresTable:
    """The figures on file, the latest year first."""

    rows: tuple[YearFigures, ...]

    @property
    def chart(self) -> dict[str, Any] | None:
        """The ECharts option of headcount (bars) and turnover (line); None below two years that have either.

        A year without a figure stays a gap: not known is not zero.
        """
        rows = [
            row for row in reversed(self.rows) if row.headcount is not None or row.turnover_eur is not None
        ]
        if len(rows) < 2:
            return None
        known = {row.year: row for row in rows}
        years = list(range(rows[0].year, rows[-1].year + 1))
        headcount = [_number(known[year].headcount) if year in known else None for year in years]
        turnover = [_number(known[year].turnover_eur) if year in known else None for year in years]
        return {
            "tooltip": {"trigger": "axis"},
            "legend": {"bottom": 0},
            "grid": {"left": 8, "right": 8, "top": 40, "bottom": 36, "containLabel": True},
            "xAxis": {"type": "category", "data": [str(year) for year in years]},
            "yAxis": [
                {"type": "value", "name": _("Headcount"), "nameTextStyle": {"align": "left"}, "min": 0},
                {"type": "value", "name": _("Turnover (million €)"), "nameTextStyle": {"align": "right"},
                 "splitLine": {"show": False}},
            ],
            "series": [
                {"type": "bar", "name": _("Headcount"), "data": headcount, "barMaxWidth": 36,
                 "itemStyle": {"color": "#b79ad1"}},
                {"type": "line", "name": _("Turnover (million €)"), "yAxisIndex": 1, "symbolSize": 8,
                 "data": [None if value is None else round(value / 1e6, 3) for value in turnover],
                 "itemStyle": {"color": "#3d155f"}},
            ],
        }  # fmt: skip


def figures_for(pk: int, *, for_user: User) -> YearFigures:
    """Return one year's figures with the company; `YearFigures.DoesNotExist` where there are none."""
    found = YearFigures.objects.select_related("company").prefetch_related("company__clusters").get(pk=pk)
    check_can_view_company(for_user, found.company)
    return found


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def figures_of_year(company_id: int, year: int, names: Sequence[str]) -> dict[str, float | None]:
    """Return some figures of a company for a year, else those of the year before; a figure nobody knows is None."""
    rows = YearFigures.objects.filter(company_id=company_id, year__in=(year - 1, year)).order_by("year")
    found: dict[str, float | None] = dict.fromkeys(names)
    for values in rows.values(*names):
        found |= {name: float(value) for name, value in values.items() if value is not None}
    return found
