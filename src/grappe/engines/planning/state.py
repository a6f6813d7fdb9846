"""How does a roadmap stand on a day?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from grappe.engines.kernel import Money
from grappe.engines.planning.late import Late, forecast, late_steps
from grappe.engines.planning.model import Aid, AidState, Plan, Step
from grappe.engines.planning.order import order


class StateKind(Enum):
    EMPTY = "empty"
    """No step has been written down yet."""
    ON_TRACK = "on_track"
    LATE = "late"
    """A step should have ended, and has not."""
    BLOCKED = "blocked"
    """A step whose day has come cannot go on: what it waits for is not done, or an obstacle is noted."""
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class MoneyState:
    """What the steps cost and what came of their aids; an amount nobody knows counts as nothing."""

    cost: Money = Money(0)
    expected: Money = Money(0)
    requested: Money = Money(0)
    obtained: Money = Money(0)
    refused: Money = Money(0)
    paid: Money = Money(0)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing to be done, or the one at which it is held up."""

    step_id: str
    title: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class RoadmapState:
    """The state of a roadmap on a day, from which one sentence is made."""

    kind: StateKind
    today: date
    steps: int = 0
    done: int = 0
    late: tuple[Late, ...] = ()
    waiting: tuple[NextStep, ...] = ()
    waits_for: Late | NextStep | None = None
    obstacle: str = ""
    next_step: NextStep | None = None
    planned_end: date | None = None
    expected_end: date | None = None
    money: MoneyState = MoneyState()

    @property
    def days_late(self) -> int:
        """Return by how many days the latest step is late; 0 when none is."""
        return self.late[0].days if self.late else 0


def state_of(plan: Plan, *, today: date) -> RoadmapState:
    """Return how the roadmap stands on a day. Raises Cycle."""
    in_order = order(plan)
    open_steps = [step for step in in_order if not step.is_done]
    late = late_steps(plan, today=today)
    waiting = [step for step in open_steps if _is_held_up(plan, step, today)]
    obstacle = next((step for step in open_steps if step.obstacle and step.start <= today), None)
    held_up = [obstacle, *(s for s in waiting if s is not obstacle)] if obstacle else waiting
    return RoadmapState(
        kind=_kind(in_order, open_steps, late, held_up),
        today=today,
        steps=len(in_order),
        done=len(in_order) - len(open_steps),
        late=late,
        waiting=tuple(_next(step) for step in held_up),
        waits_for=_waits_for(plan, held_up[0], late) if held_up and not obstacle else None,
        obstacle=obstacle.obstacle if obstacle else "",
        next_step=_next_step(open_steps, held_up),
        planned_end=plan.end,
        expected_end=forecast(plan, today=today).plan.end,
        money=_money(plan),
    )


def _is_held_up(plan: Plan, step: Step, today: date) -> bool:
    unfinished = any(not plan.by_id[key].is_done for key in step.depends_on)
    return step.start <= today and not step.stays and unfinished


def _waits_for(plan: Plan, step: Step, late: tuple[Late, ...]) -> Late | NextStep:
    awaited = [plan.by_id[key] for key in step.depends_on if not plan.by_id[key].is_done]
    last = max(awaited, key=lambda each: each.end)
    return next((each for each in late if each.step_id == last.id), _next(last))


def _kind(in_order: tuple[Step, ...], open_steps: list[Step], late: object, held_up: list[Step]) -> StateKind:
    if not in_order:
        return StateKind.EMPTY
    if not open_steps:
        return StateKind.FINISHED
    if held_up:
        return StateKind.BLOCKED
    return StateKind.LATE if late else StateKind.ON_TRACK


def _next_step(open_steps: list[Step], held_up: list[Step]) -> NextStep | None:
    free = [step for step in open_steps if step not in held_up] or open_steps
    return _next(min(free, key=lambda step: (step.end, step.start))) if free else None


def _next(step: Step) -> NextStep:
    return NextStep(step.id, step.title, step.start, step.end)


def _money(plan: Plan) -> MoneyState:
    aids = [*plan.other_aids, *(aid for step in plan.steps for aid in step.aids)]
    return MoneyState(
        cost=_sum(step.cost for step in plan.steps),
        expected=_sum([*map(_expected, plan.steps), *map(_hoped_for, plan.other_aids)]),
        requested=_sum(aid.requested for aid in aids),
        obtained=_sum(aid.obtained for aid in aids),
        refused=_sum(aid.requested for aid in aids if aid.state is AidState.REFUSED),
        paid=_sum(aid.paid for aid in aids),
    )


def _expected(step: Step) -> Money:
    if step.aids and all(aid.state is AidState.REFUSED for aid in step.aids):
        return Money(0)  # what was asked for is refused: nothing more is to be expected
    return step.expected_aid if step.expected_aid is not None else _sum(map(_hoped_for, step.aids))


def _hoped_for(aid: Aid) -> Money | None:
    return None if aid.state is AidState.REFUSED else aid.expected


def _sum(amounts: Iterable[Money | None]) -> Money:
    return Money(sum(amount.cents for amount in amounts if amount is not None))
