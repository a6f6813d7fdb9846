"""What does a frozen report say in one language? From its content and nothing else; page, paper and workbook show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Dimension, Flag, Licence
from grappe.apps.reporting.queries.series import said
from grappe.apps.surveys.queries.response import Response
from grappe.engines.kernel import Text
from grappe.ui.templatetags.ui import colon


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: `value` None is left out or not there, `flags` are Eurostat's letters."""

    value: float | None
    unit: str
    flags: str = ""

    @property
    def left_out(self) -> bool:
        return Flag.CONFIDENTIAL.value in self.flags

    @property
    def text(self) -> str:
        if self.value is not None:
            return said(self.value, self.unit)
        return _("left out") if self.left_out else "–"

    @property
    def marks(self) -> str:
        """Return the letters that stand behind a value; what is left out says so in words."""
        return "".join(each for each in self.flags if each in (Flag.BREAK.value, Flag.PROVISIONAL.value))

    @property
    def explained(self) -> str:
        """Return what the letters mean."""
        return ", ".join(str(Flag(each).label) for each in self.flags)


@dataclass(frozen=True, slots=True)
class ShownVersion:
    number: int
    span: str
    words: str
    counts_in: Sequence[int]


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year: a cell for each definition, whether it counts, and the target."""

    year: int
    cells: Sequence[tuple[Cell, bool]]
    target: float | None
    target_text: str


@dataclass(frozen=True, slots=True)
class Parts:
    """An indicator taken apart by one dimension: rows of (key, label, a cell for each year)."""

    dimension: str
    label: str
    years: Sequence[int]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    number: int
    slug: str
    name: str
    unit: str
    unit_label: str
    fewer: bool
    answerable: str  # as what somebody answers for it; older contents name a person here, who is not shown
    source: str
    breaks: Sequence[int]
    computed_at: datetime | None
    versions: Sequence[ShownVersion]
    years: Sequence[YearRow]
    parts: Sequence[Parts]
    survey: str = ""  # how many answered it, year by year, where the figures are read from the yearly survey


@dataclass(frozen=True, slots=True)
class ShownChapter:
    name: str
    words: str
    indicators: Sequence[ShownIndicator]


@dataclass(frozen=True, slots=True)
class Shown:
    """A report in one language."""

    title: str
    introduction: str
    years: Sequence[int]
    clusters: Sequence[str]
    chapters: Sequence[ShownChapter]
    frozen_at: datetime
    initiative: str
    as_of: datetime | None
    licence: str
    left_out: int
    invented: bool

    @property
    def period(self) -> str:
        return str(self.years[0]) if len(self.years) == 1 else f"{self.years[0]}–{self.years[-1]}"

    @property
    def indicators(self) -> list[ShownIndicator]:
        return [one for chapter in self.chapters for one in chapter.indicators]

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [(str(flag.value), str(flag.label)) for flag in Flag]


def shown(content: Mapping[str, Any], language: str) -> Shown:
    """Return a report in a language; the active language has to be the same."""
    figures: dict[str, list[Mapping[str, Any]]] = {}
    for row in content["figures"]:
        figures.setdefault(row["indicator"], []).append(row)
    known = {
        each["slug"]: _indicator(each, figures.get(each["slug"], []), content, language)
        for each in content["indicators"]
    }
    head, keys = content["report"], content["labels"].get(Dimension.CLUSTER, {}).get("keys", {})
    return Shown(
        title=speaks(head["titles"], language),
        introduction=speaks(head["introductions"], language),
        years=head["years"],
        clusters=[speaks(keys.get(slug, slug), language) for slug in head["clusters"]],
        chapters=[
            ShownChapter(
                speaks(each["names"], language), speaks(each["words"], language), [known[slug] for slug in each["indicators"]]
            )
            for each in content["chapters"]
        ],
        frozen_at=moment(content["frozen"]["at"]),
        initiative=content["frozen"]["initiative"],
        as_of=parse_datetime(content["figures_as_of"]) if content["figures_as_of"] else None,
        licence=str(Licence(content["open_data"]["licence"]).label),
        left_out=sum(Flag.CONFIDENTIAL.value in row["flags"] for row in content["figures"]) + len(content["left_out"]),
        invented=head["invented"],
    )  # fmt: skip


def moment(text: str) -> datetime:
    """Return a moment as a content writes it."""
    return datetime.fromisoformat(text)


def speaks(texts: Any, language: str) -> str:
    """Return a text in a language, else in the first there is."""
    return Text.of(texts).in_language(language)


def span(version: Mapping[str, Any]) -> str:
    """Return from when to when a version counts, in words."""
    start = date_format(date.fromisoformat(version["valid_from"]), "SHORT_DATE_FORMAT")
    if not version["valid_until"]:
        return _("from %(start)s on") % {"start": start}
    end = date_format(date.fromisoformat(version["valid_until"]), "SHORT_DATE_FORMAT")
    return _("from %(start)s to %(end)s") % {"start": start, "end": end}


def _indicator(
    one: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], content: Mapping[str, Any], language: str
) -> ShownIndicator:
    return ShownIndicator(
        number=one["number"], slug=one["slug"], name=speaks(one["names"], language), unit=one["unit"],
        unit_label=speaks(one["units"], language), fewer=one["fewer"],
        answerable=speaks(one.get("answerable", {}), language),
        source=one["source"].get("title", ""), breaks=one["breaks"],
        computed_at=parse_datetime(one["computed_at"]) if one["computed_at"] else None,
        versions=[
            ShownVersion(each["number"], span(each), speaks(each["definitions"], language), each["counts_in"])
            for each in one["versions"]
        ],
        years=_years(one, rows, content["report"]["years"]),
        parts=[
            parts
            for dimension in content["report"]["dimensions"]
            if (parts := _parts(one, dimension, rows, content, language)) is not None
        ],
        survey=" · ".join(
            f"{year}{colon()} {Response(*said).text}" for year, said in sorted(one.get("survey", {}).items())
        ),
    )  # fmt: skip


def _years(one: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], years: Sequence[int]) -> list[YearRow]:
    whole = {(row["version"], row["year"]): row for row in rows if row["dimension"] == Dimension.ALL}
    found = []
    for year in reversed(years):
        cells = [
            (_cell(whole.get((each["number"], year)), one["unit"]), year in each["counts_in"])
            for each in one["versions"]
        ]
        target = one["targets"].get(str(year))
        found.append(YearRow(year, cells, target, "" if target is None else said(target, one["unit"])))
    return found


def _parts(
    one: Mapping[str, Any], dimension: str, rows: Sequence[Mapping[str, Any]], content: Mapping[str, Any], language: str
) -> Parts | None:  # fmt: skip
    own = [row for row in rows if row["dimension"] == dimension]
    silent = {
        row["year"]
        for row in content["left_out"]
        if (row["indicator"], row["dimension"]) == (one["slug"], dimension)
    }
    if not own and not silent:
        return None
    keys, years = content["labels"][dimension]["keys"], content["report"]["years"]
    cells = {(row["key"], row["year"]): _cell(row, one["unit"]) for row in own}
    labels = {key: speaks(keys[key], language) for key in {row["key"] for row in own}}
    order = sorted(labels, key=lambda key: (not key, labels[key]))
    nothing = {
        year: Cell(None, one["unit"], Flag.CONFIDENTIAL.value if year in silent else "") for year in years
    }
    table = [(key, labels[key], [cells.get((key, year), nothing[year]) for year in years]) for key in order]
    if not own:  # which parts there are is not told where none may be shown
        table = [("", _("all parts"), list(nothing.values()))]
    return Parts(dimension, speaks(content["labels"][dimension]["names"], language), years, table)


def _cell(row: Mapping[str, Any] | None, unit: str) -> Cell:
    return Cell(row["value"], unit, row["flags"]) if row else Cell(None, unit)


def notes(found: Shown) -> list[str]:
    """Return what is to be known of the whole report, a sentence each."""
    said_of = [
        _(
            "Figures behind which fewer than three companies stand are left out, "
            "and so are others from which one could be worked out."
        ),
        _("A company of two clusters counts in both: the parts need not add up to the whole."),
    ]  # fmt: skip
    said_of += [
        _(
            "%(indicator)s: only companies that answered the survey are in it; nothing is filled in for the others."
        )
        % {"indicator": f"{one.number}. {one.name}"}
        + f" {one.survey}."
        for one in found.indicators
        if one.survey
    ]
    said_of.append(_("“–” stands where nothing was counted."))
    if found.left_out:
        said_of.append(_("Left out here") + f"{colon()} {found.left_out}")
    if found.as_of:
        day = date_format(found.as_of, "SHORT_DATETIME_FORMAT")
        said_of.append(_("The oldest figure was computed on %(moment)s.") % {"moment": day})
    return said_of
