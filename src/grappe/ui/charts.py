"""How do a few figures look as lying bars? Options of ECharts, for a page that has the same figures as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

PLANNED, ACTUAL = "#9aa5b1", "#1d6fdc"  # told apart by their hatching too (ui/assets/charts.js)
# What is not certain: thin lines across, whatever the colour.
HATCHED = {"color": ACTUAL, "dashArrayX": [1, 0], "dashArrayY": [2, 4], "rotation": -0.785}
PLAIN = ACTUAL  # of bars that all mean the same


def lying_bars(bars: Iterable[tuple[str, float, str]], *, width: int | None = None) -> dict[str, Any]:
    """Return numbers as bars: (label, number, colour), the first on top; `width` breaks labels after so many px."""
    shown = list(bars)[::-1]
    labels: dict[str, Any] = {"type": "category", "data": [label for label, _number, _colour in shown]}
    if width:
        labels["axisLabel"] = {"width": width, "overflow": "break", "lineHeight": 14}
    whole = all(float(number).is_integer() for _label, number, _colour in shown)
    data = [{"value": number, "itemStyle": {"color": colour}} for _label, number, colour in shown]
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 32, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", **({"minInterval": 1} if whole else {})},
        "yAxis": labels,
        "series": [
            {"type": "bar", "barMaxWidth": 26, "label": {"show": True, "position": "right"}, "data": data}
        ],
    }


def lying_pairs(
    labels: Iterable[str], series: Iterable[tuple[str, str, Iterable[float | None]]]
) -> dict[str, Any]:
    """Return amounts side by side: series of (name, colour, an amount for each label or None: no bar), the first on top."""
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0, "type": "scroll"},  # long names in two lines would lie over the axis
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 32, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "data": list(labels)[::-1]},
        "series": [
            {
                "type": "bar", "name": name, "barMaxWidth": 16,
                "itemStyle": {"color": colour}, "data": list(data)[::-1],
            }
            for name, colour, data in series
        ],
    }  # fmt: skip
