"""What is a timetable, and how good is it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What is known of the answer."""

    OPTIMAL = "optimal"  # nobody can find a better one
    FEASIBLE = "feasible"  # keeps every rule; a better one may exist, no better than `bound`
    INFEASIBLE = "infeasible"  # proved: the rules cannot all be kept
    UNKNOWN = "unknown"  # nothing found and nothing proved in the time given


@dataclass(frozen=True, slots=True)
class Placement:
    """Meeting `meeting` (its place in `Problem.meetings`) in `slot` at `table`, all 0-based."""

    meeting: int
    slot: int
    table: int


@dataclass(frozen=True, slots=True)
class Solution:
    """A timetable and what is proved about it.

    `placed_bound`: at most so much can be placed (weight, see `solve.weight_of`); `placed` is what is.
    `breaks`: total breaks of all people (None without a timetable); `bound`: at least so many, proved, given what
    is placed. `spread`: largest minus smallest number of breaks over all people. `moves`: changes of table between
    two meetings of a person that follow each other. `seconds`: wall time. `how`: which way found or proved it.
    `moves_bound`: with these slots nobody can lay the tables with fewer moves; None where that was not looked at.
    """

    status: Status
    placements: tuple[Placement, ...]
    unplaced: tuple[int, ...]
    placed: int
    placed_bound: int
    breaks: int | None
    bound: int
    spread: int | None
    moves: int | None
    seconds: float
    how: str
    moves_bound: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the solving stands: for the page that waits. `best` is None until there is a timetable."""

    seconds: float
    phase: str  # "placing" | "breaks" | "tables"
    best: Solution | None
    bound: int


# Called every second or so; False: stop, and answer with the best so far.
OnProgress = Callable[[Progress], bool]
