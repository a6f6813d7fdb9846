"""Is every timetable of the published kind closed, how fast, and by whom?

The four published events at hand with d = 0 to 3, and variants of them (`_b2b`): status, breaks, bound, seconds by
the clock and of all processors, which solver had the last word. Each timetable goes through the checker, each known
optimum is compared. Beside them, for ADR 8, the same rules in CP-SAT (`_b2b_cp_sat`), where ortools is installed.

`python -m benchmarks.timetable [SEEDS] [NAME…]`: so many seeds of each variant (default 1), only these events.
GRAPPE_BENCH_PEERS=1 runs CP-SAT too, on the events at d = 2 (it takes its whole time on most of them).
"""

from __future__ import annotations

import importlib.util
import os
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks._b2b import EVENTS, event, variants
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.reading import problem_of_dzn
from grappe.engines.timetable.schedule import Solution, Status
from grappe.engines.timetable.solve import FAIRNESS, TIME_LIMIT, solve

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("GRAPPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
KNOWN = {"tic-12": 0, "forum-14": 2, "forumt-14": 5, "forum-13crafb": 6}  # at d = 2
CLOSED = {Status.OPTIMAL, Status.INFEASIBLE}


def problems(seeds: int, names: tuple[str, ...]) -> Iterator[tuple[str, Problem, int]]:
    """Return each problem with its name and d."""
    for name in names:
        problem = problem_of_dzn(event(DATA, name))
        for fairness in range(4):
            yield f"{name} d={fairness}", problem, fairness
        for kind, variant in variants(problem, seeds):
            yield f"{name} {kind}", variant, FAIRNESS


def faults(name: str, problem: Problem, fairness: int, found: Solution) -> list[str]:
    """Return what is wrong with an answer."""
    told = list(check(problem, found.placements, fairness).faults) if found.placements else []
    known = KNOWN.get(name.removesuffix(f" d={FAIRNESS}"))
    if known is not None and found.status in CLOSED and found.breaks != known:
        told.append(f"{found.breaks} breaks, {known} are known to be the fewest")
    return told


def measure(name: str, problem: Problem, fairness: int) -> tuple[Solution, bool]:
    """Solve one and print its row; return the answer, and whether something is wrong with it."""
    before = _processor()
    found = solve(problem, fairness=fairness, time_limit=TIME_LIMIT)
    used = _processor() - before
    told = faults(name, problem, fairness, found)
    breaks = "-" if found.breaks is None else found.breaks
    print(
        f"{name:32} {found.status!s:10} {breaks!s:>6} {found.bound:6} {found.seconds:8.2f} s {used:8.2f} s  {found.how}",
        *told,
        flush=True,
    )
    return found, bool(told)


def _processor() -> float:
    """Return the processor seconds of this process and of the racers that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main(arguments: tuple[str, ...] = ()) -> int:
    """Print the rows and the sums; return 1 for a timetable or an optimum that is wrong."""
    if not (DATA / "b2b_meetings").is_dir():
        print(f"the published events are not here: {DATA / 'b2b_meetings'} is missing")
        return 0
    seeds = int(arguments[0]) if arguments else 1
    rows = [measure(*one) for one in problems(seeds, arguments[1:] or EVENTS)]
    seconds = [found.seconds for found, _ in rows]
    closed = sum(found.status in CLOSED for found, _ in rows)
    impossible = sum(found.status is Status.INFEASIBLE for found, _ in rows)
    print(f"closed {closed} of {len(rows)}, {impossible} of them infeasible")
    print(f"seconds: median {statistics.median(seconds):.2f}, longest {max(seconds):.2f}")
    if os.environ.get("GRAPPE_BENCH_PEERS") and importlib.util.find_spec("ortools"):
        _beside(arguments[1:] or EVENTS)
    return int(any(wrong for _, wrong in rows))


def _beside(names: tuple[str, ...]) -> None:
    from benchmarks._b2b_cp_sat import solve as other

    for name in names:
        began = time.monotonic()
        status, breaks, bound = other(problem_of_dzn(event(DATA, name)), FAIRNESS, TIME_LIMIT)
        print(
            f"CP-SAT {name:25} {status:10} {breaks!s:>6} {bound:6} {time.monotonic() - began:8.2f} s",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
