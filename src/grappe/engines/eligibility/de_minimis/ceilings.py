"""Which ceiling of de minimis aid holds on a day, which aid counts against it, and when is it free again?

Sources: Regulation (EU) 2023/2831, article 3(2) (http://data.europa.eu/eli/reg/2023/2831/oj): EUR 300,000 per
single undertaking and Member State over any period of three years, from 2024-01-01 to 2030-12-31. Before it,
Regulation (EU) 1407/2013, article 3(2) and (5) (http://data.europa.eu/eli/reg/2013/1407/oj): EUR 200,000 (road
freight for hire or reward 100,000) over three fiscal years, the running one and the two before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from grappe.engines.eligibility.ages import plus_months
from grappe.engines.kernel import Period

CEILING_EUR = 300_000
IN_FORCE = Period(date(2024, 1, 1), date(2030, 12, 31))
# Article 7(3) of Regulation (EU) 2023/2831: schemes that met it may still be used for six months after its end.
TRANSITION_UNTIL = date(2031, 6, 30)
OLD_CEILING_EUR, OLD_ROAD_FREIGHT_EUR = 200_000, 100_000
OLD_IN_FORCE = Period(date(2014, 1, 1), date(2023, 12, 31))
MONTHS = 36


@dataclass(frozen=True, slots=True)
class Grant:
    """De minimis aid received: the day the right to it arose, and its gross grant equivalent in euros."""

    date: date
    gge_eur: float


@dataclass(frozen=True, slots=True)
class Regime:
    """What holds on a day: the ceiling in euros, the first day whose grants count, and the article."""

    ceiling_eur: int
    counts_from: date
    rolling: bool
    source: str


def headroom_eur(grants: Iterable[Grant], on: date) -> float | None:
    """Return how many euros of de minimis aid may still be granted on a day; None outside the years of both
    regulations.

    From 2024 on counts the grants of the three years that end on the day: a grant of 2 May 2024 is free again on
    2 May 2027. Before, those of three calendar years (the fiscal year of most).
    """
    law = regime(on)
    if law is None:
        return None
    used = sum(grant.gge_eur for grant in grants if law.counts_from <= grant.date <= on)
    return max(0.0, law.ceiling_eur - used)


def regime(on: date, year_begins: tuple[int, int] = (1, 1), road_freight: bool = False) -> Regime | None:
    """Return what holds on a day; None where none of the two regulations does.

    `year_begins` is the month and day on which the undertaking's fiscal year begins.
    """
    if on in IN_FORCE:
        first = plus_months(on, -MONTHS) + timedelta(days=1)
        return Regime(CEILING_EUR, first, True, "Regulation (EU) 2023/2831, art. 3(2)")
    if on in OLD_IN_FORCE:
        ceiling = OLD_ROAD_FREIGHT_EUR if road_freight else OLD_CEILING_EUR
        first = _fiscal_year(on, year_begins, -2)
        return Regime(ceiling, first, False, "Regulation (EU) 1407/2013, art. 3(2) and (5)")
    return None


def frees_on(granted: date, year_begins: tuple[int, int] = (1, 1)) -> date:
    """Return the day from which a grant counts no more, by the law as it then stands.

    Under Regulation (EU) 2023/2831 that is three years after it (for 29 February: 1 March). A grant that had
    left its three fiscal years before 2024 was free on the first day of the fiscal year after them; one that
    was still inside on 2024-01-01 follows the new rule.
    """
    rolling = plus_months(granted, MONTHS)
    while plus_months(rolling, -MONTHS) < granted:
        rolling += timedelta(days=1)
    starts = IN_FORCE.first
    if starts is None or rolling > starts:
        return rolling
    return min(_fiscal_year(granted, year_begins, 3), starts)


def _fiscal_year(on: date, begins: tuple[int, int], later: int) -> date:
    """Return the first day of the fiscal year that holds a day, or of one so many years later."""
    month, day = begins
    year = on.year if (on.month, on.day) >= begins else on.year - 1
    return date(year + later, month, day)
