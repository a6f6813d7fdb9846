"""What else moves when a step moves, and why?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from grappe.engines.kernel import Reason
from grappe.engines.planning.model import DAY, Plan, PlanningError, Step
from grappe.engines.planning.order import after, order
from grappe.engines.planning.wording import day_in_words, in_three


class Mode(Enum):
    """How those that wait go along with a step that moves."""

    PUSH = "push"
    """Later only, and only as far as they must: room between two steps is used up first. The standard."""
    FOLLOW = "follow"
    """By as many days as the end of the step moved, earlier or later, but never before what they wait for."""


class StepIsFinished(PlanningError):
    """A finished step keeps its dates."""


class StepHasStarted(PlanningError):
    """A step that has started keeps its start; its end can still move."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step that moved: its days before and after, and why."""

    step_id: str
    title: str
    old_start: date
    old_end: date
    start: date
    end: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class Moved:
    """The plan after a move, what changed (in the order of the work), and what no longer fits.

    `conflicts` name the steps that have started although they wait for one that now ends later: they stay.
    """

    plan: Plan
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Reason, ...] = ()


def move(plan: Plan, step_id: str, *, start: date, end: date | None = None, mode: Mode = Mode.PUSH) -> Moved:
    """Put a step on other days and move what depends on it, directly or through others.

    Without `end` the step keeps its length. A start before something it waits for is put on the first day
    that is possible, and the reason says so. Finished and started steps stay where they are.
    Raises UnknownStep, Cycle, WrongDates, StepIsFinished, StepHasStarted.
    """
    step = plan.step(step_id)
    in_order = order(plan)
    if step.is_done:
        raise StepIsFinished(_finished(step))
    if step.started_on is not None and start != step.start:
        raise StepHasStarted(_started(step))
    wanted = step.on(start, end if end is not None else start + (step.end - step.start))
    moved, reason = _possible(plan, wanted)
    changed = {step_id: moved} if moved != step else {}
    follow = moved.finish - step.finish if mode is Mode.FOLLOW else timedelta(0)
    because = carry(plan, followers(plan, in_order, step_id), changed, follow)
    return _result(plan, in_order, changed, because, {step_id: reason})


def shift(plan: Plan, step_id: str, *, days: int, mode: Mode = Mode.PUSH) -> Moved:
    """Move a step by a number of days (negative is earlier), as `move` does and with its errors."""
    return move(plan, step_id, start=plan.step(step_id).start + timedelta(days=days), mode=mode)


def finish(plan: Plan, step_id: str, *, done_on: date) -> Moved:
    """Mark a step as done on a day; when that is later than planned, what waits for it moves.

    The planned dates stay, so that it can be seen how late it was. Raises UnknownStep, Cycle.
    """
    done = replace(plan.step(step_id), done_on=done_on)
    marked = plan.with_steps({step_id: done})
    in_order = order(marked)
    changed: dict[str, Step] = {}
    because = carry(marked, followers(marked, in_order, step_id), changed)
    return _result(marked, in_order, changed, because, {})


def settle(plan: Plan) -> Moved:
    """Move later whatever stands before something it waits for, as after a new dependency. Raises Cycle."""
    in_order = order(plan)
    changed: dict[str, Step] = {}
    because = carry(plan, in_order, changed)
    return _result(plan, in_order, changed, because, {})


def followers(plan: Plan, in_order: tuple[Step, ...], step_id: str) -> list[Step]:
    """Return the steps that wait for one, directly or through others, in the order of the work."""
    waiting = after(plan, step_id)
    return [step for step in in_order if step.id in waiting]


def _possible(plan: Plan, wanted: Step) -> tuple[Step, Reason]:
    """The wanted dates, or the first ones that are possible, with the reason."""
    last = _last_awaited(plan, wanted, {})
    if wanted.stays or last is None or wanted.start > last.finish:
        return wanted, _by_hand(wanted)
    start = last.finish + DAY
    return wanted.on(start, start + (wanted.end - wanted.start)), _not_before(wanted, last)


def carry(
    plan: Plan, in_order: Iterable[Step], changed: dict[str, Step], follow: timedelta = timedelta(0)
) -> dict[str, Step]:
    """Move each step as far as those it waits for ask; fill `changed`, return who made each of them move."""
    because: dict[str, Step] = {}
    for step in in_order:
        if step.stays:
            continue
        last = _last_awaited(plan, step, changed)
        if last is None:
            continue
        moves_along = follow if any(key in changed for key in step.depends_on) else timedelta(0)
        start = max(step.start + moves_along, last.finish + DAY)
        if start != step.start:
            changed[step.id] = step.on(start, start + (step.end - step.start))
            because[step.id] = last
    return because


