"""What is to be reached in a flagship project, by when, what may go wrong, and what did it bring?

Its parts are of five kinds: milestones, deliverables, risks, common projects and indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from grappe.apps.ideas.enums import EUROS, FlagshipState, IndicatorKind
from grappe.apps.ideas.models import (
    CommonProject,
    Deliverable,
    Flagship,
    Indicator,
    Milestone,
    Risk,
)
from grappe.apps.ideas.queries.flagships import flagship_for, flagships
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MODELS: dict[str, type[Any]] = {
    "milestone": Milestone, "deliverable": Deliverable, "risk": Risk, "project": CommonProject, "indicator": Indicator,
}  # fmt: skip
TEXTS = {
    "milestone": ("names",), "deliverable": ("names",), "risk": ("names", "measures"), "project": ("names",),
    "indicator": (),
}  # fmt: skip
PLAIN = {
    "milestone": ("due_on", "reached_on"),
    "deliverable": ("due_on", "delivered_on"),
    "risk": ("likelihood", "impact", "closed_on"),
    "project": ("begins_on", "ends_on", "costs_eur", "link"),
    "indicator": ("kind", "year", "expected", "reached"),
}
HIGH = 12  # likelihood × impact from which a risk is high: likely (3) and grave (4), or more


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of a flagship project, each in its order."""

    milestones: tuple[Milestone, ...]
    deliverables: tuple[Deliverable, ...]
    risks: tuple[Risk, ...]
    projects: tuple[CommonProject, ...]
    indicators: tuple[OfKind, ...]

    @property
    def matrix(self) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
        return matrix_of(self.risks)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix of risks; `risks` with the numbers that they have in the table beside it."""

    impact: int
    weight: int
    risks: tuple[tuple[int, Risk], ...]

    @property
    def high(self) -> bool:
        return self.weight >= HIGH


@dataclass(frozen=True, slots=True)
class OfKind:
    """What is counted of one kind: by year, and in all. `reached` is None while nothing is known."""

    kind: str
    label: str
    in_euros: bool
    rows: tuple[Indicator, ...]
    expected: Decimal | None
    reached: Decimal | None


def plan_of(flagship: Flagship) -> Plan:
    """Return the parts of a flagship project, with its partners as it has them (`flagship_for`). Six queries."""
    partners = {each.pk: each for each in flagship.partners.all()}
    deliverables, risks = list(flagship.deliverables.all()), list(flagship.risks.select_related("owner"))
    for deliverable in deliverables:
        deliverable.partner = partners.get(deliverable.partner_id or 0)
    for risk in risks:
        risk.partner = partners.get(risk.partner_id or 0)
    return Plan(
        milestones=tuple(flagship.milestones.all()),
        deliverables=tuple(deliverables),
        risks=tuple(risks),
        projects=tuple(flagship.projects.prefetch_related("partners")),
        indicators=counted(list(flagship.indicators.all())),
    )


def matrix_of(risks: Sequence[Risk]) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    """Return the risks that are still there by likelihood (5 first) and impact (1 first), with their place among all.

    Empty where none is left.
    """
    numbered = [(number, each) for number, each in enumerate(risks, start=1) if each.closed_on is None]
    if not numbered:
        return ()

    def cell(likelihood: int, impact: int) -> Cell:
        here = [one for one in numbered if (one[1].likelihood, one[1].impact) == (likelihood, impact)]
        return Cell(impact, likelihood * impact, tuple(here))

    steps = range(1, 6)
    return tuple((each, tuple(cell(each, impact) for impact in steps)) for each in reversed(steps))


def counted(rows: Sequence[Indicator]) -> tuple[OfKind, ...]:
    """Return indicators by kind, with their sums over the years that are known."""
    found = []
    for kind in IndicatorKind:
        own = tuple(sorted((each for each in rows if each.kind == kind), key=lambda each: each.year))
        if own:
            found.append(
                OfKind(
                    kind=kind.value,
                    label=str(kind.label),
                    in_euros=kind in EUROS,
                    rows=own,
                    expected=_sum(each.expected for each in own),
                    reached=_sum(each.reached for each in own),
                )  # fmt: skip
            )
    return tuple(found)


def _sum(values: Any) -> Decimal | None:
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known else None


def part_for(pk: int, *, kind: str, for_user: User) -> Any:
    """Return one part with its flagship project. Raises its DoesNotExist, PermissionDenied, KeyError for no such kind."""
    part = MODELS[kind].objects.get(pk=pk)
    part.flagship = flagship_for(part.flagship_id, for_user=for_user)
    return part


def as_written(kind: str, part: Any) -> dict[str, Any]:
    """Return a part as its form shows it, by field."""
    shown = {f"{name}_{code}": getattr(part, name).get(code, "") for name in TEXTS[kind] for code in CODES}
    shown |= {name: getattr(part, name) for name in PLAIN[kind]}
    if kind == "deliverable":
        shown["partner"] = str(part.partner_id or "")
    if kind == "risk":
        shown["owner"] = (
            f"u{part.owner_id}" if part.owner_id else f"p{part.partner_id}" if part.partner_id else ""
        )
    if kind == "project":
        shown["partners"] = [str(each.pk) for each in part.partners.all()]
    return shown


def version_of(kind: str, part: Any) -> str:
    """Return the fingerprints of all that the form shows of a part."""
    return conflicts.version_of(as_written(kind, part))


def _mine(user: User, *, of_everybody: bool) -> Any:
    running = flagships(for_user=user).filter(state__in=(FlagshipState.RUNNING, FlagshipState.PREPARING))
    if of_everybody:
        return running.values("pk")
    team = Flagship.team.through.objects.filter(user_id=user.pk).values("flagship_id")
    return running.filter(Q(lead=user) | Q(pk__in=team)).values("pk")


def late_milestones(*, for_user: User, today: date, of_everybody: bool = False) -> list[Milestone]:
    """Return the milestones that are late in the flagship projects somebody runs, the oldest first. One query."""
    late = Milestone.objects.filter(due_on__lt=today, reached_on=None)
    late = late.filter(flagship__in=_mine(for_user, of_everybody=of_everybody))
    return list(late.select_related("flagship").order_by("due_on", "pk"))


def risks_without_owner(*, for_user: User, of_everybody: bool = False) -> list[Risk]:
    """Return the high risks that are nobody's in the flagship projects somebody runs, the highest first. One query."""
    high = Risk.objects.annotate(product=F("likelihood") * F("impact")).filter(product__gte=HIGH)
    high = high.filter(owner=None, partner=None, closed_on=None)
    high = high.filter(flagship__in=_mine(for_user, of_everybody=of_everybody))
    return list(high.select_related("flagship").order_by("-product", "pk"))
