"""Which class do the figures allow, and which one does the enterprise count as? Limits and the two-year rule.

Source: Annex I, articles 2 and 4 of Regulation (EU) 651/2014 (http://data.europa.eu/eli/reg/2014/651/oj).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grappe.engines.eligibility.sizes import LIMITS
from grappe.engines.eligibility.sme_status.group import CLASSES, LastYear


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure added up over all that counts: what is known of it, and whether a part is missing."""

    known: Fraction
    complete: bool


def possible_classes(headcount: Sum, turnover: Sum, balance: Sum) -> frozenset[str]:
    """Return every class that sums allow. A missing part may only add to a sum, never take from it."""
    return frozenset(
        _class(h, t, b)
        for h in _values(headcount, _STAFF)
        for t in _values(turnover, _SALES)
        for b in _values(balance, _ASSETS)
    )


_STAFF = [Fraction(limit) for _, limit, _, _ in LIMITS]
# A money limit may be reached but not passed: the next value that tells more lies just above it.
_SALES = [limit + Fraction(1, 100) for _, _, limit, _ in LIMITS]
_ASSETS = [limit + Fraction(1, 100) for _, _, _, limit in LIMITS]


def _values(figure: Sum, limits: Sequence[Fraction]) -> list[Fraction]:
    """Return one value in each span that a sum may lie in."""
    more = [] if figure.complete else [limit for limit in limits if limit > figure.known]
    return [figure.known, *more]


def _class(headcount: Fraction, turnover: Fraction, balance: Fraction) -> str:
    """As sizes.size_class, in exact numbers: a limit met to the cent is met."""
    for name, staff, sales, assets in LIMITS:
        if headcount < staff and (turnover <= sales or balance <= assets):
            return name
    return "large"


def after_two_years(now: Collection[str], last: LastYear | None) -> frozenset[str]:
    """Return the classes an enterprise may count as; `now` are those that this year's figures allow.

    Article 4(2), limit by limit: a limit crossed changes the status only when the same side is kept for two
    closed years. Of this year's class, last year's class and last year's status, the one in the middle stands:
    where two agree, it is theirs.
    """
    if last is None:
        return frozenset(now)
    classes = CLASSES if last.size_class is None else (last.size_class,)
    statuses = CLASSES if last.status is None else (last.status,)
    return frozenset(
        sorted((this, before, status), key=CLASSES.index)[1]
        for this in now
        for before in classes
        for status in statuses
    )


def between(classes: Collection[str]) -> frozenset[str]:
    """Return the classes from the least to the greatest of some, all of those in between."""
    places = [CLASSES.index(name) for name in classes]
    return frozenset(CLASSES[min(places) : max(places) + 1])
