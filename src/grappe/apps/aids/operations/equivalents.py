"""What is a loan, a guarantee, a grant worth as a grant? The engine's sums, with the steps as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grappe.apps.aids.enums import GgeSource, Instrument

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
    """Return the equivalent of an award: what the letter of grant says goes before what can be computed."""
    if stated_eur is not None:
        return Equivalent(stated_eur, GgeSource.STATED)
    if instrument in LIKE_A_GRANT:
        return Equivalent(nominal_eur, GgeSource.COMPUTED)
    return Equivalent(None, GgeSource.UNKNOWN)
