"""Which steps are late on a day, by how much, and what does that put in danger?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grappe.engines.kernel import Reason
from grappe.engines.planning.model import Plan, Step
from grappe.engines.planning.move import Moved, carry, followers, settle
from grappe.engines.planning.order import order
from grappe.engines.planning.wording import day_in_words, days_in_words, in_three, titles_in_words


@dataclass(frozen=True, slots=True)
class Pushed:
    """A step that a late one endangers: when it can start now at the earliest, and how many days later."""

    step_id: str
    title: str
    start: date
    end: date
    days: int


@dataclass(frozen=True, slots=True)
class Late:
    """A step that should have ended and has not: by how many days, and what it endangers.

    `end_slips_by` is by how many days it alone would make the whole roadmap end later, if it were done today.
    `next_waiting` is the first open step that waits for it; `room` is how many more days it may take before
    that one must move (negative: it has to already).
    """

    step_id: str
    title: str
    days: int
    endangers: tuple[Pushed, ...]
    end_slips_by: int
    next_waiting: Step | None
    room: int | None
    reason: Reason


def late_steps(plan: Plan, *, today: date) -> tuple[Late, ...]:
    """Return the steps whose last day has passed without their being done, the latest first.

    A step that ends today is not late. What it endangers is reckoned as if it were done today, the best case.
    Raises Cycle.
    """
    in_order = order(plan)
    late = [step for step in in_order if not step.is_done and step.end < today]
    return tuple(sorted((_late(plan, in_order, step, today) for step in late), key=lambda each: -each.days))


def forecast(plan: Plan, *, today: date) -> Moved:
    """Return the plan as it can still be kept: no open work in the past, what depends on it moved.

    A step that should have ended is taken to end today when it has started, else to start today; one that
    should have started, and has not, is taken to start today. Raises Cycle.
    """
    real: dict[str, Step] = {}
    for step in plan.steps:
        if step.is_done:
            continue
        if step.started_on is not None:
            real[step.id] = step.on(step.start, max(step.end, today))
        elif step.start < today:
            real[step.id] = step.on(today, today + (step.end - step.start))
    return settle(plan.with_steps(real))


def _late(plan: Plan, in_order: tuple[Step, ...], step: Step, today: date) -> Late:
    changed = {step.id: step.on(step.start, today)}
    carry(plan, followers(plan, in_order, step.id), changed)
    pushed = tuple(
        Pushed(new.id, new.title, new.start, new.end, (new.start - plan.by_id[new.id].start).days)
        for new in changed.values()
        if new.id != step.id
    )
    days = (today - step.end).days
    planned_end = plan.end or step.end
    slips = (max(planned_end, *(new.end for new in changed.values())) - planned_end).days
    waiting = [plan.by_id[key] for key in plan.followers[step.id] if not plan.by_id[key].stays]
    first = min(waiting, key=lambda each: each.start, default=None)
    room = (first.start - today).days - 1 if first else None
    return Late(step.id, step.title, days, pushed, slips, first, room, _reason(step, days, pushed))


def _reason(step: Step, days: int, pushed: tuple[Pushed, ...]) -> Reason:
    titles = [each.title for each in pushed]
    en = (
        f"“{step.title}” should have ended on {day_in_words(step.end, 'en')}: "
        f"{days_in_words(days, 'en')} late"
    )
    fr = (
        f"« {step.title} » devait se terminer le {day_in_words(step.end, 'fr')} : "
        f"{days_in_words(days, 'fr')} de retard"
    )
    de = (
        f"„{step.title}“ hätte am {day_in_words(step.end, 'de')} enden sollen: "
        f"{days_in_words(days, 'de')} Verspätung"
    )
    if titles:
        en += f"; this endangers {titles_in_words(titles, 'en')}"
        fr += f" ; cela met en danger {titles_in_words(titles, 'fr')}"
        de += f"; das gefährdet {titles_in_words(titles, 'de')}"
    return Reason(
        code="late",
        text=in_three(en=en + ".", fr=fr + ".", de=de + "."),
        actual=str(days),
        expected=step.end.isoformat(),
        source=step.id,
    )
