"""How does an indicator go on from year to year, by each of its versions, and which of them counts in a year?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Chapter, Dimension, Unit
from grappe.apps.reporting.models import Indicator, Refresh, Value, Version
from grappe.apps.reporting.permissions import check_can_view_figures
from grappe.apps.reporting.queries.answered import answered, waves_behind
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.disclosed import closed_kinds, opens_all
from grappe.apps.reporting.queries.years import reported_years
from grappe.apps.surveys.queries.response import Response, YearOfAnswers
from grappe.engines.indicators import of_nothing
from grappe.ui.templatetags.ui import amount, colon, eur

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def said(value: float, unit: str) -> str:
    """Return a value in its unit, as a page writes it."""
    if unit == Unit.EUROS:
        return eur(round(value, 2))
    if unit == Unit.PERCENT:
        return f"{amount(round(value * 100, 1))} %"
    return str(amount(round(value, 1)))


def scaled(value: float | None, unit: str) -> float | None:
    """Return a value as a chart draws it, as exact as a page writes it: a share in per cent."""
    if value is None:
        return None
    return round(value * 100, 1) if unit == Unit.PERCENT else round(value, 2 if unit == Unit.EUROS else 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a reader sees it: `value` None is not known, `hidden` is known and left out.

    `counted` says whether the reader may know how many records and companies stand behind it: that tells more than the
    figure does, and is not among what was found safe.
    """

    value: float | None
    records: int = 0
    companies: int = 0
    hidden: bool = False
    unit: str = Unit.COUNT
    counted: bool = True

    @property
    def text(self) -> str:
        """The figure as a page writes it."""
        if self.hidden:
            return _("left out")
        return said(self.value, self.unit) if self.value is not None else _("no data yet")

    @property
    def opens(self) -> bool:
        """Whether records stand behind it that may be asked for."""
        return bool(self.records) and not self.hidden

    @property
    def shown(self) -> float | None:
        return None if self.hidden else self.value


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: float
    width: int
    height: float


@dataclass(frozen=True, slots=True)
class Spark:
    """The figures that count as small bars, drawn from zero on; a figure below it has none."""

    bars: tuple[Bar, ...]
    width: int
    height: int = 24


def spark_of(figures: Sequence[Figure]) -> Spark:
    """Return small bars, one a figure, the largest as high as the drawing; what is not known or left out has none."""
    most = max((figure.shown or 0 for figure in figures), default=0)
    heights = [max(0.0, 24 * (figure.shown or 0) / most) if most > 0 else 0.0 for figure in figures]
    bars = [Bar(12 * place, round(24 - high, 1), 9, round(high, 1)) for place, high in enumerate(heights)]
    return Spark(tuple(bar for bar in bars if bar.height), 12 * max(1, len(figures)))


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one version, for every year; those of years in which it counts are `counts`."""

    version: Version
    figures: dict[int, Figure]
    counts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator over the years: its lines, and in each year the figure that counts."""

    indicator: Indicator
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    targets: dict[int, float]
    answered: Mapping[int, Response] = field(default_factory=dict)  # where the yearly survey is read

    @property
    def answered_lately(self) -> str:
        """How many answered the survey that the figures of this year and the year before are made of, in words."""
        last = [(year, self.answered[year]) for year in self.years[-2:] if year in self.answered]
        return " · ".join(f"{year}{colon()} {response.text}" for year, response in last)

    @property
    def counting(self) -> dict[int, Figure]:
        """Return the figure that counts in each year; none where no version was valid."""
        found = {year: line.figures[year] for line in self.lines for year in line.counts}
        return {year: found[year] for year in self.years if year in found}

    @property
    def spark(self) -> Spark:
        return spark_of(list(self.counting.values()))

    @property
    def breaks(self) -> list[int]:
        """Return the years in which another version counts than in the year before."""
        by_year = {year: line.version.pk for line in self.lines for year in line.counts}
        pairs = zip(self.years, self.years[1:], strict=False)
        return [year for before, year in pairs if by_year.get(before, by_year.get(year)) != by_year.get(year)]

    @property
    def computed_at(self) -> datetime | None:
        return min(
            (line.version.computed_at for line in self.lines if line.version.computed_at), default=None
        )

    @property
    def waits(self) -> bool:
        """Return whether some version that is to be computed was not yet."""
        return self.indicator.active and any(line.version.computed_at is None for line in self.lines)

    @property
    def rows(self) -> list[tuple[int, list[tuple[Line, Figure, bool]], str, str]]:
        """Return each year, the latest first: every line's figure and whether it counts; target and response in words."""
        return [
            (
                year,
                [(line, line.figures[year], year in line.counts) for line in self.lines],
                said(self.targets[year], self.indicator.unit) if year in self.targets else "",
                self.answered[year].text if year in self.answered else "",
            )
            for year in reversed(self.years)
        ]

    @property
    def current(self) -> Figure | None:
        return self.counting.get(self.years[-1])

    @property
    def before(self) -> Figure | None:
        return self.counting.get(self.years[-2]) if len(self.years) > 1 else None

    @property
    def target(self) -> float | None:
        return self.targets.get(self.years[-1])

    @property
    def target_text(self) -> str:
        return said(self.target, self.indicator.unit) if self.target is not None else ""

    @property
    def definition(self) -> dict[str, str]:
        """Return in words what counts this year, or did last."""
        last = next((line for line in self.lines if self.years[-1] in line.counts), self.lines[-1])
        return dict(last.version.definitions)

    @property
    def reached(self) -> bool | None:
        """Return whether this year's target is reached; None where either is not known."""
        now = self.current.shown if self.current else None
        if self.target is None or now is None:
            return None
        return now <= self.target if self.indicator.fewer else now >= self.target


