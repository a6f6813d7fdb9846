"""Which columns does a term read? The facts and figures behind every value that rules ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from grappe.engines.eligibility.facts import GRANTS
from grappe.engines.eligibility.figures import FIGURES, YEAR_FIGURES
from grappe.engines.eligibility.model import Term
from grappe.engines.eligibility.sweep.packed import AIDS, GROUP, HOLDINGS, OWNERS


class Source(NamedTuple):
    """A stated fact, or a figure of a year's accounts where `year` is set."""

    name: str
    year: int | None = None

    @property
    def column(self) -> str:
        """The column of a table of companies: `turnover_eur`, or `turnover_eur_2019` for a year's accounts."""
        return self.name if self.year is None else f"{self.name}_{self.year}"


_MONEY = (Source("turnover_eur"), Source("balance_sheet_eur"))
_OWNERS, _HOLDINGS, _AIDS = Source(OWNERS), Source(HOLDINGS), Source(AIDS)
_PLACE = (Source("country"), Source("commune"))

# What each computation of `derived.DERIVED` looks at. A test holds that none is missing.
READS: Mapping[str, tuple[Source, ...]] = {
    "company_size": (Source("company_size"), Source(GROUP), *(Source(name) for name in FIGURES)),
    "age_years": (Source("founded"),),
    "age_months": (Source("founded"),),
    "registered_office_country": _PLACE,
    "established_in_LU": _PLACE,
    "activity_in_LU": _PLACE,
    "canton": (Source("commune"),),
    "sector": (Source("nace"),),
    "annual_turnover_eur": (Source("turnover_eur"),),
    "turnover_2019_eur": (Source("turnover_eur", 2019),),
    "turnover_or_balance_sheet_eur": _MONEY,
    "turnover_and_balance_sheet_eur": _MONEY,
    "project_cost_eur_excl_vat": (),  # there is no project in a sweep
    "de_minimis_headroom": (Source(GRANTS),),
    "nuts": _PLACE,
    "largest_owner_pct": (_OWNERS,),
    "largest_holding_pct": (_HOLDINGS,),
    "public_ownership_pct": (_OWNERS,),
    "owner_kinds": (_OWNERS,),
    "owner_countries": (_OWNERS,),
    "group_relation": (_OWNERS, _HOLDINGS),
    "part_of_group": (_OWNERS, _HOLDINGS),
    "aids_held": (_AIDS,),
    "aids_held_eur": (_AIDS,),
}


def sources_of(term: Term, derived: str) -> tuple[Source, ...]:
    """Return what the value of a term is made of. `derived` as in `derived.resolve`."""
    if term.year is not None:
        return (Source(term.field, term.year),) if term.field in YEAR_FIGURES else ()
    own = (Source(term.field),) if term.at is None and term.field else ()
    more = (*READS.get(derived or term.field, ()), *(READS["sector"] if term.field == "sector" else ()))
    return tuple(dict.fromkeys((*own, *more)))
