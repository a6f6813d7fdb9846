"""Micro, small, medium or large, with everybody it is tied to? The SME status of an enterprise, explained.

Source: Recommendation 2003/361/EC, annex (http://data.europa.eu/eli/reco/2003/361/oj), the same as Annex I of
Regulation (EU) 651/2014. Every decision where the text is silent stands in docs/reference/state-aid.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.figures import Figures
from grappe.engines.eligibility.holdings import PERSON
from grappe.engines.eligibility.ownership import cycles
from grappe.engines.eligibility.phrases import plain
from grappe.engines.eligibility.sme_status import reasons
from grappe.engines.eligibility.sme_status.classes import Sum, after_two_years, between, possible_classes
from grappe.engines.eligibility.sme_status.counting import PARTNER_FROM, Count, Counted, count
from grappe.engines.eligibility.sme_status.group import CLASSES, FIGURES, Enterprise, Group
from grappe.engines.kernel import Text

ALL = frozenset(CLASSES)


@dataclass(frozen=True, slots=True)
class Part:
    """How one enterprise counts: `own` figures, and `counted` ones (own times the percent that counts).

    `share_pct` is the greater of capital and votes by which it is tied (100 where linked), None for none.
    """

    id: str
    name: str
    relation: str  # self, linked, partner, linked_to_partner, not_counted
    share_pct: float | None
    own: Figures
    counted: Figures
    why: Text


@dataclass(frozen=True, slots=True)
class Status:
    """The SME status. `size_class` is None where what is missing leaves it open: then `possible` has several.

    `figures_class` is what this year's figures alone give, before the two-year rule; `public_pct` the percent of
    the subject that public bodies control; `missing` the figures that are needed and not known.
    """

    size_class: str | None
    possible: frozenset[str]
    relation: str | None
    totals: Figures
    reasons: tuple[Text, ...]
    parts: tuple[Part, ...]
    missing: tuple[tuple[str, str], ...]
    cycles: tuple[tuple[str, ...], ...]
    figures_class: str | None
    public_pct: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classes:
    """What a `Status` says of the class, under the same names, and nothing else."""

    size_class: str | None
    possible: frozenset[str]
    figures_class: str | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the group: how it counts, its sums, and the classes that allows."""

    counted: Count
    sums: tuple[Sum, Sum, Sum]
    figures: frozenset[str]  # by this year's figures alone, or by the rule on public bodies
    possible: frozenset[str]


def sme_classes(group: Group) -> Classes:
    """Return the class of `sme_status` without its sentences and sums: for a whole country of companies."""
    readings = _readings(group)
    possible, figures = _classes(readings)
    return Classes(_only(possible), possible, _only(figures))


def _readings(group: Group) -> list[_Reading]:
    """Return the readings of a group: one, or three where shares are not known."""
    # Shares that are not known: nothing at all, the most of a partner, or the whole; all in between is possible.
    shares = (0, 50, 100) if any(one.open for one in group.holdings) else (0,)
    return [_read(_closed(group, Fraction(share))) for share in shares]