def figure_of(row: Value, indicator: Indicator, *, open_to_reader: bool) -> Figure:
    """Return a stored figure as a reader sees it, who may open all the records behind it or not.

    What is no longer computed is left out: nobody looks at it beside the figures of today.
    """
    hidden = not open_to_reader and not (row.shown and indicator.active)
    return Figure(row.value, row.records, row.companies, hidden, indicator.unit, open_to_reader)


def counting_version(versions: Iterable[Version], year: int, on: date) -> Version | None:
    """Return the version that counts in a year: the one valid on its last day, in the year under way on the day itself."""
    day = min(date(year, 12, 31), on)
    return next(
        (
            version
            for version in versions
            if version.valid_from <= day and (version.valid_until is None or day <= version.valid_until)
        ),
        None,
    )


def all_series(*, for_user: User, on: date) -> list[tuple[str, list[Series]]]:
    """Return every indicator with its series, by chapter. Six queries, however many there are; eight with the survey's."""
    check_can_view_figures(for_user)
    found = list(_detailed().filter(active=True))
    closed, years = closed_kinds(for_user), reported_years(on)
    waves = _waves(found)
    series = [_series(one, years, on, closed, waves) for one in found]
    return [
        (str(chapter.label), group)
        for chapter in Chapter
        if (group := [one for one in series if one.indicator.chapter == chapter])
    ]


def series_of(slug: str, *, for_user: User, on: date) -> Series:
    """Return one indicator with its series; Indicator.DoesNotExist where there is none."""
    check_can_view_figures(for_user)
    found = _detailed().get(slug=slug)
    return _series(found, reported_years(on), on, closed_kinds(for_user), _waves([found]))


def _waves(found: Iterable[Indicator]) -> Mapping[int, YearOfAnswers]:
    return waves_behind(version.query for one in found for version in one.versions.all())


def _detailed() -> QuerySet[Indicator]:
    whole = Value.objects.filter(dimension=Dimension.ALL)
    versions = Version.objects.prefetch_related(Prefetch("values", whole, to_attr="whole"))
    found = Indicator.objects.select_related("owner")
    return found.prefetch_related(Prefetch("versions", versions), "targets")


def _series(
    indicator: Indicator,
    years: tuple[int, ...],
    on: date,
    closed: Collection[str],
    waves: Mapping[int, YearOfAnswers],
) -> Series:
    versions = list(indicator.versions.all())
    counting = {year: counting_version(versions, year, on) for year in years}
    lines = tuple(
        Line(
            version,
            _figures(version, years, opens_all(version.query, closed), indicator),
            frozenset(year for year, counts in counting.items() if counts == version),
        )
        for version in versions
    )
    read = {line.version.pk: answered(line.version.query, waves) for line in lines} if waves else {}
    by_year = {
        year: read[line.version.pk][year]
        for line in lines
        for year in line.counts
        if year in read.get(line.version.pk, {})
    }
    targets = {target.year: target.value for target in indicator.targets.all()}
    return Series(indicator, years, lines, targets, by_year)


def _figures(
    version: Version, years: Sequence[int], open_to_reader: bool, indicator: Indicator
) -> dict[int, Figure]:
    nothing = of_nothing(tree_of(version.query)) if version.computed_at else None
    stale = not indicator.active and not open_to_reader and nothing is not None
    found = dict.fromkeys(years, Figure(nothing, hidden=stale, unit=indicator.unit))
    for row in version.whole:  # type: ignore[attr-defined]  # read ahead
        if row.year in found:
            found[row.year] = figure_of(row, indicator, open_to_reader=open_to_reader)
    return found


def last_refresh(*, for_user: User) -> tuple[Refresh | None, datetime | None]:
    """Return the latest refresh, and when the last one that came to its end did. Two queries."""
    check_can_view_figures(for_user)
    done = Refresh.objects.filter(state="done").aggregate(last=Max("finished_at"))["last"]
    return Refresh.objects.first(), done


def refresh_for(pk: int, *, for_user: User) -> Refresh:
    """Return one refresh; Refresh.DoesNotExist where there is none."""
    check_can_view_figures(for_user)
    return Refresh.objects.get(pk=pk)


def indicator_for(slug: str, *, for_user: User) -> Indicator:
    """Return one indicator with its versions and targets; Indicator.DoesNotExist where there is none."""
    check_can_view_figures(for_user)
    return Indicator.objects.select_related("owner").prefetch_related("versions", "targets").get(slug=slug)


def indicators(*, for_user: User) -> QuerySet[Indicator]:
    """Return the indicators that are computed, with their versions. Two queries."""
    check_can_view_figures(for_user)
    return Indicator.objects.filter(active=True).prefetch_related("versions")
