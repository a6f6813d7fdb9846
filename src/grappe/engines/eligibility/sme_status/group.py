"""What is known of an enterprise and of those it is tied to? Reads the document of `grappe sme-status`.

The format is fixed in docs/reference/commands.md; `null` and a missing name both mean *unknown*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from grappe.engines.eligibility.holdings import (
    PERSON,
    PUBLIC,
    amount,
    holdings_of,
    known_id,
    left_aside,
    maybe,
)
from grappe.engines.eligibility.ownership import Holding
from grappe.engines.eligibility.reading import Fault, items, mapping, one_of, said, text, under

FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")
CLASSES = ("micro", "small", "medium", "large")
# Annex I, article 3(2), second subparagraph: from 25 to 50 percent these make no partner.
INVESTORS = frozenset(
    {"venture_capital", "business_angel", "university", "institutional_investor", "small_local_authority"}
)
KINDS = ("enterprise", PUBLIC, PERSON, *sorted(INVESTORS))
# The limits of article 3(2)(a) and (d): below them the investor is exempt.
ANGEL_LIMIT_EUR = 1_250_000
AUTHORITY_BUDGET_EUR, AUTHORITY_INHABITANTS = 10_000_000, 5_000
_ENTERPRISE = frozenset(
    {"id", "name", "kind", "consolidated", "same_market", "public", "invested_eur", "budget_eur", "inhabitants",
     *FIGURES}
)  # fmt: skip
_TOP = frozenset(
    {"subject", "enterprises", "holdings", "last_year", "acting_jointly", "takeover_or_merger", "estimated"}
)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise, person or body: its figures of the latest approved accounts (headcount in annual work
    units, money in euros; None not known), and what the exceptions ask.

    `consolidated`: its figures already include those it controls (True), or the ids named.
    `same_market`: for a natural person, whether what it controls is on the same or adjacent markets.
    `public`: for an investor, whether it is a public body too.
    """

    id: str
    name: str
    kind: str = "enterprise"
    figures: tuple[Fraction | None, Fraction | None, Fraction | None] = (None, None, None)
    consolidated: bool | frozenset[str] = False
    same_market: bool | None = None
    public: bool | None = None
    invested_eur: Fraction | None = None
    budget_eur: Fraction | None = None
    inhabitants: Fraction | None = None

    @property
    def small_authority(self) -> bool:
        """Whether a local authority is not known to reach one of the two limits of article 3(2)(d)."""
        return (self.budget_eur is None or self.budget_eur < AUTHORITY_BUDGET_EUR) and (
            self.inhabitants is None or self.inhabitants < AUTHORITY_INHABITANTS
        )

    @property
    def is_public(self) -> bool:
        """Whether it is a public body that no exception covers."""
        return self.kind == PUBLIC or (self.kind == "small_local_authority" and not self.small_authority)

    @property
    def is_investor(self) -> bool:
        """Whether article 3(2) exempts it between 25 and 50 percent (business angels: their sum is also asked)."""
        return self.kind in INVESTORS and not self.is_public

    @property
    def is_enterprise(self) -> bool:
        """Whether it has accounts that may be counted: neither a natural person nor a public body."""
        return self.kind != PERSON and not self.is_public


@dataclass(frozen=True, slots=True)
class LastYear:
    """What last year's figures alone gave, and what the enterprise then counted as; None not known."""

    size_class: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """An enterprise, whoever it is tied to, and the holdings between them."""

    subject: str
    enterprises: Mapping[str, Enterprise]
    holdings: tuple[Holding, ...] = ()
    last_year: LastYear | None = None
    acting_jointly: tuple[frozenset[str], ...] = ()
    takeover_or_merger: bool = False
    estimated: bool = False
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def name(self, of: str) -> str:
        return self.enterprises[of].name


def group_of(document: object) -> Group:
    """Return the group that a document describes. Raises Fault with the place where it cannot be used.

    A name that nobody knows is left aside and told in `remarks`.
    """
    data = mapping(document, "")
    remarks: list[str] = left_aside(data, _TOP, "")
    enterprises: dict[str, Enterprise] = {}
    for i, entry in enumerate(items(data.get("enterprises"), "enterprises")):
        one = _enterprise(entry, under("enterprises", i), remarks)
        if one.id in enterprises:
            raise Fault(under(under("enterprises", i), "id"), f"{said(one.id)} stands in the list twice")
        enterprises[one.id] = one
    subject = known_id(data, "subject", "", enterprises)
    if not enterprises[subject].is_enterprise:
        raise Fault("subject", f"{said(subject)} is a {enterprises[subject].kind}, not an enterprise")
    for i, entry in enumerate(items(data.get("enterprises"), "enterprises")):
        _check_consolidated(entry, under("enterprises", i), enterprises)
    return Group(
        subject,
        MappingProxyType(enterprises),
        holdings_of(data.get("holdings"), enterprises, remarks),
        _last_year(data.get("last_year"), "last_year"),
        _acting_jointly(data.get("acting_jointly"), enterprises),
        bool(maybe(data, "takeover_or_merger", "")),
        bool(maybe(data, "estimated", "")),
        tuple(remarks),
    )


def _enterprise(entry: object, place: str, remarks: list[str]) -> Enterprise:
    data = mapping(entry, place)
    remarks += left_aside(data, _ENTERPRISE, place)
    id_ = text(data, "id", place)
    if not id_:
        raise Fault(under(place, "id"), "is empty")
    headcount, turnover, balance = (amount(data, name, place) for name in FIGURES)
    consolidated = data.get("consolidated")
    return Enterprise(
        id=id_,
        name=text(data, "name", place, "") or id_,
        kind=one_of(text(data, "kind", place, "enterprise"), KINDS, under(place, "kind")),
        figures=(headcount, turnover, balance),
        consolidated=frozenset(str(one) for one in consolidated)
        if isinstance(consolidated, list | tuple)
        else bool(maybe(data, "consolidated", place)),
        same_market=maybe(data, "same_market", place),
        public=maybe(data, "public", place),
        invested_eur=amount(data, "invested_eur", place),
        budget_eur=amount(data, "budget_eur", place),
        inhabitants=amount(data, "inhabitants", place),
    )


def _check_consolidated(entry: Mapping[str, Any], place: str, known: Mapping[str, object]) -> None:
    named = entry.get("consolidated")
    if isinstance(named, list | tuple):
        for i, one in enumerate(named):
            if not isinstance(one, str) or one not in known:
                raise Fault(under(under(place, "consolidated"), i), f"{said(one)} is none of the enterprises")


def _last_year(value: object, place: str) -> LastYear | None:
    if value is None:
        return None
    data = mapping(value, place)

    def size(name: str) -> str | None:
        word = text(data, name, place, None)
        return None if word is None else one_of(word, CLASSES, under(place, name))

    return LastYear(size("class"), size("status"))


def _acting_jointly(value: object, known: Mapping[str, Enterprise]) -> tuple[frozenset[str], ...]:
    found = []
    for i, entry in enumerate(items(value, "acting_jointly")):
        place = under("acting_jointly", i)
        persons = items(entry, place)
        for j, person in enumerate(persons):
            if not isinstance(person, str) or person not in known:
                raise Fault(under(place, j), f"{said(person)} is none of the enterprises")
        found.append(frozenset(persons))
    return tuple(found)
