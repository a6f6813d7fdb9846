"""What follows from what is known? Values that rules ask for and that the engine computes: size, age,
place, sector.

A value that was stated (a fact of that name) always goes before a computed one: the status of a company in
a group is not what its own figures say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grappe.engines.eligibility import ages, aids_held, links, places
from grappe.engines.eligibility.ages import plus_months
from grappe.engines.eligibility.de_minimis import OLD_CEILING_EUR, OLD_IN_FORCE, headroom_eur
from grappe.engines.eligibility.facts import Company, Project
from grappe.engines.eligibility.figures import FIGURES, YEAR_FIGURES
from grappe.engines.eligibility.model import Term
from grappe.engines.eligibility.reading import fold
from grappe.engines.eligibility.sizes import possible_sizes
from grappe.engines.eligibility.values import AtLeast, Between, OneOf, Value


@dataclass(frozen=True, slots=True)
class Situation:
    """A company on a day, with a project where there is one, and the communes of the country by canton."""

    company: Company
    on: date
    project: Project = Project()
    communes: Mapping[str, str] = field(default_factory=dict)  # folded commune name: canton
    home: str = "lu"  # the country of the catalogue, folded
    nuts: Mapping[str, str] = field(default_factory=dict)  # folded commune name: NUTS code

    def fact(self, name: str) -> Value | None:
        """Return a stated fact; what is said of the project goes before what is said of the company."""
        value = self.project.facts.get(name)
        return value if value is not None else self.company.facts.get(name)

    def number(self, name: str) -> float | None:
        """Return a stated figure, or None."""
        value = self.fact(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


Deriver = Callable[[Situation, Term], Value | None]


def resolve(situation: Situation, term: Term, derived: str = "") -> tuple[Value | None, Any]:
    """Return the value of a term in the form that is compared, and as it is shown; None where not known.

    `derived` names the computation where the catalogue gives the field another name than ours.
    """
    name = term.field
    if term.year is not None:
        figure = _figure_of(situation.company, name, term.year)
        return figure, figure
    if term.at is None and term.within_months is None and not term.programmes:
        for holder in (situation.project, situation.company):
            stated = holder.facts.get(name)
            if stated is not None:
                return _joined(stated, holder.shown.get(name, stated), situation, term)
    compute = DERIVED.get(derived or name)
    value = compute(situation, term) if compute is not None else None
    return value, value.upper() if compute in (_country, _nuts) and isinstance(value, str) else value


def is_computed(term: Term, derived: str = "") -> bool:
    """Return whether a term may be more than the company's fact of that name, so that `resolve` is needed."""
    return term.year is not None or term.at is not None or (derived or term.field) in DERIVED


def _joined(stated: Value, shown: Any, situation: Situation, term: Term) -> tuple[Value, Any]:
    """Return a stated value; the sectors stated come on top of those that the NACE code tells."""
    told = _sector(situation, term) if term.field == "sector" else None
    if not isinstance(told, AtLeast) or not isinstance(stated, str | frozenset):
        return stated, shown
    sectors = stated if isinstance(stated, frozenset) else frozenset({stated})
    more = sorted(told.members - sectors)
    return sectors | told.members, [*(shown if isinstance(shown, list) else [shown]), *more]


def _figure_of(company: Company, name: str, year: int) -> float | None:
    figures = company.figures.get(year)
    return getattr(figures, name, None) if figures is not None and name in YEAR_FIGURES else None


def sizes_of(situation: Situation) -> frozenset[str]:
    """Return every size class the company may be of: the stated one, or what its group allows, or what its own
    figures allow.
    """
    stated = situation.fact("company_size")
    if isinstance(stated, str):
        return frozenset({stated})
    if situation.company.sizes:
        return situation.company.sizes
    return possible_sizes(*(situation.number(name) for name in FIGURES))


def _company_size(situation: Situation, term: Term) -> Value | None:
    possible = sizes_of(situation)
    if len(possible) == 1:
        (size,) = possible
        return size
    # All four are possible: that is knowing nothing, and shown as such.
    return OneOf(possible) if len(possible) < 4 else None


def _age(count: Callable[[date, date], float]) -> Deriver:
    def compute(situation: Situation, term: Term) -> Value | None:
        founded = situation.fact("founded")
        return count(founded, term.at or situation.on) if isinstance(founded, date) else None

    return compute


def _country(situation: Situation, term: Term) -> Value | None:
    country = situation.fact("country")
    if country is None and _in_a_home_commune(situation):
        return situation.home
    return country


def _in_a_home_commune(situation: Situation) -> bool:
    commune = situation.fact("commune")
    return isinstance(commune, str) and commune in situation.communes


def _established(situation: Situation, term: Term) -> Value | None:
    """A registered office here is an establishment; one abroad may have an establishment here all the same."""
    if situation.fact("country") == situation.home:
        return True
    return True if situation.fact("country") is None and _in_a_home_commune(situation) else None


def _nuts(situation: Situation, term: Term) -> Value | None:
    country, commune = _country(situation, term), situation.fact("commune")
    return places.nuts_of(
        country if isinstance(country, str) else None,
        commune if isinstance(commune, str) else None,
        situation.nuts,
    )


def _canton(situation: Situation, term: Term) -> Value | None:
    commune = situation.fact("commune")
    canton = situation.communes.get(commune) if isinstance(commune, str) else None
    return fold(canton) if canton else None


# Sectors as rules name them, for the divisions that certainly belong to them. A company may be in others too
# (craft is a matter of its permit, not of its NACE code), so this never says that it is *not* in a sector.
_SECTORS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("46", "47"), ("commerce",)),
    (("55", "79"), ("tourism",)),
    (("55", "56"), ("horeca",)),
    (("82.3",), ("events",)),
    (("90",), ("culture",)),
)


