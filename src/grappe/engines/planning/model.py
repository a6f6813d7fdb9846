"""What is a roadmap made of? Steps with dates, what each waits for, and the aid that is to pay for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import cached_property

from grappe.engines.kernel import Money, Reason
from grappe.engines.planning.wording import in_three

DAY = timedelta(days=1)


class PlanningError(ValueError):
    """A plan or a change that cannot be; `reason` says why, in each language."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text.en)
        self.reason = reason


class DuplicateStep(PlanningError):
    """Two steps carry the same id."""


class UnknownStep(PlanningError):
    """A step waits for one that is not in the plan, or one is named that is not in it."""


class WrongDates(PlanningError):
    """A step would end before it starts."""


class AidState(Enum):
    """How far the aid for a step has come."""

    EXPECTED = "expected"
    REQUESTED = "requested"
    OBTAINED = "obtained"
    REFUSED = "refused"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Aid:
    """One aid for a step: its state and what is known of its amounts."""

    state: AidState = AidState.EXPECTED
    expected: Money | None = None
    requested: Money | None = None
    obtained: Money | None = None
    paid: Money | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a roadmap, from `start` to `end`, both days included.

    `depends_on` holds the ids of the steps it waits for. `started_on` and `done_on` are facts, not plans: a
    step that has one keeps its dates when others move. `obstacle` is what somebody wrote down as being in
    the way. Raises WrongDates when the end lies before the start.
    """

    id: str
    title: str
    start: date
    end: date
    depends_on: tuple[str, ...] = ()
    started_on: date | None = None
    done_on: date | None = None
    owner: str = ""
    cost: Money | None = None
    expected_aid: Money | None = None
    aids: tuple[Aid, ...] = ()
    obstacle: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise WrongDates(_ends_before_it_starts(self))

    @property
    def duration(self) -> int:
        """Return the planned length in days; a step that starts and ends on one day lasts 1."""
        return (self.end - self.start).days + 1

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def stays(self) -> bool:
        """Return whether the step has started or finished, so that no other step moves it."""
        return self.started_on is not None or self.is_done

    @property
    def finish(self) -> date:
        """Return the day others may count on: the day it was done, or else the planned end."""
        return self.done_on or self.end

    def on(self, start: date, end: date) -> Step:
        """Return the same step on other days."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True)
class Plan:
    """The steps of one roadmap, in the order in which they were written down.

    `other_aids` belong to the roadmap as a whole and to none of its steps.
    Raises DuplicateStep and UnknownStep; a cycle is found by `order`, which names it.
    """

    steps: tuple[Step, ...] = ()
    other_aids: tuple[Aid, ...] = ()

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.steps):
            # `by_id` keeps the last of two with one id, so the first of them is not the one it holds.
            raise DuplicateStep(_duplicate(next(s for s in self.steps if self.by_id[s.id] is not s)))
        for step in self.steps:
            for wanted in step.depends_on:
                if wanted not in self.by_id:
                    raise UnknownStep(_unknown(wanted, step))

    @classmethod
    def of(cls, steps: Iterable[Step]) -> Plan:
        return cls(tuple(steps))

    @cached_property
    def by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def followers(self) -> dict[str, tuple[str, ...]]:
        """For each step, the ids of those that wait for it directly."""
        found: dict[str, list[str]] = {step.id: [] for step in self.steps}
        for step in self.steps:
            for wanted in dict.fromkeys(step.depends_on):
                found[wanted].append(step.id)
        return {key: tuple(ids) for key, ids in found.items()}

    @property
    def start(self) -> date | None:
        """Return the first day of the plan; None when it has no steps."""
        return min((step.start for step in self.steps), default=None)

    @property
    def end(self) -> date | None:
        """Return the last day of the plan, as things stand; None when it has no steps."""
        return max((step.finish for step in self.steps), default=None)

    @property
    def end_of_all(self) -> date | None:
        """Return the last day that a drawing needs: planned ends count although work was done before them."""
        return max((max(step.finish, step.end) for step in self.steps), default=None)

    def step(self, step_id: str) -> Step:
        """Return the step with this id. Raises UnknownStep."""
        try:
            return self.by_id[step_id]
        except KeyError:
            raise UnknownStep(_unknown(step_id, None)) from None

    def with_steps(self, changed: dict[str, Step]) -> Plan:
        """Return the plan with the given steps in place of those with the same id."""
        return replace(self, steps=tuple(changed.get(step.id, step) for step in self.steps))


def _ends_before_it_starts(step: Step) -> Reason:
    start, end = step.start.isoformat(), step.end.isoformat()
    return Reason(
        code="ends_before_it_starts",
        text=in_three(
            en=f"“{step.title}” would end on {end}, before it starts on {start}.",
            fr=f"« {step.title} » se terminerait le {end}, avant de commencer le {start}.",
            de=f"„{step.title}“ würde am {end} enden, vor dem Beginn am {start}.",
        ),
        actual=end,
        expected=start,
    )


def _duplicate(step: Step) -> Reason:
    return Reason(
        code="duplicate_step",
        text=in_three(
            en=f"Two steps carry the id {step.id}; one of them is “{step.title}”.",
            fr=f"Deux étapes portent l’identifiant {step.id} ; l’une est « {step.title} ».",
            de=f"Zwei Schritte tragen die Kennung {step.id}; einer davon ist „{step.title}“.",
        ),
        actual=step.id,
    )


def _unknown(wanted: str, step: Step | None) -> Reason:
    if step is None:
        text = in_three(
            en=f"There is no step {wanted} in this plan.",
            fr=f"Il n’y a pas d’étape {wanted} dans ce plan.",
            de=f"In diesem Plan gibt es keinen Schritt {wanted}.",
        )
    else:
        text = in_three(
            en=f"“{step.title}” waits for step {wanted}, which is not in this plan.",
            fr=f"« {step.title} » attend l’étape {wanted}, qui n’est pas dans ce plan.",
            de=f"„{step.title}“ wartet auf Schritt {wanted}, den es in diesem Plan nicht gibt.",
        )
    return Reason(code="unknown_step", text=text, actual=wanted)
