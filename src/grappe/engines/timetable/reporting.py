"""How does the solving tell where it stands, and how is it told to stop?"""

from __future__ import annotations

import time

from grappe.engines.timetable.filling import runs
from grappe.engines.timetable.pairs import worth
from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.schedule import OnProgress, Progress, Solution, Status
from grappe.engines.timetable.tables import first_tables
from grappe.engines.timetable.working import Working

BETWEEN = 1.0  # seconds between two reports


class Reporting:
    """Asked often, tells `on_progress` once a second; once that answers False, so does this, for good."""

    def __init__(
        self, problem: Problem, work: Working, on_progress: OnProgress | None, placed_bound: int
    ) -> None:
        self.problem, self.work, self.on_progress = problem, work, on_progress
        self.placed_bound, self.bound, self.phase = placed_bound, 0, "placing"
        self.began = self.last = time.monotonic()
        self.stopped = False

    def go_on(self) -> bool:
        """Return whether to go on."""
        now = time.monotonic()
        if self.on_progress is not None and not self.stopped and now - self.last >= BETWEEN:
            self.last = now
            self.stopped = not self.on_progress(
                Progress(now - self.began, self.phase, self._solution(), self.bound)
            )
        return not self.stopped

    def _solution(self) -> Solution:
        slots = self.work.placed()
        breaks = [max(0, runs(mask) - 1) for mask in self.work.busy]
        weights = worth(self.problem)
        return Solution(
            Status.FEASIBLE,
            first_tables(self.problem, slots),
            tuple(number for number in range(len(weights)) if number not in slots),
            sum(weights[number] for number in slots),
            self.placed_bound,
            sum(breaks),
            self.bound,
            max(breaks, default=0) - min(breaks, default=0),
            None,
            time.monotonic() - self.began,
            "placing",
        )
