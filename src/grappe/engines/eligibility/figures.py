"""Which figures of a closed year are known of a company?"""

from __future__ import annotations

from dataclasses import dataclass

FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")  # those that make its size
YEAR_FIGURES = (*FIGURES, "export_share_pct", "rd_spending_eur")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one closed year; None where not known. Headcount is in annual work units."""

    headcount: float | None = None
    turnover_eur: float | None = None
    balance_sheet_eur: float | None = None
    export_share_pct: float | None = None
    rd_spending_eur: float | None = None
