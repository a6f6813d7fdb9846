"""Micro, small, medium or large? The size class by a company's own figures.

Source: Recommendation 2003/361/EC, annex, article 2 (http://data.europa.eu/eli/reco/2003/361/oj), the same as
Annex I, article 2 of Regulation (EU) 651/2014. Partner and linked enterprises are not counted here.
"""

from __future__ import annotations

from functools import lru_cache

# class: headcount below, and (turnover at most, or balance sheet total at most), in euros
LIMITS: tuple[tuple[str, int, int, int], ...] = (
    ("micro", 10, 2_000_000, 2_000_000),
    ("small", 50, 10_000_000, 10_000_000),
    ("medium", 250, 50_000_000, 43_000_000),
)
# One value in each span that the limits cut: an unknown figure may be any of these, and no other tells more.
_HEADCOUNTS = (0.0, 10.0, 50.0, 250.0)
_TURNOVERS = (0.0, 2_000_001.0, 10_000_001.0, 50_000_001.0)
_BALANCES = (0.0, 2_000_001.0, 10_000_001.0, 43_000_001.0)


def size_class(headcount: float, turnover_eur: float, balance_sheet_eur: float) -> str:
    """Return micro, small, medium or large from three known figures (headcount in annual work units).

    The headcount limit must hold; of the two money limits one is enough.
    """
    for name, staff, turnover, balance in LIMITS:
        if headcount < staff and (turnover_eur <= turnover or balance_sheet_eur <= balance):
            return name
    return "large"


@lru_cache(maxsize=4096)
def possible_sizes(
    headcount: float | None, turnover_eur: float | None, balance_sheet_eur: float | None
) -> frozenset[str]:
    """Return every class that the figures allow; None is a figure that is not known."""
    return frozenset(
        size_class(h, t, b)
        for h in (_HEADCOUNTS if headcount is None else (headcount,))
        for t in (_TURNOVERS if turnover_eur is None else (turnover_eur,))
        for b in (_BALANCES if balance_sheet_eur is None else (balance_sheet_eur,))
    )
