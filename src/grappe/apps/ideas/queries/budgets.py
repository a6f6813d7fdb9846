"""What does a flagship project cost, who pays, and do both agree: by year, by source and by partner?

All amounts are euros as Decimal; a blank cell is nothing planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fnmatch import fnmatchcase
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import Source
from grappe.apps.ideas.models import BudgetLine, CostLine, Flagship, Partner
from grappe.engines.eligibility import intensity
from grappe.ui import conflicts

OTHER = "other"  # costs for which there is no aid
# The categories of the aids engine that a flagship project has; each cost stands in one (article 25(1) and (3)).
CATEGORIES = (
    "industrial_research", "experimental_development", "fundamental_research", "feasibility_study",
    "research_infrastructure", "sme_innovation", "process_innovation", "training", OTHER,
)  # fmt: skip
NOTHING = Decimal(0)
COST, FUND = (
    "cost",
    "fund",
)  # names of the fields of a partner's grid: "cost-training-2027", "fund-private-2027"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a category or a source, its amounts in the order of the years, and their sum."""

    key: str
    label: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, NOTHING)


@dataclass(frozen=True, slots=True)
class Share:
    """The budget of one partner, by category and by source; `difference` is what is paid beyond the costs."""

    partner: Partner
    costs: tuple[Row, ...]
    funds: tuple[Row, ...]
    cost: Decimal
    funded: Decimal
    public: Decimal  # national aid and other public money: what counts as State aid
    percent: Decimal  # of all costs

    @property
    def difference(self) -> Decimal:
        return self.funded - self.cost


@dataclass(frozen=True, slots=True)
class Year:
    """One year: what it costs and what pays for it."""

    year: int
    cost: Decimal
    funded: Decimal

    @property
    def difference(self) -> Decimal:
        return self.funded - self.cost


@dataclass(frozen=True, slots=True)
class Budget:
    """The whole budget of a flagship project."""

    years: tuple[Year, ...]
    shares: tuple[Share, ...]
    sources: tuple[Row, ...]  # every source, over all partners
    categories: tuple[Row, ...]  # those in use, over all partners

    @property
    def cost(self) -> Decimal:
        return sum((each.cost for each in self.years), NOTHING)

    @property
    def funded(self) -> Decimal:
        return sum((each.funded for each in self.years), NOTHING)

    @property
    def difference(self) -> Decimal:
        return self.funded - self.cost

    @property
    def differing(self) -> tuple[Year, ...]:
        """The years in which costs and funding differ."""
        return tuple(each for each in self.years if each.difference)

    @property
    def agrees(self) -> bool:
        """Whether there is a budget, and what is spent is paid in each year. Among partners one may pay for another."""
        return bool(self.cost) and not self.differing


def category_label(code: str) -> str:
    """Return a category of costs in words of the active language."""
    if code == OTHER:
        return _("Other costs (no aid)")
    known = intensity.CATEGORIES.get(code)
    label = known.label.in_language(get_language() or "en") if known else code
    return label[:1].upper() + label[1:]


def years_of(flagship: Flagship) -> list[int]:
    """Return the years of the planned period; empty where the period is not known."""
    if flagship.begins_on is None or flagship.ends_on is None:
        return []
    return list(range(flagship.begins_on.year, flagship.ends_on.year + 1))


def budget_of(flagship: Flagship) -> Budget:
    """Return the budget of a flagship project whose partners are loaded. Two queries.

    Lines outside the planned period are counted and shown: nothing is lost when a period is made shorter.
    """
    partners = list(flagship.partners.all())
    costs = list(CostLine.objects.filter(partner__flagship=flagship))
    funds = list(BudgetLine.objects.filter(partner__flagship=flagship))
    years = sorted({*years_of(flagship), *(each.year for each in costs), *(each.year for each in funds)})
    every = sum((each.eur for each in costs), NOTHING)
    shares = tuple(_share(each, costs, funds, years, every) for each in partners)
    return Budget(
        years=tuple(Year(year, _sum(costs, year), _sum(funds, year)) for year in years),
        shares=shares,
        sources=tuple(_sources(funds, years, all_of_them=True)),
        categories=tuple(_categories(costs, years)),
    )


def _sum(lines: Iterable[Any], year: int) -> Decimal:
    return sum((each.eur for each in lines if each.year == year), NOTHING)


def _share(
    partner: Partner,
    costs: Sequence[CostLine],
    funds: Sequence[BudgetLine],
    years: Sequence[int],
    every: Decimal,
) -> Share:
    own = [each for each in costs if each.partner_id == partner.pk]
    paid = [each for each in funds if each.partner_id == partner.pk]
    cost = sum((each.eur for each in own), NOTHING)
    return Share(
        partner=partner,
        costs=tuple(_categories(own, years)),
        funds=tuple(_sources(paid, years)),
        cost=cost,
        funded=sum((each.eur for each in paid), NOTHING),
        public=sum((each.eur for each in paid if each.source in (Source.NATIONAL, Source.PUBLIC)), NOTHING),
        percent=(cost * 100 / every).quantize(Decimal("0.1")) if every else NOTHING,
    )


def _categories(lines: Iterable[CostLine], years: Sequence[int]) -> list[Row]:
    table = _table(lines, "category")
    order = sorted(table, key=lambda code: CATEGORIES.index(code) if code in CATEGORIES else 99)
    return [Row(code, category_label(code), _along(table[code], years)) for code in order]


