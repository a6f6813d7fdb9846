"""How large an event can be put into one timetable? 50 to 1,000 invented people, 10 to 14 requests each.

Each row is a process of its own: pairs chosen and proved, placed, breaks lessened, tables laid, and an independent
check of every rule; beside it people who book for themselves. `GRAPPE_BENCH_SECONDS` (30): time for each row.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from grappe.engines.timetable import generate
from grappe.engines.timetable.baseline import self_booking
from grappe.engines.timetable.bounds import breaks_bound
from grappe.engines.timetable.checker import check
from grappe.engines.timetable.pairs import choose, worth
from grappe.engines.timetable.placing import place
from grappe.engines.timetable.repair import repair

SECONDS = float(os.environ.get("GRAPPE_BENCH_SECONDS", "30"))
FAIRNESS, ORDERS = 2, 10
# people, slots, tables as a share of the people, share of the slots in which a person cannot come
ROWS = [
    *((people, slots, share, 0.0) for people in (50, 200, 500, 1000) for slots in (16, 20) for share in (0.5, 0.4)),
    (1000, 16, 0.5, 0.05),
    (1000, 20, 0.4, 0.05),
]  # fmt: skip


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    counted = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return (int(counted[1]) if counted else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def measure(people: int, slots: int, share: float, away: float) -> dict[str, Any]:
    """Return what became of one event."""
    problem = generate.event(people, slots=slots, tables=int(people * share), away=away)
    weights = worth(problem)
    wall, work = time.monotonic(), time.process_time()
    choice = choose(problem)
    chosen = time.process_time() - work
    found = place(problem, choice.meetings, fairness=FAIRNESS, deadline=wall + SECONDS)
    taken = {"wall": time.monotonic() - wall, "work": time.process_time() - work, "choosing": chosen}
    peak = peak_mb()
    checked = check(problem, found)
    work = time.process_time()
    booked = self_booking(problem, orders=ORDERS)
    return {
        **taken,
        "peak": peak,
        "faults": len(checked.faults),
        "agreed": len(problem.meetings),
        "placed": len(found),
        "weight": sum(weights[each.meeting] for each in found),
        "weight_bound": choice.bound,
        "breaks": checked.breaks,
        "breaks_bound": breaks_bound(problem, [each.meeting for each in found]),
        "spread": checked.spread,
        "moves": checked.moves,
        "booked": len(problem.meetings) - booked.unplaced_mean,
        "booked_weight": booked.weight_mean,
        "booked_breaks": booked.breaks_mean,
        "booking": (time.process_time() - work) / ORDERS,
    }


def measure_repair(people: int, change: str) -> dict[str, Any]:
    """Return what a late change at noon costs: somebody goes home, or a table is lost."""
    problem = generate.event(people, slots=16, tables=int(people * 0.4))
    noon = problem.slots // 2
    before = place(
        problem, choose(problem).meetings, fairness=FAIRNESS, deadline=time.monotonic() + SECONDS / 3
    )
    if change == "no-show":
        away = frozenset(range(noon, problem.slots))
        now = replace(problem, forbidden=(away, *problem.forbidden[1:]))
    else:
        now = replace(problem, tables=tuple(n - (slot >= noon) for slot, n in enumerate(problem.tables)))
    wall, work = time.monotonic(), time.process_time()
    found = repair(now, before, fairness=FAIRNESS, time_limit=SECONDS, from_slot=noon)
    counts = {kind: len(getattr(found, kind)) for kind in ("moved", "dropped", "added", "retabled")}
    return {
        **counts,
        "wall": time.monotonic() - wall,
        "work": time.process_time() - work,
        "faults": len(check(now, found.solution.placements).faults),
        "bound": found.changed_bound,
        "proved": found.proved,
        "placed": len(found.solution.placements),
    }


def child(*arguments: Any) -> dict[str, Any]:
    """Return what one measurement says, made in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.big_timetable", json.dumps(arguments)],
        capture_output=True, text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout)


def main() -> int:
    """Print both tables; return 1 when the checker finds a fault in any timetable."""
    return int(print_placing() + print_repairing() > 0)


def print_repairing() -> int:
    """Print what late changes cost; return how many faults the checker found."""
    print(
        "\nat noon, 16 slots: people change | placed moved dropped bound proved | added retabled | proc s wall s"
    )
    faults = 0
    for people in (50, 200, 1000):
        for change in ("no-show", "table"):
            row = child(people, change)
            faults += row["faults"]
            print(
                f"{people:6} {change:>8} | {row['placed']:6} {row['moved']:5} {row['dropped']:7} {row['bound']:5} "
                f"{'yes' if row['proved'] else 'no':>6} | {row['added']:5} {row['retabled']:8} "
                f"| {row['work']:6.1f} {row['wall']:6.1f}",
                flush=True,
            )
    return faults


def print_placing() -> int:
    """Print how events are placed; return how many faults the checker found."""
    print(
        f"{SECONDS:.0f} s a row; gap: of the weight that is proved to be the most; bound: fewest breaks, proved"
    )
    print(
        "people slots tables away | agreed placed    gap | breaks bound spread | proc s wall s   MB "
        "| booked   lost breaks"
    )
    faults = 0
    for people, slots, share, away in ROWS:
        row = child(people, slots, share, away)
        faults += row["faults"]
        gap, lost = (1 - row[key] / row["weight_bound"] for key in ("weight", "booked_weight"))
        print(
            f"{people:6} {slots:5} {int(people * share):6} {away:4.0%} | {row['agreed']:6} {row['placed']:6} {gap:6.2%} "
            f"| {row['breaks']:6} {row['breaks_bound']:5} {row['spread']:6} "
            f"| {row['work']:6.1f} {row['wall']:6.1f} {row['peak']:4.0f} "
            f"| {row['booked']:6.0f} {lost:6.1%} {row['booked_breaks']:6.0f}",
            flush=True,
        )
    return faults


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asked = json.loads(sys.argv[1])
        print(json.dumps(measure(*asked) if len(asked) == 4 else measure_repair(*asked)))
    else:
        sys.exit(main())
