"""What does a report say on a day: names, definitions, targets, figures, and what is left out?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from grappe.apps.reporting.enums import Chapter, Dimension, Flag, Unit
from grappe.apps.reporting.models import Indicator, Value, Version
from grappe.apps.reporting.queries.answered import answered, waves_behind
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.labels import labels
from grappe.apps.reporting.queries.open_data import terms
from grappe.apps.reporting.queries.report_disclosure import left_out
from grappe.apps.reporting.queries.series import counting_version
from grappe.apps.reporting.queries.years import reported_years
from grappe.engines.indicators import kinds_of, of_nothing
from grappe.ui.moments import local_date
from grappe.ui.trilingual import CODES

if TYPE_CHECKING:
    from grappe.apps.reporting.models import Report
    from grappe.apps.surveys.queries.response import YearOfAnswers

FORMAT = (
    "grappe-report-2"  # 1 named who froze it and who answers for an indicator: what is published names nobody
)
Content = dict[str, Any]


def canonical(content: Content) -> str:
    """Return a content as canonical JSON (RFC 8785): the same values always give the same bytes."""
    import rfc8785

    return rfc8785.dumps(content).decode()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Told:
    """An indicator of the report with its versions that count in its years, and their figures."""

    indicator: Indicator
    years: Mapping[int, Version]  # the one that counts
    versions: Sequence[Version]
    values: Mapping[tuple[int, int, str, str], Value]  # version, year, dimension, key


def content_of(report: Report, *, number: int, at: datetime) -> Content:
    """Return everything that a report says at a moment, what is left out already without its value, and nobody's name.

    Suppressed as for the public: nobody opens anything, and all its figures together give no company away.
    """
    told = [*_told(report, local_date(at))]
    figures, tables = left_out([row for each in told for row in _figures(each, report, at)])
    waves = waves_behind(version.query for each in told for version in each.versions)
    indicators = [_indicator(each, number, waves) for number, each in enumerate(told, start=1)]
    return {
        "format": FORMAT,
        "report": _head(report, number),
        "frozen": {"at": at.isoformat(), "initiative": settings.INITIATIVE_NAME},
        "open_data": terms(),
        "chapters": _chapters(report, told),
        "indicators": indicators,
        "labels": _labels(figures, report.dimensions, _kinds(told)),
        "figures": figures,
        "left_out": tables,  # parts of which no line may be told
        "figures_as_of": min(
            (each["computed_at"] for each in indicators if each["computed_at"]), default=None
        ),
    }


def _head(report: Report, number: int) -> Content:
    return {
        "slug": report.slug, "number": number, "titles": report.titles, "introductions": report.introductions,
        "years": list(range(report.first_year, report.last_year + 1)), "dimensions": list(report.dimensions),
        "clusters": list(report.clusters), "invented": report.invented,
    }  # fmt: skip


def _told(report: Report, on: date) -> Iterator[_Told]:
    years = range(report.first_year, report.last_year + 1)
    found = Indicator.objects.filter(slug__in=report.indicators).select_related("owner")
    known = {one.slug: one for one in found.prefetch_related("versions", "targets")}
    chosen = [known[slug] for slug in report.indicators if slug in known]
    counting = {one.pk: _counting(one, years, on) for one in chosen}
    versions = {version.pk for by_year in counting.values() for version in by_year.values()}
    rows = Value.objects.filter(
        version__in=versions, year__in=years, dimension__in=[Dimension.ALL, *report.dimensions]
    )
    values = {(row.version_id, row.year, row.dimension, row.key): row for row in rows}
    for one in chosen:
        by_year = counting[one.pk]
        own = list({version.pk: version for version in by_year.values()}.values())
        pks = {version.pk for version in own}
        yield _Told(one, by_year, own, {place: row for place, row in values.items() if place[0] in pks})


def _counting(indicator: Indicator, years: Sequence[int], on: date) -> dict[int, Version]:
    """Return which version counts in each year; none in a year before the first one, nor in one that has not begun."""
    versions = list(indicator.versions.all())
    found = {year: counting_version(versions, year, on) for year in years if year <= on.year}
    return {year: version for year, version in found.items() if version is not None}


def _figures(told: _Told, report: Report, at: datetime) -> Iterator[Content]:
    """Yield the figures of an indicator: each definition for every year, and the parts by the one that counts."""
    reported = reported_years(local_date(at))
    for version in told.versions:
        place = 1 + told.versions.index(version)
        nothing = of_nothing(tree_of(version.query)) if version.computed_at else None
        for year in range(report.first_year, report.last_year + 1):
            row = told.values.get((version.pk, year, Dimension.ALL, ""))
            value = row.value if row else nothing if year in reported else None
            flags = _flags(told, version, year, value, at)
            yield _figure(told, place, version, year, (Dimension.ALL, ""), value, flags)
    for (pk, year, dimension, key), row in sorted(told.values.items()):
        counting = told.years.get(year)
        if dimension == Dimension.ALL or counting is None or counting.pk != pk:
            continue
        if dimension == Dimension.CLUSTER and report.clusters and key not in report.clusters:
            continue
        place, flags = 1 + told.versions.index(counting), _flags(told, counting, year, row.value, at)
        yield _figure(told, place, counting, year, (dimension, key), row.value, flags)


def _figure(
    told: _Told, place: int, version: Version, year: int, part: tuple[str, str], value: float | None, flags: str
) -> Content:  # fmt: skip
    return {
        "indicator": told.indicator.slug, "version": place, "version_pk": version.pk, "query": version.query,
        "year": year, "dimension": str(part[0]), "key": part[1], "value": value, "flags": flags,
        "counts": told.years.get(year) == version,
    }  # fmt: skip


def _flags(told: _Told, version: Version, year: int, value: float | None, at: datetime) -> str:
    counts, before = told.years.get(year) == version, told.years.get(year - 1)
    flags = Flag.BREAK.value if counts and before is not None and before != version else ""
    flags += Flag.PROVISIONAL.value if year >= local_date(at).year else ""
    return flags + (Flag.NOT_APPLICABLE.value if value is None else "")


def _indicator(told: _Told, number: int, waves: Mapping[int, YearOfAnswers]) -> Content:
    one = told.indicator
    years = sorted(told.years)
    breaks = [
        year for before, year in zip(years, years[1:], strict=False) if told.years[before] != told.years[year]
    ]
    computed = [version.computed_at for version in told.versions if version.computed_at]
    return {
        "number": number, "slug": one.slug, "names": one.names, "chapter": one.chapter, "unit": one.unit,
        "units": _in_each(lambda: str(Unit(one.unit).label)), "fewer": one.fewer, "source": one.source,
        "answerable": _in_each(lambda: one.answering_role),
        "targets": {str(each.year): each.value for each in one.targets.all()},
        "breaks": breaks, "computed_at": min(computed).isoformat() if computed else None,
        **({"survey": _survey(told, waves)} if waves else {}),
        "versions": [_version(told, version, place) for place, version in enumerate(told.versions, start=1)],
    }  # fmt: skip


def _survey(told: _Told, waves: Mapping[int, YearOfAnswers]) -> Content:
    """Return by year how many answered of how many asked, where the survey is read; None: fewer than five."""
    found = {year: answered(version.query, waves).get(year) for year, version in told.years.items()}
    return {str(year): [one.given, one.asked] for year, one in found.items() if one is not None}


def _version(told: _Told, version: Version, place: int) -> Content:
    return {
        "number": place, "valid_from": version.valid_from.isoformat(),
        "valid_until": version.valid_until.isoformat() if version.valid_until else None,
        "definitions": version.definitions, "query": version.query, "origin": version.origin,
        "counts_in": sorted(year for year, one in told.years.items() if one == version),
        "computed_at": version.computed_at.isoformat() if version.computed_at else None,
    }  # fmt: skip


def _chapters(report: Report, told: Sequence[_Told]) -> list[Content]:
    """Return the chapters in the order of their first indicator, each with its words and its indicators."""
    found: dict[str, list[str]] = {}
    for each in told:
        found.setdefault(each.indicator.chapter, []).append(each.indicator.slug)
    return [
        {
            "key": key, "names": _in_each(lambda key=key: str(Chapter(key).label)),
            "words": report.words.get(key, {}), "indicators": slugs,
        }
        for key, slugs in found.items()
    ]  # fmt: skip


def _kinds(told: Sequence[_Told]) -> dict[str, set[str]]:
    """Return which kinds of records each indicator reads, by any of its definitions."""
    return {
        each.indicator.slug: {kind for version in each.versions for kind in kinds_of(tree_of(version.query))}
        for each in told
    }


def _labels(figures: Sequence[Content], dimensions: Sequence[str], kinds: Mapping[str, set[str]]) -> Content:
    """Return what dimensions and their keys are called, in each language; states as the records call them that have them."""
    used: dict[str, dict[str, set[str]]] = {dimension: {} for dimension in dimensions}
    for row in figures:
        used.setdefault(row["dimension"], {}).setdefault(row["key"], set()).update(kinds[row["indicator"]])
    found: Content = {
        dimension: {"names": _in_each(lambda d=dimension: str(Dimension(d).label)), "keys": {}}
        for dimension in used
    }
    for code in CODES:
        with translation.override(code):
            for dimension in used:
                for key, label in _named(dimension, used[dimension]) if dimension != Dimension.ALL else ():
                    found[dimension]["keys"].setdefault(key, {})[code] = label
    return found


def _named(dimension: str, used: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield each key of a dimension with its name in the active language."""
    said: dict[frozenset[str], Callable[[str], str]] = {}
    for key, kinds in used.items():
        read = frozenset(kinds if dimension == Dimension.STATE else ())
        if read not in said:
            said[read] = labels(dimension, kinds=read)
        yield key, said[read](key)


def _in_each(say: Any) -> dict[str, str]:
    found = {}
    for code in CODES:
        with translation.override(code):
            found[code] = say()
    return found