def _last_awaited(plan: Plan, step: Step, changed: dict[str, Step]) -> Step | None:
    awaited = [changed.get(key) or plan.by_id[key] for key in step.depends_on]
    return max(awaited, key=lambda each: each.finish, default=None)


def _result(
    plan: Plan,
    in_order: Iterable[Step],
    changed: dict[str, Step],
    because: dict[str, Step],
    reasons: dict[str, Reason],
) -> Moved:
    new = plan.with_steps(changed)
    changes: list[Change] = []
    conflicts: list[Reason] = []
    for old in in_order:
        step = new.by_id[old.id]
        if (old.start, old.end) != (step.start, step.end):
            reason = reasons.get(old.id) or _because(because[old.id])
            changes.append(Change(old.id, old.title, old.start, old.end, step.start, step.end, reason))
        last = _last_awaited(new, step, {})
        if step.stays and not step.is_done and last is not None and step.start <= last.finish:
            conflicts.append(_conflict(step, last))
    return Moved(new, tuple(changes), tuple(conflicts))


def _by_hand(step: Step) -> Reason:
    return Reason(
        code="moved_by_hand",
        text=in_three(en="moved by hand", fr="déplacée à la main", de="von Hand verschoben"),
        actual=step.start.isoformat(),
    )


def _not_before(wanted: Step, last: Step) -> Reason:
    first = last.finish + DAY
    return Reason(
        code="not_before",
        text=in_three(
            en=f"put on {day_in_words(first, 'en')}, the first possible day, "
            f"because “{last.title}” ends on {day_in_words(last.finish, 'en')}",
            fr=f"placée au {day_in_words(first, 'fr')}, premier jour possible, "
            f"car « {last.title} » se termine le {day_in_words(last.finish, 'fr')}",
            de=f"auf den {day_in_words(first, 'de')} gelegt, den ersten möglichen Tag, "
            f"weil „{last.title}“ am {day_in_words(last.finish, 'de')} endet",
        ),
        actual=wanted.start.isoformat(),
        expected=first.isoformat(),
        source=last.id,
    )


def _because(last: Step) -> Reason:
    return Reason(
        code="moved_because",
        text=in_three(
            en=f"moved because “{last.title}” ends on {day_in_words(last.finish, 'en')}",
            fr=f"déplacée car « {last.title} » se termine le {day_in_words(last.finish, 'fr')}",
            de=f"verschoben, weil „{last.title}“ am {day_in_words(last.finish, 'de')} endet",
        ),
        actual=last.finish.isoformat(),
        source=last.id,
    )


def _conflict(step: Step, last: Step) -> Reason:
    return Reason(
        code="started_before_its_turn",
        text=in_three(
            en=f"“{step.title}” has started and stays, although it waits for “{last.title}”, which ends on "
            f"{day_in_words(last.finish, 'en')}.",
            fr=f"« {step.title} » a commencé et reste en place, bien qu’elle attende « {last.title} », "
            f"qui se termine le {day_in_words(last.finish, 'fr')}.",
            de=f"„{step.title}“ hat begonnen und bleibt, obwohl es auf „{last.title}“ wartet, das am "
            f"{day_in_words(last.finish, 'de')} endet.",
        ),
        actual=step.start.isoformat(),
        expected=(last.finish + DAY).isoformat(),
        source=step.id,
    )


def _finished(step: Step) -> Reason:
    return Reason(
        code="step_is_finished",
        text=in_three(
            en=f"“{step.title}” was done on {day_in_words(step.finish, 'en')} and keeps its dates.",
            fr=f"« {step.title} » a été terminée le {day_in_words(step.finish, 'fr')} et garde ses dates.",
            de=f"„{step.title}“ wurde am {day_in_words(step.finish, 'de')} erledigt und behält seine Daten.",
        ),
        actual=step.finish.isoformat(),
        source=step.id,
    )


def _started(step: Step) -> Reason:
    started = step.started_on or step.start
    return Reason(
        code="step_has_started",
        text=in_three(
            en=f"“{step.title}” started on {day_in_words(started, 'en')}: only its end can move.",
            fr=f"« {step.title} » a commencé le {day_in_words(started, 'fr')} : seule sa fin peut changer.",
            de=f"„{step.title}“ hat am {day_in_words(started, 'de')} begonnen: nur das Ende ist änderbar.",
        ),
        actual=started.isoformat(),
        source=step.id,
    )
