"""How does the budget of a flagship project look on paper, and how is it said to somebody who does not see it?

As SVG by matplotlib: letters are paths, so that it looks the same everywhere; sources differ by grey and by hatching, so that
they do on a printer without colours, too.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.ideas.queries.budgets import Budget
from grappe.ui.templatetags.ui import amount, colon, eur

_WIDTH, _HEIGHT = 6.7, 3.1  # inches
_GREYS = {"private": "#4a4a4a", "national": "#b4b4b4", "europe": "#f0f0f0", "public": "#7d7d7d"}
_HATCHES = {"private": "", "national": "///", "europe": "...", "public": "xxx"}


def drawing(budget: Budget) -> bytes:
    """Return what pays in each year, stacked by source, with the costs as marks; SVG, in the active language."""
    import matplotlib  # 0.3 s to import: only when something is drawn
    from matplotlib.figure import Figure

    plain: Any = {"svg.fonttype": "path", "svg.hashsalt": "grappe", "hatch.linewidth": 0.6, "font.size": 9,
             "font.family": ["DejaVu Sans"]}  # fmt: skip
    with matplotlib.rc_context(plain):
        figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        _bars(axes, budget)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper left", ncols=3, frameon=False)
        target = io.BytesIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()


def _bars(axes: Any, budget: Budget) -> None:
    from matplotlib.ticker import FuncFormatter

    places = list(range(len(budget.years)))
    below = [0.0] * len(places)
    for row in budget.sources:
        if not row.total:
            continue
        values = [float(each) for each in row.amounts]
        axes.bar(
            places, values, 0.55, bottom=below, label=row.label, color=_GREYS[row.key], hatch=_HATCHES[row.key],
            edgecolor="#222222", linewidth=0.6,
        )  # fmt: skip
        below = [start + value for start, value in zip(below, values, strict=True)]
    costs = [float(each.cost) for each in budget.years]
    axes.plot(places, costs, "D", color="#111111", markerfacecolor="#ffffff", markersize=6, label=_("Costs"))
    axes.set_xticks(places, [str(each.year) for each in budget.years])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: amount(Decimal(int(value)))))
    axes.set_ylabel("EUR")
    axes.yaxis.grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def alt_text(budget: Budget) -> str:
    """Return what the chart shows, in words: who pays how much in each year."""
    said = [_("Stacked bars: who pays in each year, with the costs as marks.")]
    for n, year in enumerate(budget.years):
        parts = [f"{row.label} {eur(row.amounts[n])}" for row in budget.sources if row.amounts[n]]
        words = _("costs %(eur)s") % {"eur": eur(year.cost)}
        said.append(f"{year.year}{colon()} {', '.join([*parts, words])}.")
    return " ".join(said)
