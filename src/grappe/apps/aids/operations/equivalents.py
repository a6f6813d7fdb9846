"""What is a loan, a guarantee, a grant worth as a grant? The engine's sums, with the steps as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.aids.enums import GgeSource, Instrument
from grappe.engines.eligibility.de_minimis import Gge, guarantee_gge, loan_gge
from grappe.engines.kernel import Money
from grappe.ui.errors import BadInput

COLLATERAL_PCT = 50  # "at least half": the least that the simple proportion asks (article 4(3)(b))
LIKE_A_GRANT = frozenset({Instrument.GRANT, Instrument.SUBSIDY, Instrument.TAX, Instrument.ADVICE})


@dataclass(frozen=True)
class Equivalent:
    """A gross grant equivalent in euros, None where the terms do not tell it, and each step in three languages."""

    eur: Decimal | None
    source: str
    steps: tuple[dict[str, str], ...] = ()


def equivalent_of(
    *, instrument: str, nominal_eur: Decimal, terms: dict[str, Any], stated_eur: Decimal | None, on: date
) -> Equivalent:
    """Return the equivalent of an award: what the letter of grant says goes before what can be computed.

    Raises BadInput for terms that cannot be, such as interest over years that are not whole.
    """
    if stated_eur is not None:
        return Equivalent(stated_eur, GgeSource.STATED)
    if instrument in LIKE_A_GRANT:
        return Equivalent(nominal_eur, GgeSource.COMPUTED)
    try:
        found = _computed(instrument, nominal_eur, terms, on)
    except ValueError as fault:
        raise BadInput(_("The terms cannot be used: %(why)s.") % {"why": fault}) from fault
    if found is None:
        return Equivalent(None, GgeSource.UNKNOWN)
    steps = tuple(step.as_dict() for step in found.steps)
    if found.eur is None:
        return Equivalent(None, GgeSource.UNKNOWN, steps)
    # A loan's or guarantee's aid is never more than the sum it is about.
    return Equivalent(min(Money.eur(found.eur).in_eur, nominal_eur), GgeSource.COMPUTED, steps)


def _computed(instrument: str, nominal_eur: Decimal, terms: dict[str, Any], on: date) -> Gge | None:
    """Return the engine's equivalent of a loan or guarantee, None where the terms say too little."""
    years = terms.get("years")
    if not years:
        return None
    if instrument == Instrument.LOAN:
        return loan_gge(
            nominal_eur, years, collateral_pct=COLLATERAL_PCT if terms.get("secured") else None,
            interest_pct=terms.get("charged_rate_pct"), reference_pct=terms.get("reference_rate_pct"),
            base_pct=terms.get("base_rate_pct"), bullet=bool(terms.get("bullet")), on=on,
        )  # fmt: skip
    if instrument == Instrument.GUARANTEE and terms.get("loan_eur") and terms.get("guaranteed_pct"):
        return guarantee_gge(terms["loan_eur"], years, guaranteed_pct=terms["guaranteed_pct"], on=on)
    return None
