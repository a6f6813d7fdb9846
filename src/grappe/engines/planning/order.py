"""In which order can the steps be done, and which of them wait for each other in a circle?"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import replace

from grappe.engines.kernel import Reason
from grappe.engines.planning.model import Plan, PlanningError, Step
from grappe.engines.planning.wording import in_three


class Cycle(PlanningError):
    """Some steps wait for each other in a circle; `steps` are those steps, each waiting for the next."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        super().__init__(_cycle_reason(steps))


def order(plan: Plan) -> tuple[Step, ...]:
    """Return the steps so that each stands after all it waits for; by start day, then as written, where free.

    Raises Cycle, which names the steps that wait for each other.
    """
    place = {step.id: number for number, step in enumerate(plan.steps)}
    waiting = {step.id: len(set(step.depends_on)) for step in plan.steps}
    free = [(step.start, place[step.id], step.id) for step in plan.steps if not waiting[step.id]]
    heapq.heapify(free)
    done: list[Step] = []
    while free:
        _, _, step_id = heapq.heappop(free)
        done.append(plan.by_id[step_id])
        for follower in plan.followers[step_id]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(free, (plan.by_id[follower].start, place[follower], follower))
    if len(done) < len(plan.steps):
        raise Cycle(_one_cycle(plan, {step_id for step_id, count in waiting.items() if count}))
    return tuple(done)


def after(plan: Plan, step_id: str) -> frozenset[str]:
    """Return the ids of all steps that wait for this one, directly or through others, without itself.

    Raises UnknownStep.
    """
    return _reach(plan.step(step_id), lambda key: plan.followers[key])


def before(plan: Plan, step_id: str) -> frozenset[str]:
    """Return the ids of all steps this one waits for, directly or through others, without itself.

    Raises UnknownStep.
    """
    return _reach(plan.step(step_id), lambda key: plan.by_id[key].depends_on)


def cycle_with(plan: Plan, step_id: str, depends_on: Iterable[str]) -> Cycle | None:
    """Return the circle that would arise if the step waited for `depends_on`, or None.

    Raises UnknownStep when one of them is not in the plan.
    """
    step = plan.step(step_id)
    try:
        order(plan.with_steps({step_id: replace(step, depends_on=tuple(depends_on))}))
    except Cycle as cycle:
        return cycle
    return None


def _reach(step: Step, next_of: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen: set[str] = set()
    to_see = list(next_of(step.id))
    while to_see:
        key = to_see.pop()
        if key not in seen:
            seen.add(key)
            to_see.extend(next_of(key))
    return frozenset(seen - {step.id})


def _one_cycle(plan: Plan, left: set[str]) -> tuple[Step, ...]:
    # Every step left over waits for another one left over, so a walk along these must come back to itself.
    # Starting at the first as written keeps the message the same from one call to the next.
    here = next(step.id for step in plan.steps if step.id in left)
    walked: dict[str, int] = {}
    path: list[str] = []
    while here not in walked:
        walked[here] = len(path)
        path.append(here)
        here = next(key for key in plan.by_id[here].depends_on if key in left)
    return tuple(plan.by_id[key] for key in path[walked[here] :])


def _cycle_reason(steps: tuple[Step, ...]) -> Reason:
    pairs = [(step.title, steps[(n + 1) % len(steps)].title) for n, step in enumerate(steps)]
    if len(steps) == 1:
        title = steps[0].title
        text = in_three(
            en=f"“{title}” cannot wait for itself.",
            fr=f"« {title} » ne peut pas s’attendre elle-même.",
            de=f"„{title}“ kann nicht auf sich selbst warten.",
        )
    else:
        text = in_three(
            en="These steps wait for each other: " + ", ".join(f"“{a}” for “{b}”" for a, b in pairs) + ".",
            fr="Ces étapes s’attendent l’une l’autre : "
            + ", ".join(f"« {a} » attend « {b} »" for a, b in pairs)
            + ".",
            de="Diese Schritte warten aufeinander: " + ", ".join(f"„{a}“ auf „{b}“" for a, b in pairs) + ".",
        )
    return Reason(code="cycle", text=text, actual=" → ".join([step.id for step in steps] + [steps[0].id]))
