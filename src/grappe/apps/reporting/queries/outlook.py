"""How may an indicator go on, by which method, how wrong would that have been before, or why is nothing said?

Only years that are over are read, counted by the definition that counts now (every version is computed for every year), and
only figures that the reader may see. The year under way is forecast from those before it, never by multiplying its months.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.reporting.enums import Unit
from grappe.apps.reporting.queries.series import Figure, Line, Series, said
from grappe.ui.templatetags.ui import amount

NEXT = 2  # years after the one under way
WHOLE = {Unit.COUNT, Unit.COMPANIES, Unit.JOBS}  # counted in whole numbers
NEEDED = 5  # years that are over: the engine needs four past errors for an interval


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a year may come to: the value and the interval, `under_way` for the year that is not over."""

    year: int
    value: float
    lower: float
    upper: float
    unit: str
    under_way: bool = False

    @property
    def text(self) -> str:
        return said(self.value, self.unit)

    @property
    def interval(self) -> str:
        """The interval in words."""
        between = {"lower": said(self.lower, self.unit), "upper": said(self.upper, self.unit)}
        return _("%(lower)s to %(upper)s") % between


@dataclass(frozen=True, slots=True)
class Outlook:
    """The years to come and what a reader should know of them; `refusal` says why there are none."""

    years: tuple[Ahead, ...] = ()
    method: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()
    refusal: str = ""
    line: Line | None = None  # of whose definition it is
    used: tuple[int, ...] = ()

    @property
    def last_used(self) -> int | None:
        """The last year that was read."""
        return self.used[-1] if self.used else None

    @property
    def latest_first(self) -> tuple[Ahead, ...]:
        return self.years[::-1]


def outlook_of(series: Series, *, on: date) -> Outlook:
    """Return how an indicator may go on after the years that are over. No query."""
    from grappe.engines.forecast import forecast  # NumPy is not for every page

    line = next((line for line in series.lines if on.year in line.counts), None)
    if line is None:
        return Outlook(refusal=_("No definition counts this year, so nothing is forecast."))
    used, left_out = _years_used(line, on.year)
    notes = _notes(series, line, used, left_out, on.year)
    unit = series.indicator.unit
    values = [line.figures[year].value or 0.0 for year in used]
    found = forecast(values, ahead=NEXT + 1, at_least=None if unit == Unit.POINTS else 0.0)
    if found.refusal is not None or found.error is None:
        return Outlook(notes=notes, refusal=_too_few(len(used)), line=line, used=used)
    years = tuple(
        _ahead(on.year + step.ahead - 1, (step.point, step.lower, step.upper), unit, on.year)
        for step in found.steps
    )
    notes += _so_far(line.figures.get(on.year), years[0])
    return Outlook(years, _method(found.method), _past(found.error, unit), notes, "", line, used)


def _years_used(line: Line, this_year: int) -> tuple[tuple[int, ...], bool]:
    """Return the years that are over, from the first with a record and after the last gap; and whether one was left out."""
    over = [year for year in line.figures if year < this_year]
    began = next((year for year in over if line.figures[year].records), this_year)
    kept: list[int] = []
    left_out = False
    for year in (year for year in over if year >= began):
        if line.figures[year].shown is None:
            left_out, kept = left_out or line.figures[year].hidden, []
        else:
            kept.append(year)
    return tuple(kept), left_out


def _ahead(year: int, step: tuple[float, float, float], unit: str, this_year: int) -> Ahead:
    point, lower, upper = step
    if unit in WHOLE:
        point, lower, upper = float(round(point)), float(math.floor(lower)), float(math.ceil(upper))
    if unit == Unit.PERCENT:
        point, upper = min(point, 1.0), min(upper, 1.0)
    return Ahead(year, point, lower, upper, unit, year == this_year)


def _too_few(years: int) -> str:
    return ngettext(
        "One year that is over can be read; a forecast with its error needs at least %(least)d.",
        "%(years)d years that are over can be read; a forecast with its error needs at least %(least)d.",
        years,
    ) % {"years": years, "least": NEEDED}


def _notes(
    series: Series, line: Line, used: tuple[int, ...], left_out: bool, this_year: int
) -> tuple[str, ...]:
    found = []
    elsewhere = {year for other in series.lines if other is not line for year in other.counts}
    if otherwise := [year for year in used if year in elsewhere]:
        found.append(
            _(
                "The definition changed: for %(years)s the figures of today’s definition are used, "
                "not those that counted then."
            )
            % {"years": ", ".join(str(year) for year in otherwise)}
        )
    if left_out:
        found.append(_("Years whose figure is left out, and those before them, are not used."))
    if series.answered:
        found.append(
            _(
                "Only companies that answered the survey are in these figures: part of a change may be that others answered, "
                "in the forecast too."
            )
        )
    now = line.figures.get(this_year)
    if now is not None and now.shown is not None:
        found.append(
            _(
                "%(year)d is not over: its figure so far (%(figure)s) is not used, and is not multiplied to a whole year."
            )
            % {"year": this_year, "figure": now.text}
        )
    return tuple(found)


def _so_far(now: Figure | None, ahead: Ahead) -> tuple[str, ...]:
    if now is None or now.shown is None or now.shown <= ahead.upper:
        return ()
    return (_("What there is already this year lies above the interval."),)


def _method(name: str) -> str:
    return {
        "naive": _("the last year goes on"),
        "seasonal_naive": _("the last year goes on"),
        "drift": _("the line from the first year to the last goes on"),
        "theta": _("half the trend and a smoothed level (Theta)"),
        "damped_trend": _("a smoothed level with a trend that fades"),
    }[name]


def _past(error: object, unit: str) -> str:
    """Return in words how wrong such forecasts would have been."""
    mean, number = error.mean, error.forecasts  # type: ignore[attr-defined]  # PastError; the engine is imported late
    off = said(mean, unit) if unit != Unit.PERCENT else _("%(points)s points") % {
        "points": amount(round(mean * 100, 1))
    }  # fmt: skip
    words = ngettext(
        "In the last year, forecast from the years before it, it was off by %(off)s.",
        "In the last %(number)d years, each forecast from the years before it, it was off by %(off)s on average.",
        number,
    ) % {"number": number, "off": off}
    relative = error.relative  # type: ignore[attr-defined]
    if relative is None:
        return words
    if round(relative, 2) < 1:
        than_last = _("That is %(percent)s %% less than saying the last year again.") % {
            "percent": amount(round((1 - relative) * 100))
        }
    else:
        than_last = _("Saying the last year again would not have been worse.")
    return f"{words} {than_last}"
