"""What is the best timetable, and is that proved? The door of this engine.

In this order: the weight of the meetings placed; the total breaks; nobody has more than `fairness` breaks more than
anybody else; table moves, for the slots found.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from grappe.engines.timetable import portfolio
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.maxsat import Aim, Job
from grappe.engines.timetable.portfolio import Known
from grappe.engines.timetable.problem import Problem, weight_of
from grappe.engines.timetable.schedule import OnProgress, Placement, Progress, Solution, Status
from grappe.engines.timetable.seating import seated
from grappe.engines.timetable.windows import windows

__all__ = ["solve", "weight_of"]

FAIRNESS, TIME_LIMIT = 2, 120.0
TELL_EVERY = 1.0  # seconds


@dataclass(slots=True)
class _Run:
    """One call: what is asked, when it began and ends, who is told."""

    problem: Problem
    fairness: int
    began: float
    deadline: float
    on_progress: OnProgress | None
    size: int
    told: float = 0.0
    stopped: bool = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def tell(self, phase: str, best: Solution | None, bound: int) -> bool:
        """Tell the caller about once a second; False when they want to stop."""
        now = time.monotonic()
        if self.on_progress is None or now - self.told < TELL_EVERY:
            return not self.stopped
        self.told = now
        self.stopped = self.stopped or not self.on_progress(Progress(self.seconds, phase, best, bound))
        return not self.stopped


def solve(
    problem: Problem,
    *,
    fairness: int = FAIRNESS,
    time_limit: float = TIME_LIMIT,
    on_progress: OnProgress | None = None,
) -> Solution:
    """Return the best timetable that was found in `time_limit` seconds, and what is proved about it.

    Meetings without a priority must all be placed, with the fairness as a rule: otherwise INFEASIBLE. With optional
    ones, where the fairness cannot be kept without leaving out more of them, it is as near to it as was found.
    `on_progress` is called about once a second in this thread; when it returns False the best so far is answered.
    """
    began = time.monotonic()
    found = windows(problem)
    run = _Run(problem, fairness, began, began + time_limit, on_progress, sum(map(len, found or ())))
    if found is None:
        return _none(run, Status.INFEASIBLE, 0, "windows")
    if any(meeting.priority is not None for meeting in problem.meetings):
        return _with_optional(run)
    known = _raced(run, Job(problem, fairness), "breaks")
    return _answer(run, known, 0, known.over)


def _raced(run: _Run, job: Job, phase: str) -> Known:
    best: Solution | None = None
    seen: int | None = None

    def on_news(known: Known) -> bool:
        nonlocal best, seen
        if known.slots is not None and known.cost != seen:
            best, seen = _solution(run, known.slots, Status.FEASIBLE, 0, known.bound, "so far"), known.cost
        return run.tell(phase, best and replace(best, bound=known.bound, seconds=run.seconds), known.bound)

    return portfolio.run(job, run.deadline, on_news, run.size)


def _with_optional(run: _Run) -> Solution:
    """First as much weight as can be, whatever the breaks; then the fewest breaks for that weight, fairly."""
    problem = run.problem
    total = sum(weight_of(meeting.priority) for meeting in problem.meetings)
    first = _raced(run, Job(problem, None, Aim.UNPLACED), "placing")
    if first.slots is None:
        return _none(run, Status.INFEASIBLE if first.over else Status.UNKNOWN, total, first.winner)
    spare = total - _placed(problem, first.slots)
    bound = total - (first.cost if first.over and first.cost is not None else first.bound)
    if not first.over:
        return _solution(run, first.slots, Status.FEASIBLE, bound, 0, "time")
    fairness, known = run.fairness, _raced(run, Job(problem, run.fairness, spare=spare), "breaks")
    while known.over and known.slots is None and fairness < problem.slots:
        fairness += 1
        known = _raced(run, Job(problem, fairness, spare=spare), "breaks")
    if known.slots is None:
        return _solution(run, first.slots, Status.FEASIBLE, bound, 0, "time")
    return _answer(run, known, bound, known.over)


def _answer(run: _Run, known: Known, placed_bound: int, proved: bool) -> Solution:
    if known.slots is None:
        status = Status.INFEASIBLE if proved else Status.UNKNOWN
        return _none(run, status, placed_bound, known.winner or "time")
    status = Status.OPTIMAL if proved else Status.FEASIBLE
    return _solution(run, known.slots, status, placed_bound, known.bound, known.winner or "time")


def _none(run: _Run, status: Status, placed_bound: int, how: str) -> Solution:
    bound = 0 if status is Status.INFEASIBLE else placed_bound
    return Solution(status, (), (), 0, bound, None, 0, None, None, run.seconds, how)


def _solution(
    run: _Run, slots: dict[int, int], status: Status, placed_bound: int, bound: int, how: str
) -> Solution:
    """Return a timetable with its figures, counted by the checker. Raises AssertionError for one that is none."""
    placements: tuple[Placement, ...] = seated(run.problem, slots)
    checked = check(run.problem, placements)
    if checked.faults:
        raise AssertionError(f"a fault in the model: {checked.faults[0]}")
    return Solution(
        status=status,
        placements=placements,
        unplaced=tuple(number for number in range(len(run.problem.meetings)) if number not in slots),
        placed=_placed(run.problem, slots),
        placed_bound=placed_bound,
        breaks=checked.breaks,
        bound=bound,
        spread=checked.spread,
        moves=checked.moves,
        seconds=run.seconds,
        how=how,
    )


def _placed(problem: Problem, slots: dict[int, int]) -> int:
    return sum(weight_of(problem.meetings[number].priority) for number in slots)
