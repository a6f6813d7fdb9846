"""How does one call of `solve` keep its time, tell where it stands, and write its answer?"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grappe.engines.timetable.checker import check
from grappe.engines.timetable.portfolio import Known
from grappe.engines.timetable.problem import Problem, weight_of
from grappe.engines.timetable.schedule import OnProgress, Placement, Progress, Solution, Status
from grappe.engines.timetable.tables import first_tables, lay

TELL_EVERY = 1.0  # seconds
LAYING = 2.0  # seconds at most for the tables, after the rest is proved


@dataclass(slots=True)
class Run:
    """One call: what is asked, when it began and ends, who is told. `size`: meetings times their possible slots."""

    problem: Problem
    fairness: int
    began: float
    deadline: float
    on_progress: OnProgress | None
    size: int
    told: float = 0.0
    stopped: bool = False

    @classmethod
    def begun(
        cls, problem: Problem, fairness: int, time_limit: float, on_progress: OnProgress | None, size: int
    ) -> Run:
        """Return a run that begins now."""
        now = time.monotonic()
        return cls(problem, fairness, now, now + time_limit, on_progress, size)

    @property
    def now(self) -> float:
        return time.monotonic()

    @property
    def seconds(self) -> float:
        return self.now - self.began

    @property
    def left(self) -> float:
        return max(0.0, self.deadline - self.now)

    def tell(self, progress: Progress) -> bool:
        """Tell the caller, about once a second; False when they want to stop."""
        if self.on_progress is not None and not self.stopped and self.now - self.told >= TELL_EVERY:
            self.told = self.now
            self.stopped = not self.on_progress(replace(progress, seconds=self.seconds))
        return not self.stopped

    def solution(self, slots: Mapping[int, int], placed_bound: int, how: str) -> Solution | None:
        """Return a timetable with its figures, or None where a meeting that must be placed is missing."""
        meetings = enumerate(self.problem.meetings)
        if any(meeting.priority is None and number not in slots for number, meeting in meetings):
            return None
        return self.checked(first_tables(self.problem, slots), placed_bound, how)

    def checked(self, placements: tuple[Placement, ...], placed_bound: int, how: str) -> Solution:
        """Return the answer with what the checker counts. Raises AssertionError for what is no timetable."""
        checked = check(self.problem, placements)
        if checked.faults:
            raise AssertionError(f"a fault in the model: {checked.faults[0]}")
        slots = {one.meeting: one.slot for one in placements}
        placed = placed_weight(self.problem, slots)
        return Solution(
            status=Status.FEASIBLE,
            placements=placements,
            unplaced=tuple(number for number in range(len(self.problem.meetings)) if number not in slots),
            placed=placed,
            placed_bound=max(placed, placed_bound),
            breaks=checked.breaks,
            bound=0,
            spread=checked.spread,
            moves=checked.moves,
            seconds=self.seconds,
            how=how,
        )

    def renewed(self, solution: Solution, **changes: Any) -> Solution:
        """Return the same timetable with the time as it is now, and what else is known by now."""
        return replace(solution, seconds=self.seconds, **changes)

    def closed(self, solution: Solution) -> Solution:
        """Return the same timetable as one that is proved to be the best."""
        return self.renewed(solution, status=Status.OPTIMAL, bound=solution.breaks)


def placed_weight(problem: Problem, slots: Mapping[int, int]) -> int:
    """Return what the placed meetings count together."""
    return sum(weight_of(problem.meetings[number].priority) for number in slots)


def none(run: Run, status: Status, placed_bound: int, how: str) -> Solution:
    """Return the answer without a timetable: there is none, or none was found."""
    bound = 0 if status is Status.INFEASIBLE else placed_bound
    return Solution(status, (), (), 0, bound, None, 0, None, None, run.seconds, how)


def answer(run: Run, known: Known, placed_bound: int, first: Solution | None = None) -> Solution:
    """Return what the racers know as an answer; `first`: a timetable that was there before them, fair enough."""
    found = (
        run.solution(known.slots, placed_bound, known.winner or "time") if known.slots is not None else None
    )
    if first is not None and (found is None or (first.breaks or 0) < (found.breaks or 0)):
        found = first
    if found is None:
        return none(
            run, Status.INFEASIBLE if known.over else Status.UNKNOWN, placed_bound, known.winner or "time"
        )
    bound = min(known.bound, found.breaks or 0)
    if bound == found.breaks and (known.over or found is first):
        return run.renewed(found, bound=bound, status=Status.OPTIMAL)
    return run.renewed(found, bound=max(bound, found.bound), status=Status.FEASIBLE)


def with_moves(run: Run, solution: Solution) -> Solution:
    """Return the same slots with tables laid so that people change tables little."""
    if not solution.placements or run.stopped:
        return solution
    slots = {one.meeting: one.slot for one in solution.placements}
    laid = lay(run.problem, slots, time_limit=min(LAYING, max(0.1, run.left)))
    checked = run.checked(laid.placements, 0, "")
    if (checked.moves or 0) > (solution.moves or 0):
        return run.renewed(solution, moves_bound=laid.bound)
    return run.renewed(solution, placements=laid.placements, moves=checked.moves, moves_bound=laid.bound)
