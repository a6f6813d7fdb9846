"""Which companies work together because they met, and what came of the meeting so far?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum

from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.apps.events.enums import COOPERATION_STEPS, CooperationState
from grappe.apps.events.models import Cooperation
from grappe.apps.events.permissions import can_edit_cooperation, check_can_view_events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grappe.apps.accounts.models import User

PAGE = 25
STANDING = (CooperationState.TALKING, CooperationState.AGREED, CooperationState.RUNNING)
FIRM = (
    CooperationState.AGREED,
    CooperationState.RUNNING,
    CooperationState.ENDED,
)  # what was promised or done


@dataclass(frozen=True, slots=True)
class CooperationFilters:
    """What the list is narrowed to; empty or None is everything."""

    state: str = ""  # a state, or "standing": neither ended nor come to nothing
    event: int | None = None
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """How many cooperations there are, and what they are worth as far as it is known.

    `firm_eur` counts what is agreed, under way or ended; `talks_eur` is only hoped for; None where no value is known.
    """

    number: int
    firm: int
    firm_eur: Decimal | None
    talks_eur: Decimal | None
    without_value: int


def detailed() -> QuerySet[Cooperation]:
    """Return cooperations with all that a list shows of them, and what permissions look at."""
    found = Cooperation.objects.select_related("first", "second", "event__organiser", "created_by")
    return found.prefetch_related("first__clusters", "second__clusters", "event__team")


def both_seen(user: User) -> Q:
    """Which cooperations somebody sees, as a condition: those of two companies that they see. A veil would tell of one half."""
    return of_visible(user, "first") & of_visible(user, "second")


def cooperations(*, for_user: User, filters: CooperationFilters | None = None) -> QuerySet[Cooperation]:
    """Return the cooperations that a filter leaves, the latest first. Raises PermissionDenied."""
    check_can_view_events(for_user)
    wanted = filters or CooperationFilters()
    found = detailed().filter(both_seen(for_user))
    if wanted.state == "standing":
        found = found.filter(state__in=STANDING)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.event is not None:
        found = found.filter(links__event_id=wanted.event)
    if wanted.company is not None:
        found = found.filter(Q(first_id=wanted.company) | Q(second_id=wanted.company))
    return found.order_by("-began_on", "-pk")


def cooperation_for(pk: int, *, for_user: User) -> Cooperation:
    """Return one cooperation; raises Cooperation.DoesNotExist, PermissionDenied."""
    check_can_view_events(for_user)
    found = detailed().get(pk=pk)
    for side in (found.first, found.second):
        check_can_view_company(for_user, side)
    return found


def cooperations_of(company_id: int, *, for_user: User) -> QuerySet[Cooperation]:
    """Return the cooperations of a company, whichever side it is on, the latest first."""
    return cooperations(for_user=for_user, filters=CooperationFilters(company=company_id))


def worth_of(found: QuerySet[Cooperation]) -> Worth:
    """Return what cooperations are worth together. One query."""
    ids = found.order_by().values("pk")
    sums = Cooperation.objects.filter(pk__in=ids).aggregate(
        number=Count("pk"),
        firm=Count("pk", filter=Q(state__in=FIRM)),
        firm_eur=Sum("value_eur", filter=Q(state__in=FIRM)),
        talks_eur=Sum("value_eur", filter=Q(state=CooperationState.TALKING)),
        without_value=Count("pk", filter=Q(value_eur=None)),
    )
    return Worth(**sums)


def next_states(cooperation: Cooperation, *, for_user: User) -> list[tuple[str, str]]:
    """Return the states that may follow, with their words, for whoever may say so."""
    if not can_edit_cooperation(for_user, cooperation):
        return []
    return [
        (state.value, str(state.label))
        for state in CooperationState
        if state in COOPERATION_STEPS[cooperation.state]
    ]


def other_side(found: Iterable[Cooperation], company_id: int) -> list[tuple[Cooperation, object]]:
    """Return each cooperation with the company that is not this one."""
    return [(each, each.second if each.first_id == company_id else each.first) for each in found]
