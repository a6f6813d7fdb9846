"""How much de minimis aid is left on a day?

Source: Regulation (EU) 2023/2831, article 3(2) (http://data.europa.eu/eli/reg/2023/2831/oj): EUR 300,000 per
single undertaking and Member State over any period of three years, from 2024-01-01 to 2030-12-31.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grappe.engines.eligibility.ages import plus_months
from grappe.engines.kernel import Period

CEILING_EUR = 300_000
IN_FORCE = Period(date(2024, 1, 1), date(2030, 12, 31))


@dataclass(frozen=True, slots=True)
class Grant:
    """De minimis aid received: the day the right to it arose, and its gross grant equivalent in euros."""

    date: date
    gge_eur: float


def headroom_eur(grants: Iterable[Grant], on: date) -> float | None:
    """Return how many euros of de minimis aid may still be granted on a day; None outside the regulation's
    years.

    Counts the grants of the three years that end on the day: a grant of 2 May 2024 is free again on 2 May
    2027.
    """
    if on not in IN_FORCE:
        return None
    begin = plus_months(on, -36)
    return max(0.0, CEILING_EUR - sum(grant.gge_eur for grant in grants if begin < grant.date <= on))