def _classes(readings: Sequence[_Reading]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the classes possible over all readings, and those by this year's figures alone."""
    possible, figures = readings[0].possible, readings[0].figures
    for more in readings[1:]:
        possible, figures = between(possible | more.possible), between(figures | more.figures)
    return possible, figures


def sme_status(group: Group) -> Status:
    """Return the SME status of a group's subject. Raises nothing: `group_of` has checked the document."""
    readings = _readings(group)
    reading, (possible, figures) = readings[0], _classes(readings)
    relation: str | None = reading.counted.relation
    totals = _totals(reading)
    for more in readings[1:]:
        relation = relation if relation == more.counted.relation else None
        totals = totals if totals == _totals(more) else Figures()
    circles = cycles(group.enterprises, group.holdings)
    said = reasons.reasons(
        group, reading.counted, reading.sums, reading.figures, possible, circles, _otherwise(group, possible)
    )
    return Status(
        size_class=_only(possible),
        possible=possible,
        relation=relation,
        totals=totals,
        reasons=said,
        parts=tuple(_part(group.enterprises[part.id], part) for part in reading.counted.parts),
        missing=_missing(group, reading.counted),
        cycles=circles,
        figures_class=_only(figures),
        public_pct=float(reading.counted.public_pct),
        remarks=group.remarks,
    )


def _read(group: Group) -> _Reading:
    counted = count(group)
    sums = (_sum(group, counted, 0), _sum(group, counted, 1), _sum(group, counted, 2))
    figures = possible_classes(*sums)
    if counted.public_pct >= PARTNER_FROM:  # article 3(4) looks at no figures, and waits for no second year
        return _Reading(counted, sums, frozenset({"large"}), frozenset({"large"}))
    # Neither a takeover nor a firm without accounts yet has two closed years to wait for.
    waits = group.last_year is not None and not group.takeover_or_merger and not group.estimated
    return _Reading(counted, sums, figures, after_two_years(figures, group.last_year) if waits else figures)


def _closed(group: Group, share: Fraction) -> Group:
    """Return the group with every share that is not known set to one value; nothing is what they are taken for anyway."""
    if not share:
        return group
    return replace(
        group,
        holdings=tuple(replace(one, capital_pct=share) if one.open else one for one in group.holdings),
    )


def _otherwise(group: Group, possible: frozenset[str]) -> frozenset[str] | None:
    """Return the classes if no natural person linked enterprises (their markets being far apart); None where
    that makes no difference, or where the document says how it is.
    """
    asked = {
        one.id: replace(one, same_market=False)
        for one in group.enterprises.values()
        if one.kind == PERSON and one.same_market is None
    }
    if not asked:
        return None
    without = _read(_closed(replace(group, enterprises={**group.enterprises, **asked}), Fraction(0))).possible
    return None if without == possible else without


def _sum(group: Group, counted: Count, figure: int) -> Sum:
    known, complete = Fraction(0), True
    for part in counted.parts:
        value = group.enterprises[part.id].figures[figure]
        if not part.percent:
            continue
        if value is None:
            complete = False
        else:
            known += value if part.percent == 100 else value * part.percent / 100
    return Sum(known, complete)


def _totals(reading: _Reading) -> Figures:
    return _figures([one.known if one.complete else None for one in reading.sums])


def _part(enterprise: Enterprise, part: Counted) -> Part:
    own = enterprise.figures
    counted = [None if value is None else value * part.percent / 100 for value in own]
    if not part.percent:
        counted = [Fraction(0)] * 3
    share = None if part.share_pct is None else float(part.share_pct)
    return Part(part.id, enterprise.name, part.relation, share, _figures(own), _figures(counted), part.why())


def _figures(values: Sequence[Fraction | None]) -> Figures:
    headcount, turnover, balance = (plain(value) for value in values)
    return Figures(headcount, turnover, balance)


def _missing(group: Group, counted: Count) -> tuple[tuple[str, str], ...]:
    figures = [
        (part.id, name)
        for part in counted.parts
        if part.percent
        for name, value in zip(FIGURES, group.enterprises[part.id].figures, strict=True)
        if value is None
    ]
    return (*figures, *((one.owner, "capital_pct") for one in group.holdings if one.open))


def _only(classes: frozenset[str]) -> str | None:
    return next(iter(classes)) if len(classes) == 1 else None


def document_of(status: Status, language: str = "en") -> dict[str, Any]:
    """Return the status as the document of `grappe sme-status`, with sentences in one language."""
    return {
        "class": status.size_class,
        "relation": status.relation,
        "totals": _document(status.totals),
        "reasons": [reason.in_language(language) for reason in status.reasons],
        "possible": sorted(status.possible, key=CLASSES.index),
        "figures_class": status.figures_class,
        "public_pct": plain(status.public_pct),
        "parts": [
            {
                "id": part.id,
                "relation": part.relation,
                "share_pct": part.share_pct,
                "own": _document(part.own),
                "counted": _document(part.counted),
                "why": part.why.in_language(language),
            }
            for part in status.parts
        ],
        "missing": [{"id": one, "figure": figure} for one, figure in status.missing],
        "cycles": [list(circle) for circle in status.cycles],
    }


def _document(figures: Figures) -> dict[str, float | None]:
    return {name: getattr(figures, name) for name in FIGURES}
