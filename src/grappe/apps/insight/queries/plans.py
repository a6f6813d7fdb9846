"""Which action plans are there, what stands on the page of one, and what of it is late?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.insight.enums import OPEN_MEASURES, Late, MeasureState, PlanState
from grappe.apps.insight.models import ActionPlan, Indicator, Measure, Reading
from grappe.apps.insight.permissions import (
    PLANNERS,
    SEEN_BY_MINISTRY,
    check_can_view_plan,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 25


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands: the last reading, how much of the way is done (percent), and whether it is late."""

    indicator: Indicator
    last: Reading | None
    percent: int | None  # None: nothing is read yet
    reached: bool
    late: str  # of Late, or empty

    @property
    def late_words(self) -> str:
        return str(Late(self.late).label) if self.late else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure with why it is late (empty: it is not), and its indicators."""

    measure: Measure
    late: tuple[str, ...]
    indicators: tuple[Standing, ...]

    @property
    def late_words(self) -> list[str]:
        return [str(Late(each).label) for each in self.late]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of a plan: its measures, its own indicators, its money; `late` counts both that are, while it is under way."""

    lines: tuple[Line, ...]
    indicators: tuple[Standing, ...]
    done: int
    open: int
    late: int
    budget: Decimal | None
    spent: Decimal | None

    @property
    def kept(self) -> int:
        """How many measures were not given up."""
        return self.done + self.open

    @property
    def percent(self) -> int:
        """How many of the measures that were not given up are done, in percent."""
        return round(100 * self.done / self.kept) if self.kept else 0


def plans(*, for_user: User, state: str = "", theme: str = "", today: date) -> QuerySet[ActionPlan]:
    """Return the action plans somebody may see, the latest first, with counts; `theme` is a slug. Raises PermissionDenied."""
    check_can_view_companies(for_user)
    found = ActionPlan.objects.select_related("lead", "theme").prefetch_related("clusters")
    if for_user.role not in PLANNERS:
        found = found.filter(state__in=SEEN_BY_MINISTRY)
    if state:
        found = found.filter(state=state)
    if theme:
        found = found.filter(theme__slug=theme)
    kept = ~Q(measures__state=MeasureState.DROPPED)
    return found.order_by("-starts_on", "-id").annotate(
        measure_count=Count("measures", filter=kept & Q(measures__isnull=False)),
        done_count=Count("measures", filter=Q(measures__state=MeasureState.DONE)),
        late_count=Count("measures", filter=_late(today, "measures__") & Q(state=PlanState.RUNNING)),
    )


def _late(today: date, prefix: str = "") -> Q:
    """Return the condition of a measure that should be done, or should have begun."""
    return Q(**{f"{prefix}state__in": OPEN_MEASURES, f"{prefix}due_on__lt": today}) | Q(
        **{f"{prefix}state": MeasureState.PLANNED, f"{prefix}starts_on__lt": today}
    )


def plan_for(pk: int, *, for_user: User) -> ActionPlan:
    """Return a plan with its people. Raises ActionPlan.DoesNotExist, PermissionDenied."""
    check_can_view_companies(for_user)
    plan = ActionPlan.objects.select_related("lead", "theme").prefetch_related("team", "clusters").get(pk=pk)
    check_can_view_plan(for_user, plan)
    return plan


def measure_for(pk: int, *, for_user: User) -> Measure:
    """Return a measure with its plan. Raises Measure.DoesNotExist, PermissionDenied."""
    check_can_view_companies(for_user)
    found = Measure.objects.select_related("plan__lead", "plan__theme", "owner")
    measure = found.prefetch_related("plan__team", "plan__clusters").get(pk=pk)
    check_can_view_plan(for_user, measure.plan)
    return measure


def indicator_for(pk: int, *, for_user: User) -> Indicator:
    """Return an indicator with its plan and measure. Raises Indicator.DoesNotExist, PermissionDenied."""
    check_can_view_companies(for_user)
    found = Indicator.objects.select_related("plan__lead", "measure__owner", "measure__plan")
    indicator = found.prefetch_related("plan__team").get(pk=pk)
    check_can_view_plan(for_user, indicator.plan)
    return indicator


