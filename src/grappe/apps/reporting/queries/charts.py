"""How does an indicator look over the years, and taken apart? Options of ECharts; the page has the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.queries.parts import Part
from grappe.apps.reporting.queries.series import Series
from grappe.ui.charts import ACTUAL, PLAIN, PLANNED, lying_bars

MOST = 15  # bars
SYMBOLS = ("circle", "rect", "triangle", "diamond")  # lines are told apart without colour too


def over_years(series: Series) -> dict[str, Any]:
    """Return one line a version over all years, with marks where it counts, and the targets."""
    lines: list[dict[str, Any]] = [
        {
            "type": "line",
            "name": _("Definition %(number)d") % {"number": number},
            "data": [_point(series, line.figures[year].shown, year in line.counts) for year in series.years],
            "symbol": SYMBOLS[(number - 1) % len(SYMBOLS)],
            "lineStyle": {"color": ACTUAL, "type": "solid" if number == len(series.lines) else "dashed"},
            "itemStyle": {"color": ACTUAL},
        }
        for number, line in enumerate(series.lines, start=1)
    ]
    if series.targets:
        lines.append(
            {
                "type": "line",
                "name": _("Target"),
                "data": [_scaled(series, series.targets.get(year)) for year in series.years],
                "symbol": "pin",
                "symbolSize": 14,
                "lineStyle": {"color": PLANNED, "type": "dotted"},
                "itemStyle": {"color": PLANNED},
            }
        )
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(year) for year in series.years]},
        "yAxis": {"type": "value", "min": 0 if series.indicator.unit != Unit.POINTS else None},
        "series": lines,
    }


def _point(series: Series, value: float | None, counts: bool) -> dict[str, Any]:
    return {"value": _scaled(series, value), "symbolSize": 10 if counts else 5}


def _scaled(series: Series, value: float | None) -> float | None:
    if value is None:
        return None
    return round(value * 100, 1) if series.indicator.unit == Unit.PERCENT else round(value, 2)


def of_parts(series: Series, parts: Sequence[Part]) -> dict[str, Any] | None:
    """Return the largest parts as bars; None where there is nothing to draw. What is left out has no bar."""
    bars = [
        (part.label, round(_scaled(series, part.figure.shown) or 0), PLAIN)
        for part in parts[:MOST]
        if part.figure.shown is not None
    ]
    return lying_bars(bars, width=160) if bars else None
