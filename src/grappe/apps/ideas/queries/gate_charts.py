"""How do the turns of a ranking and the fate of earlier ideas look? Options of ECharts; the tables have the same figures."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator

from grappe.apps.ideas.queries.past_gates import Back, Became
from grappe.apps.ideas.queries.standing import Dragged

MOST_LINES = 10  # more than these nobody tells apart
_COLOURS = {
    Became.FURTHER: "#2f8f6b",
    Became.NEXT: "#1d6fdc",
    Became.BEFORE: "#7a6a00",
    Became.PARKED: "#9aa5b1",
    Became.REJECTED: "#a3123f",
    Became.MERGED: "#6b2fa0",
}


def lines(dragged: Dragged, axis: str) -> dict[str, Any]:
    """Return the total of each idea while one weight goes from 0 to 100; upright, where it stands now."""
    mark = {
        "silent": True, "symbol": "none", "lineStyle": {"color": "#3b434f", "width": 2},
        "label": {"formatter": str(dragged.now)}, "data": [{"xAxis": dragged.now}],
    }  # fmt: skip
    series = [
        {
            "type": "line", "name": Truncator(title).chars(40), "symbolSize": 6,
            "data": [[0, round(first, 2)], [100, round(last, 2)]],
        }
        for title, first, last in dragged.lines[:MOST_LINES]
    ]  # fmt: skip
    if series:
        series[0]["markLine"] = mark
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 24, "top": 24, "bottom": 56, "containLabel": True},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "name": axis,
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": series,
    }


def fates(back: Back) -> dict[str, Any]:
    """Return what became of the ideas of each outcome, as lying bars of their numbers."""
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [outcome for outcome, _total, _row in back.table][::-1]},
        "series": [
            {
                "type": "bar", "stack": "all", "name": str(each.label), "barMaxWidth": 28,
                "itemStyle": {"color": _COLOURS[each]},
                "data": [row[place] for _outcome, _total, row in back.table][::-1],
            }
            for place, each in enumerate(back.columns)
        ],
    }  # fmt: skip
