"""The same rules in CP-SAT, as one would write them: the second way that ADR 8 weighs."""

from __future__ import annotations

from ortools.sat.python import cp_model

from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.windows import windows

WORKERS = 2


def solve(problem: Problem, fairness: int, time_limit: float) -> tuple[str, int | None, int]:
    """Return the status, the breaks and the bound."""
    found = windows(problem)
    if found is None:
        return "infeasible", None, 0
    model = cp_model.CpModel()
    at = {(m, slot): model.new_bool_var("") for m, slots in enumerate(found) for slot in sorted(slots)}
    for m, slots in enumerate(found):
        model.add_exactly_one(at[m, slot] for slot in slots)
        for earlier in problem.meetings[m].after:
            model.add(
                sum(slot * at[earlier, slot] for slot in found[earlier]) + 1
                <= sum(slot * at[m, slot] for slot in slots)
            )
    for slot in range(problem.slots):
        model.add(sum(at[m, slot] for m, slots in enumerate(found) if slot in slots) <= problem.tables[slot])
    breaks = [_breaks(model, problem, found, at, person) for person in range(len(problem.people))]
    most, least = model.new_int_var(0, problem.slots, ""), model.new_int_var(0, problem.slots, "")
    for one in breaks:
        model.add(one <= most)
        model.add(one >= least)
    model.add(most - least <= fairness)
    model.minimize(sum(breaks))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = time_limit
    status = solver.solve(model)
    there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    best = round(solver.objective_value) if there else None
    return solver.status_name(status).lower(), best, round(solver.best_objective_bound)


def _breaks(
    model: cp_model.CpModel,
    problem: Problem,
    found: list[set[int]],
    at: dict[tuple[int, int], cp_model.IntVar],
    person: int,
) -> cp_model.LinearExprT:
    theirs = [m for m, one in enumerate(problem.meetings) if person in (one.a, one.b)]
    used, begun = [], []
    for slot in range(problem.slots):
        here = model.new_bool_var("")
        model.add(sum(at[m, slot] for m in theirs if slot in found[m]) == here)
        day = model.new_bool_var("")
        model.add_max_equality(day, [here, *begun[-1:]])
        used.append(here)
        begun.append(day)
    holes = []
    for slot in range(1, problem.slots):
        hole = model.new_bool_var("")
        model.add_bool_or(hole, ~used[slot], used[slot - 1], ~begun[slot - 1])
        model.add_implication(hole, used[slot])
        model.add_implication(hole, ~used[slot - 1])
        model.add_implication(hole, begun[slot - 1])
        holes.append(hole)
    return sum(holes)
