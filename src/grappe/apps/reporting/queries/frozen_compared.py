"""What changed from one frozen report to another? Only what both of them show is subtracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import Dimension, Unit
from grappe.apps.reporting.queries.frozen import Read
from grappe.apps.reporting.queries.frozen_shown import Cell, moment, speaks
from grappe.apps.reporting.queries.series import said
from grappe.ui.moments import local_date

_Place = tuple[int, str, str]  # year, dimension, key


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in both reports: `difference` None where not both show one, `revised` where a year that was over changed."""

    year: int
    label: str
    old: Cell
    new: Cell
    difference: str
    revised: bool
    redefined: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator of both reports: whether another definition counts, and its figures side by side."""

    slug: str
    name: str
    other_name: str  # in the older report, where it was called otherwise
    unit_label: str
    redefined: bool
    definitions: tuple[str, str]
    whole: Sequence[Change]
    parts: Sequence[Change]  # only what differs


@dataclass(frozen=True, slots=True)
class Comparison:
    indicators: Sequence[Compared]
    only_old: Sequence[str]
    only_new: Sequence[str]
    uncovered: bool = False  # years or parts that only one of them has are not listed

    @property
    def revised(self) -> int:
        """Return how many figures changed although their year was over."""
        return sum(each.revised for one in self.indicators for each in [*one.whole, *one.parts])


def compared(old: Read, new: Read, language: str) -> Comparison:
    """Return the indicators that both reports have, side by side, in a language; the active one has to be the same."""
    before = {one["slug"]: one for one in old.content["indicators"]}
    after = {one["slug"]: one for one in new.content["indicators"]}
    return Comparison(
        [_indicator(before[slug], after[slug], old, new, language) for slug in after if slug in before],
        [speaks(one["names"], language) for slug, one in before.items() if slug not in after],
        [speaks(one["names"], language) for slug, one in after.items() if slug not in before],
        _uncovered(old, new),
    )


def _indicator(
    before: Mapping[str, Any], after: Mapping[str, Any], old: Read, new: Read, language: str
) -> Compared:
    places, labels = _both(after["slug"], old, new), _labels(old, new, language)
    closed = local_date(
        moment(old.content["frozen"]["at"])
    ).year  # years before it were over in the older report
    changes = [
        _change(place, *cells, after, before, closed, labels) for place, cells in sorted(places.items(), key=_in_order)
    ]  # fmt: skip
    name, other = speaks(after["names"], language), speaks(before["names"], language)
    years = {place[0] for place in places}
    return Compared(
        slug=after["slug"], name=name, other_name=other if other != name else "",
        unit_label=speaks(after["units"], language),
        redefined=any(_definition(before, year) != _definition(after, year) for year in years),
        definitions=(_words(before, language), _words(after, language)),
        whole=[each for each, place in zip(changes, sorted(places, key=_place_order), strict=True) if place[1] == Dimension.ALL],
        parts=[
            each
            for each, place in zip(changes, sorted(places, key=_place_order), strict=True)
            if place[1] != Dimension.ALL and _differs(each)
        ],
    )  # fmt: skip


def _place_order(place: _Place) -> tuple[str, int, str]:
    return place[1], -place[0], place[2]


def _in_order(item: tuple[_Place, Any]) -> tuple[str, int, str]:
    return _place_order(item[0])


def _both(slug: str, old: Read, new: Read) -> dict[_Place, tuple[Cell | None, Cell | None]]:
    """Return the figures that count, of years and parts that both reports cover; in one of them there may be none."""
    first, second = _counting(slug, old), _counting(slug, new)
    both = {place for place in {*first, *second} if _covers(old, place) and _covers(new, place)}
    return {place: (first.get(place), second.get(place)) for place in both}


def _covers(read: Read, place: _Place) -> bool:
    """Return whether a report would show a place if anything were there: its year, its dimension, its cluster."""
    head, (year, dimension, key) = read.content["report"], place
    if year not in head["years"] or dimension not in (Dimension.ALL.value, *head["dimensions"]):
        return False
    return dimension != Dimension.CLUSTER or not head["clusters"] or key in head["clusters"]


def _uncovered(old: Read, new: Read) -> bool:
    """Return whether one report has years, dimensions or clusters that the other has not."""
    heads = [read.content["report"] for read in (old, new)]
    return any(set(heads[0][name]) != set(heads[1][name]) for name in ("years", "dimensions", "clusters"))


def _counting(slug: str, read: Read) -> dict[_Place, Cell]:
    unit = next(one["unit"] for one in read.content["indicators"] if one["slug"] == slug)
    return {
        (row["year"], row["dimension"], row["key"]): Cell(row["value"], unit, row["flags"])
        for row in read.content["figures"]
        if row["indicator"] == slug and row["counts"]
    }


def _change(
    place: _Place, first: Cell | None, second: Cell | None, after: Mapping[str, Any], before: Mapping[str, Any],
    closed: int, labels: Mapping[tuple[str, str], str],
) -> Change:  # fmt: skip
    year, dimension, key = place
    old, new = first or Cell(None, after["unit"]), second or Cell(None, after["unit"])
    subtracted = old.value is not None and new.value is not None
    redefined = (
        first is not None and second is not None and _definition(before, year) != _definition(after, year)
    )
    changed = subtracted and old.value != new.value
    same_unit = before["unit"] == after["unit"]
    return Change(
        year=year, label=labels.get((dimension, key), ""), old=old, new=new,
        difference=_difference(new.value - old.value, after["unit"]) if subtracted and same_unit else "",  # type: ignore[operator]
        revised=changed and year < closed and not redefined, redefined=redefined,
    )  # fmt: skip


def _differs(change: Change) -> bool:
    return change.old.value != change.new.value or change.old.left_out != change.new.left_out


def _difference(value: float, unit: str) -> str:
    if not value:
        return "0"
    sign = "+" if value > 0 else "−"
    if unit == Unit.PERCENT:  # of two shares one has a difference in points
        points = number_format(round(abs(value) * 100, 1), 1, use_l10n=True)
        return _("%(sign)s%(points)s points") % {"sign": sign, "points": points}
    return sign + said(abs(value), unit)


def _definition(one: Mapping[str, Any], year: int) -> Any:
    """Return what counts in a year: words and query, whatever its number."""
    return next(
        ((each["definitions"], each["query"]) for each in one["versions"] if year in each["counts_in"]), None
    )


def _words(one: Mapping[str, Any], language: str) -> str:
    return speaks(one["versions"][-1]["definitions"], language) if one["versions"] else ""


def _labels(old: Read, new: Read, language: str) -> dict[tuple[str, str], str]:
    """Return what each part is called, with what it is a part of; the newer name where there are two."""
    found = {}
    for read in (old, new):
        for dimension, told in read.content["labels"].items():
            for key, names in told["keys"].items():
                found[dimension, key] = f"{speaks(told['names'], language)}, {speaks(names, language) or '–'}"
    return found