def _sources(lines: Iterable[BudgetLine], years: Sequence[int], *, all_of_them: bool = False) -> list[Row]:
    table = _table(lines, "source")
    return [
        Row(each.value, str(each.label), _along(table.get(each.value, {}), years))
        for each in Source
        if all_of_them or each.value in table
    ]


def _table(lines: Iterable[Any], name: str) -> Mapping[str, Mapping[int, Decimal]]:
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for line in lines:
        row = found[getattr(line, name)]
        row[line.year] = row.get(line.year, NOTHING) + line.eur
    return found


def _along(row: Mapping[int, Decimal], years: Sequence[int]) -> tuple[Decimal, ...]:
    return tuple(row.get(year, NOTHING) for year in years)


def spread(eur: Decimal, costs: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Return an amount by year along the costs, in whole euros; the year that costs most has what is left, cents too."""
    every = sum(costs.values(), NOTHING)
    if not every:
        return {}
    found = {year: (eur * cost / every).quantize(Decimal(1), ROUND_DOWN) for year, cost in costs.items()}
    found[max(costs, key=lambda year: costs[year])] += eur - sum(found.values(), NOTHING)
    return found


def grid_of(partner: Partner, years: Sequence[int]) -> dict[str, Any]:
    """Return a partner's budget as its form shows it: an amount or None by field. Two queries."""
    filled = {f"{COST}-{each.category}-{each.year}": each.eur for each in partner.costs.all()}
    filled |= {f"{FUND}-{each.source}-{each.year}": each.eur for each in partner.budget.all()}
    names = [f"{COST}-{code}-{year}" for code in CATEGORIES for year in years]
    names += [f"{FUND}-{source}-{year}" for source in Source.values for year in years]
    return {name: filled.get(name) for name in dict.fromkeys([*names, *filled])}


def grid_version(partner: Partner, years: Sequence[int]) -> str:
    """Return the fingerprints of all that the form shows of a partner's budget."""
    return conflicts.version_of(grid_of(partner, years))


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum beside the grid of a partner, as it stands and as the page adds it up while one types.

    `terms`: which fields it adds, as `+fund-*-2027 -cost-*-2027`; `base`: what other partners add to it, in cents.
    """

    eur: Decimal
    terms: str
    base: str = "0"

    @property
    def missing(self) -> Decimal:
        return -self.eur


@dataclass(frozen=True, slots=True)
class Sums:
    """All sums beside a grid: rows and years of this partner, then years, sources and partners of the whole project."""

    rows: Mapping[str, Sum]
    costs: tuple[Sum, ...]  # by year, then in all
    funds: tuple[Sum, ...]
    own: tuple[Sum, ...]  # money beyond costs
    project: tuple[tuple[str, Sum], ...]  # year, money beyond costs over all partners: what has to be nothing
    sources: tuple[tuple[str, Sum], ...]
    partners: tuple[tuple[Partner, Sum, Sum, Sum], ...]  # costs, money, difference


def sums_of(budget: Budget, partner: Partner, grid: Mapping[str, Any], years: Sequence[int]) -> Sums:
    """Return the sums beside the grid of a partner, whose amounts `grid` has (`grid_of`). No query."""
    known = {name: eur for name, eur in grid.items() if eur}
    places: list[Any] = [*years, "*"]

    def own(terms: str) -> Decimal:
        return sum((_signed(term, known) for term in terms.split()), NOTHING)

    def here(terms: str) -> Sum:
        return Sum(own(terms), terms)

    def everywhere(whole: Decimal, terms: str) -> Sum:
        return Sum(whole, terms, str(int((whole - own(terms)) * 100)))

    difference = {each.year: each.difference for each in budget.years} | {"*": budget.difference}
    balance = {place: f"+{FUND}-*-{place} -{COST}-*-{place}" for place in places}
    rows = [f"{COST}-{code}" for code in CATEGORIES] + [f"{FUND}-{each}" for each in Source.values]
    return Sums(
        rows={row: here(f"+{row}-*") for row in rows},
        costs=tuple(here(f"+{COST}-*-{place}") for place in places),
        funds=tuple(here(f"+{FUND}-*-{place}") for place in places),
        own=tuple(here(balance[place]) for place in places),
        project=tuple(
            (str(year), everywhere(difference.get(year, NOTHING), balance[year])) for year in years
        ),
        sources=tuple((row.label, everywhere(row.total, f"+{FUND}-{row.key}-*")) for row in budget.sources),
        partners=tuple(_of_partner(each, partner) for each in budget.shares),
    )


def _signed(term: str, known: Mapping[str, Decimal]) -> Decimal:
    """Return what one term adds: the amounts of the fields that fit its pattern, less them after a minus."""
    found = sum((eur for name, eur in known.items() if fnmatchcase(name, term[1:])), NOTHING)
    return -found if term[0] == "-" else found


def _of_partner(share: Share, written: Partner) -> tuple[Partner, Sum, Sum, Sum]:
    """Return the sums of one partner; those of others stay as they are while one types."""
    if share.partner.pk != written.pk:
        fixed = [Sum(eur, "", str(int(eur * 100))) for eur in (share.cost, share.funded, share.difference)]
        return share.partner, fixed[0], fixed[1], fixed[2]
    cost, money = f"+{COST}-*", f"+{FUND}-*"
    return (
        share.partner, Sum(share.cost, cost), Sum(share.funded, money),
        Sum(share.difference, f"{money} -{COST}-*"),
    )  # fmt: skip
