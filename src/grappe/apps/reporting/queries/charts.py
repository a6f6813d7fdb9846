"""How does an indicator look over the years, and taken apart? Options of ECharts; the page has the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.queries.outlook import Outlook
from grappe.apps.reporting.queries.parts import Part
from grappe.apps.reporting.queries.series import Series, scaled
from grappe.ui.charts import ACTUAL, HATCHED, PLAIN, PLANNED, lying_bars

MOST = 15  # bars
SYMBOLS = ("circle", "rect", "triangle", "diamond")  # lines are told apart without colour too


def over_years(series: Series, outlook: Outlook | None = None) -> dict[str, Any]:
    """Return one line a version over all years, with marks where it counts, the targets, and how it may go on.

    The forecast is a dashed line with hollow marks, its interval a hatched bar: both are told apart without colour.
    """
    ahead = outlook.years if outlook else ()
    years = [*series.years, *(each.year for each in ahead if each.year not in series.years)]
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
                "data": [scaled(series.targets.get(year), series.indicator.unit) for year in years],
                "symbol": "pin",
                "symbolSize": 14,
                "lineStyle": {"color": PLANNED, "type": "dotted"},
                "itemStyle": {"color": PLANNED},
            }
        )
    if outlook and ahead:
        lines += _ahead(series, outlook, years)
    shown = [line["name"] for line in lines if line["name"]]
    return {
        "tooltip": {"trigger": "item" if ahead else "axis"},
        "legend": {"bottom": 0, "data": shown},
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": {"type": "value", "min": 0 if series.indicator.unit != Unit.POINTS else None},
        "series": lines,
    }


def _ahead(series: Series, outlook: Outlook, years: Sequence[int]) -> list[dict[str, Any]]:
    """Return the forecast as a dashed line from the last year that was read, and its interval as hatched bars."""
    by_year = {each.year: each for each in outlook.years}
    last = outlook.used[-1]
    start = outlook.line.figures[last].shown if outlook.line else None
    points = {last: scaled(start, series.indicator.unit)} | {
        year: scaled(each.value, series.indicator.unit) for year, each in by_year.items()
    }
    lower = {year: scaled(each.lower, series.indicator.unit) for year, each in by_year.items()}
    upper = {year: scaled(each.upper, series.indicator.unit) for year, each in by_year.items()}
    width = {year: round((upper[year] or 0) - (lower[year] or 0), 2) for year in by_year}
    bar = {"type": "bar", "stack": "interval", "barWidth": 18, "silent": True}
    return [
        bar
        | {
            "name": "",
            "data": [lower.get(year) for year in years],
            "itemStyle": {"color": "transparent", "decal": {"symbol": "none"}},
        },
        bar
        | {
            "name": _("Forecast, interval"),
            "data": [width.get(year) for year in years],
            "itemStyle": {"color": "#ffffff", "borderColor": ACTUAL, "decal": HATCHED},
        },
        {
            "type": "line",
            "name": _("Forecast"),
            "data": [points.get(year) for year in years],
            "symbol": "emptyDiamond",
            "symbolSize": 11,
            "lineStyle": {"color": ACTUAL, "type": "dashed"},
            "itemStyle": {"color": ACTUAL},
        },
    ]


def _point(series: Series, value: float | None, counts: bool) -> dict[str, Any]:
    return {"value": scaled(value, series.indicator.unit), "symbolSize": 10 if counts else 5}


def of_parts(series: Series, parts: Sequence[Part]) -> dict[str, Any] | None:
    """Return the largest parts as bars; None where there is nothing to draw. What is left out has no bar."""
    bars = [
        (part.label, scaled(part.figure.shown, series.indicator.unit) or 0, PLAIN)
        for part in parts[:MOST]
        if part.figure.shown is not None
    ]
    return lying_bars(bars, width=160) if bars else None
