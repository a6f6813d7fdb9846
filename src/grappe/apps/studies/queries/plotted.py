"""What does a chart of a table show? Its categories, its series and their unit, in a language; page and paper draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from grappe.apps.studies.enums import ChartKind, ColumnKind
from grappe.apps.studies.queries.figures import bare_label, shown_value, unit_of
from grappe.engines.kernel import Text

_LONG = 14  # letters of a category beyond which bars lie down
_MANY = 12  # categories beyond which they do, too


@dataclass(frozen=True, slots=True)
class Series:
    """A column of numbers: what it is called, and its values; None for a blank or a cell that is left out."""

    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Plotted:
    """A chart in a language, ready to be drawn."""

    kind: str
    title: str
    along: str  # what the axis of the categories is called
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def lies(self) -> bool:
        """Whether its bars lie down: names of categories that are long or many are read from left to right."""
        longest = max((len(each) for each in self.categories), default=0)
        return self.kind != ChartKind.LINE and (longest > _LONG or len(self.categories) > _MANY)

    @property
    def measure(self) -> str:
        """What the axis of the values says: the series where it is the only one, and the unit."""
        name = self.series[0].label if len(self.series) == 1 else ""
        return f"{name} ({self.unit})" if name and self.unit else name or self.unit


def plotted(chart: Mapping[str, Any], table: Mapping[str, Any], language: str) -> Plotted:
    """Return a chart in a language, from the dicts that an edition keeps; the active language has to be the same.

    `chart` has "kind", "titles" (printed ones "title", too), "along" and "series"; `table` "columns", "rows", "titles".
    """
    columns: Sequence[Mapping[str, Any]] = table["columns"]
    along, positions = columns[chart["along"]], chart["series"]
    rows = [row for row in table["rows"] if row[chart["along"]] != along.get("total", object())]
    title = chart.get("title") or _words(chart["titles"], language) or _words(table["titles"], language)
    return Plotted(
        kind=chart["kind"],
        title=title,
        along=bare_label(along, language),
        unit=next((unit_of(columns[n], language) for n in positions), ""),
        categories=tuple(category(row[chart["along"]], along, language) for row in rows),
        series=tuple(
            Series(bare_label(columns[n], language), tuple(number(row[n]) for row in rows)) for n in positions
        ),
    )


def category(value: Any, column: Mapping[str, Any], language: str) -> str:
    """Return what stands at the axis for a cell: years are never grouped like other numbers."""
    if column["kind"] == ColumnKind.NUMBER and value is not None:
        return str(value)
    return shown_value(value, column, language)


def number(value: Any) -> Decimal | None:
    """Return a cell as a number; None for a blank one."""
    try:
        return None if value is None or value == "" else Decimal(str(value))
    except InvalidOperation:
        return None


def _words(texts: Mapping[str, str], language: str) -> str:
    return Text.of(dict(texts)).in_language(language) if texts else ""
