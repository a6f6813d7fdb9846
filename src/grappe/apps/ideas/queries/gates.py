"""Which gates are there, and what waits at each?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from grappe.apps.ideas.enums import AssessmentState, Outcome
from grappe.apps.ideas.models import Assessment, Decision, Gate
from grappe.apps.ideas.permissions import check_can_view_ideas
from grappe.apps.ideas.queries.ideas import visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Listed:
    """One gate with what is there: at it, past its day, on the stage before it, and decided within a year."""

    gate: Gate
    open: int
    late: int
    before: int
    decided: int
    outcomes: list[tuple[str, int]]


def gates(*, for_user: User, today: date, at: datetime) -> list[Listed]:
    """Return the gates in use with the ideas that somebody may see; five queries. Raises PermissionDenied."""
    check_can_view_ideas(for_user)
    theirs = visible(for_user=for_user).filter(merged_into=None)
    found = Assessment.objects.filter(state=AssessmentState.OPEN, idea__in=theirs)
    now = list(found.values_list("gate_id", "due_on"))
    stages = Counter(theirs.order_by().values_list("stage", flat=True))
    decided = Counter(
        Decision.objects.filter(decided_at__gt=at - YEAR, assessment__idea__in=visible(for_user=for_user))
        .order_by()
        .values_list("assessment__gate_id", "outcome")
    )
    listed = []
    for gate in Gate.objects.filter(active=True):
        here = [due for pk, due in now if pk == gate.pk]
        outcomes = [
            (str(each.label), decided[gate.pk, each.value])
            for each in Outcome
            if decided[gate.pk, each.value]
        ]
        listed.append(
            Listed(
                gate=gate,
                open=len(here),
                late=sum(due < today for due in here),
                before=max(0, stages[gate.from_stage] - len(here)),
                decided=sum(number for _label, number in outcomes),
                outcomes=outcomes,
            )
        )
    return listed


def gate_for(slug: str, *, for_user: User) -> Gate:
    """Return a gate, also one no longer in use. Raises Gate.DoesNotExist, PermissionDenied."""
    check_can_view_ideas(for_user)
    return Gate.objects.get(slug=slug)