def _sector(situation: Situation, term: Term) -> Value | None:
    code = situation.fact("nace")
    if not isinstance(code, str):
        return None
    found = {
        sector
        for prefixes, sectors in _SECTORS
        if any(code.startswith(prefix.replace(".", "")) for prefix in prefixes)
        for sector in sectors
    }
    return AtLeast(frozenset(found)) if found else None


def _lower_of_turnover_and_balance(situation: Situation, term: Term) -> Value | None:
    """ "Turnover or balance sheet total below X" holds when the lower of the two does."""
    turnover, balance = situation.number("turnover_eur"), situation.number("balance_sheet_eur")
    if turnover is not None and balance is not None:
        return min(turnover, balance)
    one = turnover if turnover is not None else balance
    return None if one is None else Between(0, one)


def _higher_of_turnover_and_balance(situation: Situation, term: Term) -> Value | None:
    turnover, balance = situation.number("turnover_eur"), situation.number("balance_sheet_eur")
    if turnover is not None and balance is not None:
        return max(turnover, balance)
    one = turnover if turnover is not None else balance
    return None if one is None else Between(one, None)


def _project_cost(situation: Situation, term: Term) -> Value | None:
    costs = situation.project.costs
    return float(sum(cost.eur for cost in costs)) if costs else None


def _headroom(situation: Situation, term: Term) -> Value | None:
    grants, on = situation.company.grants, term.at or situation.on
    if grants is None or on not in OLD_IN_FORCE:
        return None if grants is None else headroom_eur(grants, on)
    # Regulation (EU) 1407/2013, article 3(5): the running fiscal year and the two before it. When that year begins
    # is not known here: it may end on the day, or begin on it.
    most = sum(grant.gge_eur for grant in grants if plus_months(on, -36) < grant.date <= on)
    least = sum(grant.gge_eur for grant in grants if plus_months(on, -24) <= grant.date <= on)
    low, high = (max(0.0, OLD_CEILING_EUR - used) for used in (most, least))
    return low if low == high else Between(low, high)


def _owners(situation: Situation, term: Term) -> links.Links | None:
    owners = situation.company.owners
    return None if owners is None else owners.on(term.at or situation.on)


def _holdings(situation: Situation, term: Term) -> links.Links | None:
    holdings = situation.company.holdings
    return None if holdings is None else holdings.on(term.at or situation.on)


def _of_owners(compute: Callable[[links.Links | None], Value | None]) -> Deriver:
    return lambda situation, term: compute(_owners(situation, term))


def _of_both(compute: Callable[[links.Links | None, links.Links | None], Value | None]) -> Deriver:
    return lambda situation, term: compute(_owners(situation, term), _holdings(situation, term))


def _same_as(name: str) -> Deriver:
    return lambda situation, term: situation.fact(name)


DERIVED: Mapping[str, Deriver] = {
    "company_size": _company_size,
    "age_years": _age(ages.age_years),
    "age_months": _age(ages.age_months),
    "registered_office_country": _country,
    "established_in_LU": _established,
    "activity_in_LU": _established,
    "canton": _canton,
    "sector": _sector,
    "annual_turnover_eur": _same_as("turnover_eur"),
    "turnover_2019_eur": lambda situation, term: _figure_of(situation.company, "turnover_eur", 2019),
    "turnover_or_balance_sheet_eur": _lower_of_turnover_and_balance,
    "turnover_and_balance_sheet_eur": _higher_of_turnover_and_balance,
    "project_cost_eur_excl_vat": _project_cost,
    "de_minimis_headroom": _headroom,
    "nuts": _nuts,
    "largest_owner_pct": _of_owners(links.largest_share),
    "largest_holding_pct": lambda situation, term: links.largest_share(_holdings(situation, term), False),
    "public_ownership_pct": _of_owners(lambda owners: links.share_of(owners, "public_body")),
    "owner_kinds": _of_owners(links.kinds_of),
    "owner_countries": _of_owners(links.countries_of),
    "group_relation": _of_both(links.relation),
    "part_of_group": _of_both(links.part_of_group),
    "aids_held": lambda situation, term: aids_held.programmes_held(
        situation.company.aids, term, situation.on
    ),
    "aids_held_eur": lambda situation, term: aids_held.eur_held(situation.company.aids, term, situation.on),
}

# What to ask a person so that the engine can compute the value.
BASIS: Mapping[str, tuple[str, ...]] = {
    "company_size": FIGURES,
    "age_years": ("founded",),
    "age_months": ("founded",),
    "registered_office_country": ("country",),
    "canton": ("commune",),
    "nuts": ("commune",),
    "annual_turnover_eur": ("turnover_eur",),
    "turnover_or_balance_sheet_eur": ("turnover_eur", "balance_sheet_eur"),
    "turnover_and_balance_sheet_eur": ("turnover_eur", "balance_sheet_eur"),
}


def to_ask(situation: Situation, term: Term, derived: str = "") -> tuple[str, ...]:
    """Return the facts to ask for so that a term becomes known, the first one first.

    A figure of a year is named by its place in the company's document, `figures.2019.turnover_eur`.
    """
    if term.year is not None:
        return (f"figures.{term.year}.{term.field}",)
    if term.within_months is not None or term.programmes:
        return ("aids",)  # the list: its days and sums are needed
    basis = BASIS.get(derived or term.field, ())
    missing = tuple(name for name in basis if situation.fact(name) is None)
    return missing or (term.field,)
