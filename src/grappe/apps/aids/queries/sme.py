"""What size is a company with its partner and linked enterprises, by what is on file, year by year?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.aids.queries import undertakings
from grappe.apps.aids.queries.undertakings import FIGURES, Node, plain
from grappe.apps.companies.enums import OwnerKind
from grappe.apps.companies.queries import OwnershipGroup, ownership_group
from grappe.engines.eligibility import sme_status as engine

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Ownership, YearFigures

YEARS = 5  # the two-year rule is followed back so far
OLDER = 1  # accounts may be so many years older than the year that is looked at
MAJORITY = 50


@dataclass(frozen=True)
class YearStatus:
    """The status of one closed year; `status` counts after the two-year rule, its `figures_class` before."""

    year: int
    status: engine.Status
    taken_over: bool


@dataclass(frozen=True)
class Missing:
    """A figure that the status needs: what, of whom, and where to enter it."""

    name: str
    figure: str
    url: str


@dataclass(frozen=True)
class SmePage:
    """A company's status by the years on file, the latest first; `stated` is the fact that goes before it."""

    company: Company
    on: date
    group: OwnershipGroup
    nodes: dict[str, Node]
    links: tuple[Ownership, ...]
    years: tuple[YearStatus, ...]
    figures_years: dict[str, int]  # by key: of which year the figures are
    stated: str

    @property
    def latest(self) -> YearStatus:
        return self.years[0]

    @property
    def status(self) -> engine.Status:
        return self.years[0].status

    @property
    def alone(self) -> bool:
        """Whether nobody else is on file: then the company's own figures say all there is."""
        return len(self.nodes) == 1

    @property
    def possible(self) -> list[str]:
        return [size for size in engine.CLASSES if size in self.status.possible]

    @property
    def says_more(self) -> bool:
        """Whether the group or an earlier year says more than the company's own figures of the year."""
        return not self.alone or len(self.years) > 1

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        return tuple(self._missing(key, figure) for key, figure in self.status.missing)

    def _missing(self, key: str, figure: str) -> Missing:
        node = self.nodes[key]
        if figure == "capital_pct":
            link = next(each for each in self.links if undertakings.owner_key(each) == key and _open(each))
            return Missing(node.name, figure, reverse("companies:owner_edit", args=[link.pk]))
        if node.company is None:
            url = reverse("companies:owner_edit", args=[node.link.pk if node.link else 0])
        else:
            row = _row(node.company, self.latest.year)
            url = (
                reverse("companies:figures_edit", args=[row.pk])
                if row is not None
                else reverse("companies:figures_add", args=[node.company.pk])
            )
        return Missing(node.name, figure, url)

    @property
    def circles(self) -> list[list[str]]:
        return [[self.nodes[key].name for key in circle] for circle in self.status.cycles]


def sme_page(company: Company, *, on: date, for_user: User) -> SmePage:
    """Return a company's SME status by the ownership and figures on file on a day; six queries at most.

    The status of each year rests on the one before (two-year rule), from the first year on file.
    """
    return sme_page_of(ownership_group(company, for_user=for_user), on=on, for_user=for_user)


def sme_page_of(group: OwnershipGroup, *, on: date, for_user: User) -> SmePage:
    """Return the status of a group's subject, where the group is at hand."""
    check_can_view_awards(for_user)
    company = group.subject
    nodes = undertakings.nodes_of(group)
    years = _years(group.companies[0], on)
    found: list[YearStatus] = []
    for year in years:
        read, taken = _group_in(year, group, nodes, on if year == years[-1] else date(year, 12, 31))
        before = found[-1].status if found else None  # the years follow one another
        found.append(YearStatus(year, engine.sme_status(_after(read, before)), taken))
    stated = next((f.value for f in company.facts.all() if f.field == "company_size" and f.value), "")
    return SmePage(
        company=company,
        on=on,
        group=group,
        nodes=nodes,
        links=undertakings.links_on(group, on),
        years=tuple(reversed(found)),
        figures_years=dict(_years_of_figures(nodes, years[-1])),
        stated=str(stated),
    )


@dataclass(frozen=True)
class GroupClass:
    """The class of the latest year alone; `says_more` as of the page."""

    classes: engine.Classes
    says_more: bool


def class_of(group: OwnershipGroup, *, on: date, for_user: User) -> GroupClass:
    """Return what `sme_page_of` says of the class, without its sentences: for a country's companies at once."""
    check_can_view_awards(for_user)
    nodes, years = undertakings.nodes_of(group), _years(group.companies[0], on)
    found: engine.Classes | None = None
    for year in years[:-1]:
        read, _taken = _group_in(year, group, nodes, date(year, 12, 31))
        found = engine.sme_classes(_after(read, found))
    read, _taken = _group_in(years[-1], group, nodes, on)
    return GroupClass(engine.sme_classes(_after(read, found)), len(nodes) > 1 or len(years) > 1)


