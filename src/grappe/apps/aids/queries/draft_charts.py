"""How is a difference drawn? As an ECharts option; the same figures stand in a table beside it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.aids.queries.drafts import VERDICTS, Counts

WORDS = {
    "eligible": gettext_lazy("eligible"),
    "undetermined": gettext_lazy("undetermined"),
    "not_eligible": gettext_lazy("not eligible"),
    "": gettext_lazy("no such programme"),
}
_COLOURS = {"eligible": "#2f9e5b", "undetermined": "#d9a400", "not_eligible": "#c92a2a"}


def before_and_after(counts: Counts) -> dict[str, Any]:
    """Return two stacked bars: how many companies of each verdict now, and under the draft."""
    before = {verdict: 0 for verdict in VERDICTS} | {
        was: sum(n for _v, n in row) for was, row in counts.moves
    }
    after = {verdict: 0 for verdict in VERDICTS}
    for _was, row in counts.moves:
        for verdict, number in row:
            after[verdict] += number
    series = [
        {
            "name": str(WORDS[verdict]), "type": "bar", "stack": "all", "data": [after[verdict], before[verdict]],
            "itemStyle": {"color": _COLOURS[verdict]}, "barMaxWidth": 34,
        }
        for verdict in VERDICTS
    ]  # fmt: skip
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [_("under the draft"), _("in force")]},
        "series": series,
    }
