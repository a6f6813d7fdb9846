"""How is a chart of a table drawn on paper, and how is it said to somebody who does not see it?

As SVG by matplotlib: letters are drawn as paths, so that it looks the same everywhere, and series differ by grey and
by hatching, so that they do on a printer without colours, too.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.studies.enums import ChartKind
from grappe.apps.studies.queries.plotted import Plotted, Series, plotted
from grappe.ui.templatetags.ui import colon

_WIDTH = 6.7  # inches: the width of our paper's text
_GREYS = ("#4a4a4a", "#b4b4b4", "#e3e3e3", "#7d7d7d", "#f5f5f5", "#989898", "#cccccc", "#606060")
_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "ooo", "+++")
_DASHES = ("-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)), (0, (3, 5, 1, 5)))
_MARKS = "osD^vPX*"
_WRAP = 38  # letters of a line beside lying bars
_LABELS_UP_TO = 16  # bars that still have room for their figures
_EACH_UP_TO = 3  # series of which each is described, beyond that all together


def drawing(chart: Mapping[str, Any], table: Mapping[str, Any], language: str) -> bytes:
    """Return the chart as SVG, from the dicts that an edition keeps (see `plotted`); numbers as the language writes them.

    The same values always give the same bytes. A blank cell is a gap, never a zero.
    """
    import matplotlib  # 0.3 s to import: only when something is drawn
    from matplotlib.figure import Figure

    plain: Any = {"svg.fonttype": "path", "svg.hashsalt": "grappe", "hatch.linewidth": 0.6, "font.size": 9,
             "font.family": ["DejaVu Sans"]}  # fmt: skip
    with translation.override(language), matplotlib.rc_context(plain):
        shown = plotted(chart, table, language)
        figure = Figure(figsize=(_WIDTH, _height(shown)), layout="constrained")
        axes = figure.add_subplot()
        _lines(axes, shown) if shown.kind == ChartKind.LINE else _bars(axes, shown)
        _dress(axes, shown)
        if len(shown.series) > 1:
            figure.legend(loc="outside upper left", ncols=min(3, len(shown.series)), frameon=False)
        target = io.BytesIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()


def alt_text(chart: Mapping[str, Any], table: Mapping[str, Any], language: str) -> str:
    """Return what the chart shows, in words: what it is of, the highest and the lowest value, and what is missing."""
    with translation.override(language):
        shown = plotted(chart, table, language)
        kinds = {
            ChartKind.BAR: _("Bar chart"),
            ChartKind.STACKED: _("Chart of stacked bars"),
            ChartKind.LINE: _("Line chart"),
        }
        names = ", ".join(each.label for each in shown.series)
        what = _("%(values)s by %(along)s") % {"values": names, "along": shown.along}
        if shown.unit:
            what += _(", in %(unit)s") % {"unit": shown.unit}
        said = [f"{kinds[ChartKind(shown.kind)]}{colon()} {shown.title}.", f"{what}."]
        parts = [(each,) for each in shown.series] if len(shown.series) <= _EACH_UP_TO else [shown.series]
        said += [_extremes(part, shown) for part in parts]
        missing = sum(value is None for each in shown.series for value in each.values)
        if missing:
            words = ngettext("%(n)d value is missing.", "%(n)d values are missing.", missing)
            said.append(words % {"n": missing})
        return " ".join(said)


def _extremes(part: tuple[Series, ...], shown: Plotted) -> str:
    points = [
        (value, where, each.label)
        for each in part
        for value, where in zip(each.values, shown.categories, strict=True)
        if value is not None
    ]
    name = part[0].label if len(part) == 1 and len(shown.series) > 1 else ""
    start = f"{name}{colon()} " if name else ""
    if not points:
        return start + _("No values.")
    highest, lowest = max(points, key=lambda p: p[0]), min(points, key=lambda p: p[0])
    words = _("highest %(high)s (%(high_at)s), lowest %(low)s (%(low_at)s).") % {
        "high": said(highest[0]), "high_at": _where(highest, part),
        "low": said(lowest[0]), "low_at": _where(lowest, part),
    }  # fmt: skip
    return start + (words if start else words[0].upper() + words[1:])


def _where(point: tuple[Decimal, str, str], part: tuple[Series, ...]) -> str:
    return point[1] if len(part) == 1 else f"{point[2]}, {point[1]}"


def said(value: Decimal) -> str:
    """Return a number exactly, as the active language writes it."""
    places = max(0, -int(value.as_tuple().exponent))
    return str(number_format(value, places, use_l10n=True, force_grouping=True))


def _height(shown: Plotted) -> float:
    if not shown.lies:
        return 3.4
    bars = len(shown.categories) * (len(shown.series) if shown.kind == ChartKind.BAR else 1)
    wrapped = any(len(each) > _WRAP for each in shown.categories)
    return min(9.0, 1.3 + max(0.24 * bars, (0.36 if wrapped else 0.24) * len(shown.categories)))


def _lines(axes: Any, shown: Plotted) -> None:
    for n, each in enumerate(shown.series):
        values = [float("nan") if value is None else float(value) for value in each.values]
        axes.plot(
            range(len(values)), values, label=_plain(each.label), color="#222222", linestyle=_DASHES[n % len(_DASHES)],
            marker=_MARKS[n % len(_MARKS)], markersize=4, linewidth=1.3,
        )  # fmt: skip


def _bars(axes: Any, shown: Plotted) -> None:
    stacked = shown.kind == ChartKind.STACKED
    thick = 0.7 if stacked else 0.8 / len(shown.series)
    few = len(shown.categories) * len(shown.series) <= _LABELS_UP_TO
    ups = [0.0] * len(shown.categories)  # where the next part of a stack begins, above and below zero
    downs = list(ups)
    for n, each in enumerate(shown.series):
        blank = 0.0 if stacked else float("nan")
        values = [blank if value is None else float(value) for value in each.values]
        shift = 0 if stacked else (n - (len(shown.series) - 1) / 2) * thick
        places = [place + shift for place in range(len(values))]
        start = [
            (up if value >= 0 else down) if stacked else 0.0
            for value, up, down in zip(values, ups, downs, strict=True)
        ]
        style = {
            "label": _plain(each.label),
            "color": _GREYS[n % 8],
            "hatch": _HATCHES[n % 8],
            "edgecolor": "#222222",
            "linewidth": 0.6,
        }
        drawn = (
            axes.barh(places, values, thick, left=start, **style)
            if shown.lies
            else axes.bar(places, values, thick, bottom=start, **style)
        )
        if few and not stacked:
            labels = ["" if value is None else said(value) for value in each.values]
            axes.bar_label(drawn, labels, padding=2, fontsize=7.5)
        for place, value in enumerate(values if stacked else ()):
            ups[place] += max(value, 0)
            downs[place] += min(value, 0)


def _dress(axes: Any, shown: Plotted) -> None:
    """Write the axes: categories, numbers as the language has them, what is measured and its unit."""
    from matplotlib.ticker import FuncFormatter

    values, names = (axes.xaxis, axes.yaxis) if shown.lies else (axes.yaxis, axes.xaxis)
    values.set_major_formatter(FuncFormatter(lambda value, _at: _tick(value)))
    values.set_label_text(_plain(shown.measure))
    names.set_label_text(_plain(shown.along))
    step = 1 if shown.lies else max(1, -(-len(shown.categories) // 16))
    at = range(0, len(shown.categories), step)
    width = _WRAP if shown.lies else 16
    labels = [_plain(textwrap.fill(shown.categories[n], width, max_lines=2, placeholder=" …")) for n in at]
    names.set_ticks(list(at), labels)
    if not shown.lies and max((len(each) for each in labels), default=0) > 8 and len(labels) > 6:
        axes.tick_params(axis="x", rotation=45)
    if shown.lies:
        axes.invert_yaxis()
    (axes.xaxis if shown.lies else axes.yaxis).grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(**{"x" if shown.lies else "y": 0.12})


def _tick(value: float) -> str:
    exact = Decimal(repr(round(float(value), 10))).normalize()
    return said(Decimal(int(exact)) if exact == exact.to_integral_value() else exact)


def _plain(text: str) -> str:
    """The text as it is: a dollar would begin a formula, and an underscore hide a series from the legend."""
    return text.lstrip("_").replace("$", r"\$")
