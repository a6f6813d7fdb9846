"""How does an indicator of a report look? On a page by ECharts, on paper by matplotlib; the table beside says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.queries.charts import MOST, SYMBOLS
from grappe.apps.reporting.queries.frozen_shown import Parts, Shown, ShownChapter, ShownIndicator
from grappe.apps.reporting.queries.series import scaled
from grappe.apps.studies.queries import chart_paper
from grappe.ui.charts import ACTUAL, PLAIN, PLANNED, lying_bars


@dataclass(frozen=True, slots=True)
class Bars:
    """The parts of one year, drawn."""

    year: int
    option: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Charts:
    """What a page draws of an indicator: its years, and each of its parts where there is anything to draw."""

    years: dict[str, Any]
    parts: list[tuple[Parts, Bars | None]]


def with_charts(found: Shown) -> list[tuple[ShownChapter, list[tuple[ShownIndicator, Charts]]]]:
    """Return the chapters of a report with what is drawn of each indicator."""
    return [
        (
            chapter,
            [
                (one, Charts(over_years(one), [(each, of_parts(one, each)) for each in one.parts]))
                for one in chapter.indicators
            ],
        )
        for chapter in found.chapters
    ]


def over_years(one: ShownIndicator) -> dict[str, Any]:
    """Return a line for each definition over the years, with larger marks where it counts, and the targets."""
    rows = list(reversed(one.years))
    lines: list[dict[str, Any]] = [
        {
            "type": "line", "name": _line_name(one, place), "symbol": SYMBOLS[place % len(SYMBOLS)],
            "data": [
                {"value": scaled(row.cells[place][0].value, one.unit), "symbolSize": 10 if row.cells[place][1] else 5}
                for row in rows
            ],
            "lineStyle": {"color": ACTUAL, "type": "solid" if place == len(one.versions) - 1 else "dashed"},
            "itemStyle": {"color": ACTUAL},
        }
        for place in range(len(one.versions))
    ]  # fmt: skip
    if any(row.target is not None for row in rows):
        lines.append(
            {
                "type": "line", "name": _("Target"), "symbol": "pin", "symbolSize": 14,
                "data": [scaled(row.target, one.unit) for row in rows],
                "lineStyle": {"color": PLANNED, "type": "dotted"}, "itemStyle": {"color": PLANNED},
            }
        )  # fmt: skip
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(row.year) for row in rows]},
        "yAxis": {"type": "value", "min": 0 if one.unit != Unit.POINTS else None},
        "series": lines,
    }


def of_parts(one: ShownIndicator, parts: Parts) -> Bars | None:
    """Return the largest parts of the last year that shows several as bars; None where none does. What is left out has no bar."""
    for place in reversed(range(len(parts.years))):
        found = [
            (label, cells[place].value) for _key, label, cells in parts.rows if cells[place].value is not None
        ]
        if len(found) > 1:  # one bar alone says nothing that the table does not
            largest = sorted(found, key=lambda pair: -(pair[1] or 0))[:MOST]
            bars = [(label, scaled(value, one.unit) or 0, PLAIN) for label, value in largest]
            return Bars(parts.years[place], lying_bars(bars, width=90))
    return None


def on_paper(one: ShownIndicator, language: str) -> dict[str, str] | None:
    """Return the years as a drawing for paper with what it shows in words; None where no figure is to be drawn."""
    table, chart = _as_table(one, language)
    if not any(cell is not None for row in table["rows"] for cell in row[1:]):
        return None
    return {
        "title": one.name,
        "alt": chart_paper.alt_text(chart, table, language),
        "svg": chart_paper.drawing(chart, table, language).decode(),
    }


def _as_table(one: ShownIndicator, language: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an indicator as a table and a chart of studies, whose drawings look the same on every printer."""
    rows = list(reversed(one.years))
    has_target = any(row.target is not None for row in rows)
    several = len(one.versions) > 1
    names = [_line_name(one, place) if several else _("Figure") for place in range(len(one.versions))]
    names += [_("Target")] if has_target else []
    columns = [{"kind": "number", "name": _("Year"), "labels": {}, "unit": ""}]
    columns += [{"kind": "number", "name": name, "labels": {}, "unit": one.unit_label} for name in names]
    cells = []
    for row in rows:
        values = [scaled(cell.value, one.unit) for cell, _counts in row.cells]
        values += [scaled(row.target, one.unit)] if has_target else []
        cells.append([str(row.year), *(None if value is None else repr(value) for value in values)])
    chart = {"kind": "line", "title": one.name, "along": 0, "series": list(range(1, len(columns)))}
    return {"columns": columns, "rows": cells, "titles": {language: one.name}}, chart


def _line_name(one: ShownIndicator, place: int) -> str:
    if len(one.versions) == 1:
        return one.name
    return _("Definition %(number)d") % {"number": one.versions[place].number}
