"""What did an event cost: planned and actual, by kind, for each participant and each company that came?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.events.enums import CostKind
from grappe.apps.events.models import Cost
from grappe.apps.events.permissions import check_can_view_events
from grappe.ui import charts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event
    from grappe.apps.events.queries.came import Came


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines come to; None where no amount is known. `unknown`: lines without the amount, not in the sum."""

    planned: Decimal | None
    actual: Decimal | None
    unknown: int

    @property
    def difference(self) -> Decimal | None:
        """How much more than planned; known only where every line has its actual amount."""
        if self.planned is None or self.actual is None or self.unknown:
            return None
        return self.actual - self.planned


@dataclass(frozen=True, slots=True)
class OfKind:
    """The lines of one kind."""

    kind: str
    label: str
    lines: tuple[Cost, ...]
    sum: Sum


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
        if self.is_empty:
            return None
        series = [
            (_("Planned"), charts.PLANNED, [float(each.sum.planned or 0) for each in self.kinds]),
            (_("Actual"), charts.ACTUAL, [float(each.sum.actual or 0) for each in self.kinds]),
        ]
        return charts.lying_pairs([each.label for each in self.kinds], series)


def account_of(event: Event, came: Came, *, for_user: User) -> Account:
    """Return an event's budget and account. One query. Raises PermissionDenied."""
    check_can_view_events(for_user)
    lines = list(Cost.objects.filter(event=event))
    kinds = tuple(
        OfKind(kind.value, str(kind.label), found, sum_of(found))
        for kind in CostKind
        if (found := tuple(line for line in lines if line.kind == kind))
    )
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


def sum_of(lines: Iterable[Cost]) -> Sum:
    """Return what lines come to."""
    found = list(lines)
    planned = [line.planned_eur for line in found if line.planned_eur is not None]
    actual = [line.actual_eur for line in found if line.actual_eur is not None]
    return Sum(
        planned=sum(planned, Decimal(0)) if planned else None,
        actual=sum(actual, Decimal(0)) if actual else None,
        unknown=len(found) - len(actual),
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
