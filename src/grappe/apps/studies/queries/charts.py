"""How is a chart of a table drawn in the page? As an ECharts option; its table always stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import translation

from grappe.apps.studies.enums import ChartKind
from grappe.apps.studies.queries.plotted import Plotted, Series, plotted

if TYPE_CHECKING:
    from grappe.apps.studies.models import Chart, Table

_LABELS_UP_TO = 12  # bars that still have room for their figures
_LEGEND = 34  # pixels


def option(chart: Mapping[str, Any], table: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the ECharts option of a chart, from the dicts that an edition keeps (see `plotted`).

    A blank cell is a gap, never a zero. Numbers are written by the page's script as the page's language has them.
    """
    with translation.override(language):
        shown = plotted(chart, table, language)
    categories: dict[str, Any] = {"type": "category", "data": list(shown.categories), "name": shown.along}
    values: dict[str, Any] = {"type": "value", "name": shown.measure, "nameTextStyle": {"align": "left"}}
    if shown.lies:  # the first category stands on top
        categories |= {"inverse": True, "nameLocation": "start"}
        values |= {"nameLocation": "middle", "nameGap": 28}
        values["nameTextStyle"] = {}
    else:
        categories |= {"nameLocation": "middle", "nameGap": 28}
    categories["axisLabel"] = {"hideOverlap": True} if not shown.lies else {"width": 220, "overflow": "break"}
    several = len(shown.series) > 1
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "line" if shown.kind == ChartKind.LINE else "shadow"}},
        "legend": {"top": 0, "type": "scroll"} if several else {"show": False},
        "grid": {"left": 8, "right": 32, "top": 36 + _LEGEND * several, "bottom": 36, "containLabel": True},
        "xAxis": values if shown.lies else categories,
        "yAxis": categories if shown.lies else values,
        "series": [_series(each, shown) for each in shown.series],
    }  # fmt: skip


def _series(series: Series, shown: Plotted) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": series.label,
        "type": "line" if shown.kind == ChartKind.LINE else "bar",
        "data": [None if value is None else float(value) for value in series.values],
    }
    if shown.kind == ChartKind.LINE:
        return found | {"symbolSize": 8, "connectNulls": False}
    if shown.kind == ChartKind.STACKED:
        return found | {"stack": "all", "barMaxWidth": 48}
    few = len(shown.categories) * len(shown.series) <= _LABELS_UP_TO
    place = "right" if shown.lies else "top"
    return found | {"barMaxWidth": 48, "label": {"show": few, "position": place}}


def as_dicts(chart: Chart, table: Table) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a stored chart and its table as the dicts that `option`, `drawing` and `alt_text` take."""
    drawn = {"kind": chart.kind, "titles": chart.titles, "along": chart.along, "series": chart.series}
    return drawn, {"columns": table.columns, "rows": table.rows, "titles": table.titles}
