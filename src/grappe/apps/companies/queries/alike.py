"""How many companies on file does a description fit: an activity, a class of size, or both?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, Subquery

from grappe.apps.companies.models import Company, NaceCode, YearFigures

# Classes of headcount, in annual work units, as the European definition of small enterprises cuts them: from, below.
SIZES: dict[str, tuple[int, int | None]] = {
    "0-9": (0, 10),
    "10-49": (10, 50),
    "50-249": (50, 250),
    "250-": (250, None),
}


@dataclass(frozen=True, slots=True)
class Alike:
    """What is said of a company: an activity by its code (of any level) and a key of SIZES; "" says nothing."""

    nace: str = ""
    size: str = ""


def size_of(company: Company) -> str:
    """Return the class of a company's latest known headcount; "" where none is known. One query."""
    known = company.figures.filter(headcount__isnull=False).order_by("-year")
    return size_class(known.values_list("headcount", flat=True).first())


def size_class(headcount: Decimal | None) -> str:
    """Return the class that a headcount falls into."""
    if headcount is None:
        return ""
    return next(
        key for key, (least, below) in SIZES.items() if headcount >= least and _is_below(headcount, below)
    )


def _is_below(headcount: Decimal, below: int | None) -> bool:
    return below is None or headcount < below


def lineage(nace: NaceCode | None) -> list[NaceCode]:
    """Return an activity and all that it is part of, the narrowest first: class, group, division, section. One query."""
    if nace is None:
        return []
    codes = {nace.code, nace.section, *(nace.code[:end] for end in (2, 4))}
    found = NaceCode.objects.filter(code__in={code.rstrip(".") for code in codes}, level__lte=nace.level)
    return sorted(found, key=lambda each: -each.level)


def how_many(kinds: Sequence[Alike]) -> list[int]:
    """Return how many companies on file, those in the archive aside, fit each description. One query.

    A company without a known activity or headcount fits no description that speaks of it.
    """
    if not kinds:
        return []
    known = YearFigures.objects.filter(company=OuterRef("pk"), headcount__isnull=False).order_by("-year")
    found = Company.objects.filter(archived_at=None).order_by()
    found = found.annotate(heads=Subquery(known.values("headcount")[:1]))
    counted = {f"n{place}": Count("pk", filter=_fits(each)) for place, each in enumerate(kinds)}
    counts = found.aggregate(**counted)
    return [counts[f"n{place}"] for place in range(len(kinds))]


def _fits(kind: Alike) -> Q:
    condition = Q(pk__isnull=False)
    if kind.nace:
        is_section = len(kind.nace) == 1
        condition &= Q(nace__section=kind.nace) if is_section else Q(nace__code__startswith=kind.nace)
    if kind.size:
        least, below = SIZES[kind.size]
        condition &= Q(heads__gte=least)
        if below is not None:
            condition &= Q(heads__lt=below)
    return condition
