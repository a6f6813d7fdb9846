"""What did an event cost: planned and actual, by kind, for each participant and each company that came?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from grappe.apps.events.enums import CostKind
from grappe.apps.events.models import Cost
from grappe.apps.events.permissions import check_can_view_events
from grappe.ui import budget
from grappe.ui.budget import OfKind, Sum, sum_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event
    from grappe.apps.events.queries.came import Came


@dataclass(frozen=True, slots=True)
class Account:
    """An event's budget and account. Amounts for each are of the net costs so far: costs less income."""

    kinds: tuple[OfKind, ...]
    costs: Sum
    income: Sum
    net_planned: Decimal | None
    net_actual: Decimal | None
    per_participant: Decimal | None
    per_company: Decimal | None

    @property
    def is_empty(self) -> bool:
        return not self.kinds

    @property
    def incomplete(self) -> int:
        """How many lines have no actual amount yet."""
        return self.costs.unknown + self.income.unknown

    @property
    def chart(self) -> dict[str, Any] | None:
        """Planned and actual by kind, as bars (ECharts); None where there is nothing."""
        return budget.bars(self.kinds)


def account_of(event: Event, came: Came, *, for_user: User) -> Account:
    """Return an event's budget and account. One query. Raises PermissionDenied."""
    check_can_view_events(for_user)
    lines = list(Cost.objects.filter(event=event))
    kinds = budget.by_kind(lines, CostKind)
    costs = sum_of(line for line in lines if line.kind != CostKind.INCOME)
    income = sum_of(line for line in lines if line.kind == CostKind.INCOME)
    net = less(costs.actual, income.actual)
    return Account(
        kinds=kinds,
        costs=costs,
        income=income,
        net_planned=less(costs.planned, income.planned),
        net_actual=net,
        per_participant=for_each(net, came.people),
        per_company=for_each(net, came.companies),
    )


def less(costs: Decimal | None, income: Decimal | None) -> Decimal | None:
    """Return costs less income; where no cost is known neither is the difference."""
    return None if costs is None else costs - (income or Decimal(0))


def for_each(amount: Decimal | None, number: int) -> Decimal | None:
    """Return an amount for each of so many, to the cent; None for none."""
    if amount is None or number <= 0:
        return None
    return (amount / number).quantize(Decimal("0.01"), ROUND_HALF_UP)


def cost_for(pk: int, *, for_user: User) -> Cost:
    """Return one line with its event; raises Cost.DoesNotExist, PermissionDenied."""
    check_can_view_events(for_user)
    return Cost.objects.select_related("event__organiser").prefetch_related("event__team").get(pk=pk)