def sizes_of(group: OwnershipGroup, *, on: date, for_user: User) -> frozenset[str]:
    """Return the size classes the group on file allows; empty where it says no more than the own figures."""
    found = class_of(group, on=on, for_user=for_user)
    return found.classes.possible if found.says_more else frozenset()


def _years(company: Company, on: date) -> list[int]:
    """Return the closed years on file that follow one another, the latest last; last year where there is none."""
    known = sorted({row.year for row in company.figures.all() if row.year < on.year and _any(row)})
    if not known:
        return [on.year - 1]
    kept = [known[-1]]
    while kept[0] - 1 in known and len(kept) < YEARS:
        kept.insert(0, kept[0] - 1)
    return kept


def _group_in(
    year: int, group: OwnershipGroup, nodes: dict[str, Node], until: date
) -> tuple[engine.Group, bool]:
    """Return the group as it stood in a year, and whether the subject was taken over in it or since."""
    links = undertakings.links_on(group, until)
    taken = _taken_over(links, group, nodes, year)
    document = _document(group, nodes, links, year) | {"takeover_or_merger": taken}
    return engine.group_of(document), taken


def _after(group: engine.Group, before: engine.Status | engine.Classes | None) -> engine.Group:
    """Return the group with what the year before said of its subject."""
    if before is None:
        return group
    return replace(group, last_year=engine.LastYear(before.figures_class, before.size_class))


def _document(
    group: OwnershipGroup, nodes: dict[str, Node], links: tuple[Ownership, ...], year: int
) -> dict[str, Any]:
    subject = undertakings.company_key(group.subject.pk)
    return {
        "subject": subject,
        "enterprises": [_enterprise(node, links, year, node.key == subject) for node in nodes.values()],
        "holdings": undertakings.holdings_of(links),
    }


def _enterprise(node: Node, links: tuple[Ownership, ...], year: int, subject: bool) -> dict[str, Any]:
    found = _figures_of(node, year)
    own = [link for link in links if undertakings.owner_key(link) == node.key]
    markets = {link.same_market for link in own if link.same_market is not None}
    invested = [link.invested_eur for link in own if link.invested_eur is not None]
    apart = (OwnerKind.NATURAL_PERSON.value, OwnerKind.PUBLIC_BODY.value)
    return {
        "id": node.key,
        "name": node.name,
        "kind": OwnerKind.ENTERPRISE.value if subject and node.kind in apart else node.kind,
        **{name: plain(getattr(found, name)) if found is not None else None for name in FIGURES},
        "consolidated": bool(found is not None and found.consolidated),
        # Of several answers the one that links: the person's firms count together unless all are said to be apart.
        "same_market": (True in markets) if markets else None,
        "invested_eur": plain(sum(invested)) if invested else None,
    }


def _figures_of(node: Node, year: int) -> YearFigures | Ownership | None:
    """Return where a node's figures for a year stand: the year's row or the one before, or a named owner's link."""
    if node.company is not None:
        return _row(node.company, year)
    link = node.link
    if link is None or (link.figures_year is not None and abs(link.figures_year - year) > OLDER):
        return None
    return link


def _row(company: Company, year: int) -> YearFigures | None:
    rows = [row for row in company.figures.all() if year - OLDER <= row.year <= year and _any(row)]
    return max(rows, key=lambda row: row.year, default=None)


def _any(row: Any) -> bool:
    return any(getattr(row, name) is not None for name in FIGURES)


def _years_of_figures(nodes: dict[str, Node], year: int) -> Iterator[tuple[str, int]]:
    for key, node in nodes.items():
        found = _figures_of(node, year)
        known = getattr(found, "year", None) or getattr(found, "figures_year", None)
        if found is not None and known is not None and _any(found):
            yield key, known


def _open(link: Ownership) -> bool:
    return link.capital_pct is None and link.votes_pct is None and not link.control


def _taken_over(
    links: tuple[Ownership, ...], group: OwnershipGroup, nodes: dict[str, Node], year: int
) -> bool:
    """Whether an enterprise got the majority of the company in the year or since: no second year is waited for."""
    return any(
        link.owned_id == group.subject.pk
        and link.since is not None
        and link.since.year >= year
        and nodes[undertakings.owner_key(link)].kind != OwnerKind.NATURAL_PERSON.value
        and (link.control or max(link.capital_pct or 0, link.votes_pct or 0) > MAJORITY)
        for link in links
    )