def reading_for(pk: int, *, for_user: User) -> Reading:
    """Return a reading with its indicator and plan. Raises Reading.DoesNotExist, PermissionDenied."""
    check_can_view_companies(for_user)
    found = Reading.objects.select_related("indicator__plan__lead", "indicator__measure__plan")
    reading = found.prefetch_related("indicator__plan__team").get(pk=pk)
    check_can_view_plan(for_user, reading.indicator.plan)
    return reading


def sheet(plan: ActionPlan, *, today: date) -> Sheet:
    """Return all of a plan as it stands on a day, in four queries."""
    # By the plan, so that each measure and indicator knows it without being asked.
    measures = list(plan.measures.select_related("owner").order_by("position", "pk"))
    read = plan.indicators.prefetch_related(
        Prefetch("readings", Reading.objects.select_related("read_by").order_by("on", "pk"))
    )
    standings = [standing(each, today=today) for each in read]
    lines = tuple(
        Line(
            measure,
            late_of(measure, today=today),
            tuple(each for each in standings if each.indicator.measure_id == measure.pk),
        )
        for measure in measures
    )
    own = tuple(each for each in standings if each.indicator.measure_id is None)
    kept = [each for each in measures if each.state != MeasureState.DROPPED]
    return Sheet(
        lines=lines,
        indicators=own,
        done=sum(each.state == MeasureState.DONE for each in kept),
        open=sum(each.state != MeasureState.DONE for each in kept),
        late=sum(bool(line.late) for line in lines) + sum(bool(each.late) for each in standings)
        if plan.state == PlanState.RUNNING
        else 0,
        budget=_sum(each.budget_eur for each in kept),
        spent=_sum(each.spent_eur for each in measures),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of the amounts that are known; None where none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def late_of(measure: Measure, *, today: date) -> tuple[str, ...]:
    """Return why a measure is late on a day (values of Late); what is done or given up can only have cost too much.

    A plan that is not under way waits for nothing: none of its measures should have begun or be done.
    """
    found = []
    waits = measure.plan.state == PlanState.RUNNING
    if waits and measure.state in OPEN_MEASURES and measure.due_on < today:
        found.append(Late.NOT_DONE.value)
    elif waits and measure.state == MeasureState.PLANNED and measure.starts_on < today:
        found.append(Late.NOT_BEGUN.value)
    if (
        measure.budget_eur is not None
        and measure.spent_eur is not None
        and measure.spent_eur > measure.budget_eur
    ):
        found.append(Late.OVERSPENT.value)
    return tuple(found)


def standing(indicator: Indicator, *, today: date) -> Standing:
    """Return how an indicator stands on a day, of its readings until then (`.all()` uses what a query has prefetched).

    The way goes from the value at the start (unknown: 0) to the target, upwards or downwards. Late is what was not
    reached by its day, unless the plan never began or was given up; what nobody has read since is unknown, not reached.
    """
    over = indicator.target_on < today and indicator.plan.state in SEEN_BY_MINISTRY
    read = [each for each in indicator.readings.all() if each.on <= today]
    last = read[-1] if read else None
    if last is None:
        late = Late.UNKNOWN.value if over else ""
        return Standing(indicator, None, None, False, late)
    begin, target = indicator.start_value or Decimal(0), indicator.target
    down = target < begin
    reached = last.value <= target if down else last.value >= target
    way = abs(target - begin)
    done = (begin - last.value) if down else (last.value - begin)
    percent = 100 if reached else max(0, min(99, int(100 * done / way))) if way else 0
    late = Late.NOT_REACHED.value if over and not reached else ""
    return Standing(indicator, last, percent, reached, late)


def measures_due(*, for_user: User, today: date, of_everybody: bool) -> list[Measure]:
    """Return the measures of plans under way that are late: one's own and those of the plans one leads, or everybody's."""
    check_can_view_companies(for_user)
    found = Measure.objects.filter(_late(today), plan__state=PlanState.RUNNING).select_related(
        "plan", "owner"
    )
    if not of_everybody:
        found = found.filter(Q(owner=for_user) | Q(plan__lead=for_user))
    return list(found.order_by("due_on", "pk").distinct())
