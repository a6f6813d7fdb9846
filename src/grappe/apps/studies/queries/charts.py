"""How is a chart of a table drawn in the page? As an ECharts option; its table always stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation

from grappe.apps.studies.enums import ChartKind, ColumnKind
from grappe.apps.studies.models import Chart, Table
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.chart_paper import alt_text
from grappe.apps.studies.queries.figures import label_of
from grappe.apps.studies.queries.plotted import Plotted, Series, plotted

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

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


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A chart as the page draws it: `option` for ECharts, `words` for whoever does not see it."""

    pk: int
    title: str
    kind: str
    option: dict[str, Any]
    words: str


def shown_charts(table: Table, language: str) -> list[ShownChart]:
    """Return a table's charts in their order, in a language."""
    found = []
    for chart in table.charts.all():
        drawn, data = as_dicts(chart, table)
        with translation.override(language):
            title = plotted(drawn, data, language).title
        words = alt_text(drawn, data, language)
        found.append(ShownChart(chart.pk, title, chart.kind, option(drawn, data, language), words))
    return found


def chart_for(pk: int, *, for_user: User) -> Chart:
    """Return a chart with its table and study, for those who work on it; raises Chart.DoesNotExist, PermissionDenied."""
    found = Chart.objects.select_related("table__study__lead", "table__study__theme")
    chart = found.prefetch_related("table__study__team", "table__study__clusters").get(pk=pk)
    check_can_work_on(for_user, chart.table.study)
    return chart


def choices_of(table: Table, language: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return a table's columns as choices: all of them for the axis, those of numbers with their units as series."""
    columns = [(n, label_of(column, language), column["kind"]) for n, column in enumerate(table.columns)]
    numbers = [(n, label) for n, label, kind in columns if kind == ColumnKind.NUMBER]
    return [(n, label) for n, label, _kind in columns], numbers
