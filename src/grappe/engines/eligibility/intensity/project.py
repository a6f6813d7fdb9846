"""What is known of a project whose aid is to be worked out? Reads its document: costs, partners, bonuses, dates,
limits.

The format is fixed in docs/reference/state-aid.md; `null` and a missing name both mean *unknown*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.holdings import amount, left_aside, maybe
from grappe.engines.eligibility.intensity.terms import BONUS_WORDS, CATEGORIES
from grappe.engines.eligibility.reading import Fault, day, fold, items, mapping, one_of, said, text, under
from grappe.engines.kernel.text import LANGUAGES

SIZES = ("micro", "small", "medium", "large")
_TOP = frozenset(
    {"name", "size", "costs", "partners", "bonuses", "applied_on", "works_start_on", "minimum_eur", "maximum_eur", "period",
     "advice_used_eur"}
)  # fmt: skip
_PARTNER = frozenset({"id", "size", "country", "research", "may_publish", "costs", "advice_used_eur"})


def _words_of() -> dict[str, str]:
    """Return every way to write a category: its code, and its words in each language."""
    found = {}
    for code, category in CATEGORIES.items():
        found[fold(code)] = found[fold(code.replace("_", " "))] = code
        for language in LANGUAGES:
            found[fold(category.label.in_language(language))] = code
    return found


_WORDS = _words_of()


@dataclass(frozen=True, slots=True)
class Cost:
    """Eligible costs in one category, in euros."""

    category: str
    eur: Fraction


@dataclass(frozen=True, slots=True)
class Partner:
    """One beneficiary with its size class and costs. A research organisation's own work is not aided here.

    `advice_used_eur`: aid for innovation advice and support had in the last three years (article 28(4)).
    """

    id: str
    size: str | None
    costs: tuple[Cost, ...] = ()
    country: str = ""
    research: bool = False
    may_publish: bool | None = None
    advice_used_eur: Fraction | None = None

    @property
    def total(self) -> Fraction:
        return sum((cost.eur for cost in self.costs), Fraction(0))


@dataclass(frozen=True, slots=True)
class Period:
    """A ceiling in euros over a period (`label` says which), and what is used of it already."""

    eur: Fraction
    used_eur: Fraction
    label: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project of one beneficiary or of several, in euros."""

    partners: tuple[Partner, ...]
    bonuses: Mapping[str, bool | None] = field(default_factory=dict)
    applied_on: date | None = None
    works_start_on: date | None = None
    minimum_eur: Fraction | None = None
    maximum_eur: Fraction | None = None
    period: Period | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)


def category_of(written: str, place: str) -> str:
    """Return the category of costs that is written, by its code or its words in any language. Raises Fault."""
    code = _WORDS.get(fold(written))
    if code is None:
        raise Fault(place, f"{said(written)} is no category of costs; known: {', '.join(CATEGORIES)}")
    return code


def project_of(document: object) -> Project:
    """Return the project a document describes. Raises Fault with the place where it cannot be used.

    `size` and `costs` at the top are those of the only beneficiary, when no `partners` are named.
    """
    data = mapping(document, "")
    remarks = left_aside(data, _TOP, "")
    partners = [
        _partner(one, under("partners", i), remarks)
        for i, one in enumerate(items(data.get("partners"), "partners"))
    ]
    for i, one in enumerate(partners):
        if one.id in [earlier.id for earlier in partners[:i]]:
            raise Fault(under(under("partners", i), "id"), f"{said(one.id)} stands in the list twice")
    if not partners:
        name = text(data, "name", "", "") or "beneficiary"
        used = amount(data, "advice_used_eur", "")
        partners = [Partner(name, _size(data, ""), _costs(data, ""), advice_used_eur=used)]
    elif data.get("costs"):
        raise Fault("costs", "costs of a project with partners stand with each partner")
    if not any(one.costs for one in partners):
        raise Fault("costs", "names no costs")
    return Project(
        tuple(partners),
        _bonuses(data),
        day(data.get("applied_on"), "applied_on"),
        day(data.get("works_start_on"), "works_start_on"),
        amount(data, "minimum_eur", ""),
        amount(data, "maximum_eur", ""),
        _period(data.get("period")),
        tuple(remarks),
    )


def _partner(value: object, place: str, remarks: list[str]) -> Partner:
    data = mapping(value, place)
    remarks += left_aside(data, _PARTNER, place)
    return Partner(
        text(data, "id", place),
        _size(data, place),
        _costs(data, place),
        text(data, "country", place, "").upper(),
        bool(maybe(data, "research", place)),
        maybe(data, "may_publish", place),
        amount(data, "advice_used_eur", place),
    )


def _size(data: Mapping[str, Any], place: str) -> str | None:
    size = text(data, "size", place, None)
    return None if size is None else one_of(size, SIZES, under(place, "size"))


def _costs(data: Mapping[str, Any], place: str) -> tuple[Cost, ...]:
    found = []
    for i, entry in enumerate(items(data.get("costs"), under(place, "costs"))):
        here = under(under(place, "costs"), i)
        one = mapping(entry, here)
        eur = amount(one, "eur", here)
        if eur is None:
            raise Fault(under(here, "eur"), "is missing")
        found.append(Cost(category_of(text(one, "category", here), under(here, "category")), eur))
    return tuple(found)


def _bonuses(data: Mapping[str, Any]) -> Mapping[str, bool | None]:
    given = mapping(data.get("bonuses") or {}, "bonuses")
    for name in given:
        one_of(name, frozenset(BONUS_WORDS), under("bonuses", name))
    return {name: maybe(given, name, "bonuses") for name in BONUS_WORDS if name in given}


def _period(value: object) -> Period | None:
    if value is None:
        return None
    data = mapping(value, "period")
    eur = amount(data, "eur", "period")
    if eur is None:
        raise Fault("period.eur", "is missing")
    return Period(eur, amount(data, "used_eur", "period") or Fraction(0), text(data, "label", "period", ""))
