"""How do stored figures stand on a dashboard: of a part, against their targets, and where they go?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.desk.queries.boards import Cell, Line, Panel
from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.queries.of_part import OfPart, figures_of_part
from grappe.apps.reporting.queries.outlook import outlook_of
from grappe.apps.reporting.queries.series import Figure, Series
from grappe.ui.charts import ACTUAL, PLANNED, lying_bars, lying_pairs
from grappe.ui.templatetags.ui import colon

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

COUNTED = {Unit.COUNT, Unit.COMPANIES, Unit.JOBS}  # drawn beside one another
AID = ("aid-requested", "aid-obtained", "aid-paid")


def _figure(figure: Figure | None, url: str) -> Cell:
    return Cell(figure.text if figure else "–", url if figure and figure.opens else "")


def part_panel(dimension: str, key: str, *, for_user: User, on: date) -> Panel:
    """Return every indicator for one cluster or theme, this year so far beside the year before."""
    found = figures_of_part(dimension, key, for_user=for_user, on=on)
    lines = tuple(_part_line(each, dimension, key, on) for each in found)
    drawn = [each for each in found if each.indicator.unit in COUNTED and _both_known(each)][:10]
    chart = None
    if any((figure.shown or 0) for each in drawn for figure in (each.now, each.before) if figure):
        chart = lying_pairs(
            [str(each.indicator) for each in drawn],
            [
                (str(on.year - 1), PLANNED, [_shown(each.before) for each in drawn]),
                (_("%(year)d so far") % {"year": on.year}, ACTUAL, [_shown(each.now) for each in drawn]),
            ],
        )
    return Panel(
        "figures", _("Indicators"), "chart-line", _("Indicator"),
        (_("%(year)d so far") % {"year": on.year}, str(on.year - 1)), lines, chart,
        (_("Figures under three companies are left out for whoever may not open all that stands behind them."),),
        nothing=_("No figure was computed yet."), link=(_("All indicators"), reverse("reporting:indicators")),
    )  # fmt: skip


def _both_known(each: OfPart) -> bool:
    return all(figure is not None and figure.shown is not None for figure in (each.now, each.before))


def _shown(figure: Figure | None) -> float | None:
    """Return a figure as a bar; none where it is left out, which is not zero."""
    return None if figure is None or figure.shown is None else round(figure.shown, 2)


def _part_line(each: OfPart, dimension: str, key: str, on: date) -> Line:
    slug = each.indicator.slug
    page, records = reverse("reporting:indicator", args=[slug]), reverse("reporting:behind", args=[slug])
    cells = [
        _figure(figure, f"{records}?year={year}&by={dimension}&key={key}")
        for figure, year in ((each.now, on.year), (each.before, on.year - 1))
    ]
    said = " · ".join(f"{year}{colon()} {response.text}" for year, response in each.answered.items())
    more = _("Yearly survey, all companies") + f"{colon()} {said}" if said else ""
    return Line(str(each.indicator), tuple(cells), f"{page}?by={dimension}", more)


def target_panel(chapters: Iterable[tuple[str, Sequence[Series]]], *, on: date) -> Panel:
    """Return every indicator: this year, the year before, the target, what the whole year may come to, and breaks."""
    every = [series for _chapter, rows in chapters for series in rows]
    lines = tuple(_target_line(series, on) for series in every)
    note = _(
        "A forecast is made of the years that are over, never by multiplying the months so far; "
        "its page says how far off it was before."
    )
    return Panel(
        "targets", _("Indicators against their targets"), "target", _("Indicator"),
        (_("%(year)d so far") % {"year": on.year}, str(on.year - 1), _("Target"), _("Reached"),
         _("Forecast for %(year)d") % {"year": on.year}),
        lines, target_chart(every),
        (note,),
        nothing=_("No figure was computed yet."), link=(_("All indicators"), reverse("reporting:indicators")),
    )  # fmt: skip


def _target_line(series: Series, on: date) -> Line:
    slug = series.indicator.slug
    records = reverse("reporting:behind", args=[slug])
    ahead = outlook_of(series, on=on)
    reached = {True: _("yes"), False: _("not yet"), None: "–"}[series.reached]
    done = _done(series)
    if done is not None:
        reached = f"{done} % – {reached}"
    target = (
        f"≤ {series.target_text}" if series.indicator.fewer and series.target_text else series.target_text
    )
    forecast = f"{ahead.years[0].text} ({ahead.years[0].interval})" if ahead.years else _("too few years")
    broken = ", ".join(str(year) for year in series.breaks)
    return Line(
        str(series.indicator),
        (
            _figure(series.current, f"{records}?year={on.year}"),
            _figure(series.before, f"{records}?year={on.year - 1}"),
            Cell(target or "–"),
            Cell(reached),
            Cell(forecast),
        ),
        reverse("reporting:indicator", args=[slug]),
        " · ".join(
            each
            for each in (
                _("counted otherwise from %(years)s") % {"years": broken} if broken else "",
                series.answered_lately,
            )
            if each
        ),
    )


def _done(series: Series) -> int | None:
    """Return how much of its target there is, in percent, for the table and its chart; None where either is not known."""
    now = series.current.shown if series.current else None
    return round(100 * now / series.target) if series.target and now is not None else None


def target_chart(every: Sequence[Series]) -> dict[str, Any] | None:
    """Return how much of each target is there, in percent; None where none is set. For a ceiling: how much of it is used."""
    bars = []
    for series in every:
        done = _done(series)
        if done is not None:
            bars.append((f"{series.indicator} (%)", done, ACTUAL if series.reached else PLANNED))
    return lying_bars(bars, width=180) if bars else None


def aid_panel(chapters: Iterable[tuple[str, Sequence[Series]]], *, years: int = 5) -> Panel:
    """Return aid requested, obtained and paid, year by year."""
    found = {series.indicator.slug: series for _chapter, rows in chapters for series in rows}
    aids = [found[slug] for slug in AID if slug in found]
    shown = aids[0].years[-years:] if aids else ()
    lines = tuple(
        Line(
            str(year),
            tuple(
                _figure(
                    series.counting.get(year),
                    f"{reverse('reporting:behind', args=[series.indicator.slug])}?year={year}",
                )
                for series in aids
            ),
        )
        for year in reversed(shown)
    )
    data = [[_shown(series.counting.get(year)) for year in shown] for series in aids]
    colours = (PLANNED, "#2f8f6b", ACTUAL)
    pairs = [
        (str(series.indicator), colour, row) for series, colour, row in zip(aids, colours, data, strict=False)
    ]
    chart = lying_pairs([str(year) for year in shown], pairs) if any(any(row) for row in data) else None
    return Panel(
        "aid", _("Aid"), "coin-euro", _("Year"), tuple(str(series.indicator) for series in aids), lines, chart,
        nothing=_("No figure was computed yet."),
    )  # fmt: skip
