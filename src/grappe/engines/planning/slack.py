"""How many days may a step slip before it moves another, or the end of the roadmap?"""

from __future__ import annotations

from dataclasses import dataclass

from grappe.engines.planning.model import DAY, Plan, Step
from grappe.engines.planning.order import order


@dataclass(frozen=True, slots=True)
class Slack:
    """Days a step may slip: `free` without moving another, `total` without moving the roadmap's end."""

    step_id: str
    free: int
    total: int

    @property
    def is_critical(self) -> bool:
        return self.total <= 0


def slack(plan: Plan) -> dict[str, Slack]:
    """Return the slack, in days, of each step that is not done (Kelley and Walker's backward pass).

    Planned dates count, not the earliest possible ones. A step that has started no longer waits, so it does
    not hold back the one it waited for. Raises Cycle.
    """
    in_order = order(plan)
    last_day = plan.end
    if last_day is None:
        return {}
    latest = {step.id: last_day for step in in_order}
    found: dict[str, Slack] = {}
    for step in reversed(in_order):
        waiting = _still_waiting(plan, step)
        next_start = min((each.start for each in waiting), default=last_day + DAY)
        latest[step.id] = min(
            (latest[each.id] - (each.end - each.start) - DAY for each in waiting), default=last_day
        )
        if not step.is_done:
            free = (next_start - DAY - step.end).days
            found[step.id] = Slack(step.id, free=free, total=(latest[step.id] - step.end).days)
    return {step.id: found[step.id] for step in in_order if step.id in found}


def critical_path(plan: Plan) -> tuple[Step, ...]:
    """Return the steps of which any delay moves the roadmap's end, in the order of the work. Raises Cycle."""
    return tuple(plan.by_id[each.step_id] for each in slack(plan).values() if each.is_critical)


def _still_waiting(plan: Plan, step: Step) -> list[Step]:
    return [plan.by_id[key] for key in plan.followers[step.id] if not plan.by_id[key].stays]
