"""How does the budget of a flagship project look: who pays in each year, and does it cover what is spent?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.ideas.queries.budgets import Budget

COLOURS = {"private": "#1d6fdc", "national": "#2f9e44", "europe": "#e8a317", "public": "#8a63d2"}


def by_year(budget: Budget) -> dict[str, Any] | None:
    """Return what pays by year as standing bars stacked by source, with the costs as a line (ECharts); None without any.

    The page's table has the same figures.
    """
    if not budget.cost and not budget.funded:
        return None
    years = [str(each.year) for each in budget.years]
    series: list[dict[str, Any]] = [
        {
            "type": "bar", "name": row.label, "stack": "funds", "barMaxWidth": 48,
            "itemStyle": {"color": COLOURS[row.key]}, "data": [float(eur) for eur in row.amounts],
        }
        for row in budget.sources
        if row.total
    ]  # fmt: skip
    costs = [float(each.cost) for each in budget.years]
    series.append(
        {
            "type": "line", "name": _("Costs"), "data": costs, "symbolSize": 9, "itemStyle": {"color": "#212529"},
            "lineStyle": {"type": "dashed"},
        }
    )  # fmt: skip
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 24, "top": 12, "bottom": 56, "containLabel": True},
        "xAxis": {"type": "category", "data": years},
        "yAxis": {"type": "value", "axisLabel": {"hideOverlap": True}},
        "series": series,
    }


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part of a whole in percent, to a tenth; 0 of nothing."""
    return (part * 100 / whole).quantize(Decimal("0.1")) if whole else Decimal(0)
