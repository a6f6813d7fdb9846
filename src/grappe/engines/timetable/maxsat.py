"""How is the best timetable proved? One racer: clauses, a SAT solver, and RC2 from below.

A racer tells what it knows as it goes (`Tell`): a timetable (slots of the placed meetings), a bound that nobody can
beat, and at the end that its last timetable is the best, or that there is none. Two racers with different solvers
run side by side (`portfolio`), since each of them gets stuck on problems that the other closes at once.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from pysat.card import EncType, ITotalizer
from pysat.examples.rc2 import RC2, RC2Stratified
from pysat.formula import WCNF
from pysat.solvers import Solver

from grappe.engines.timetable.encoding import Model, encoded, weigh
from grappe.engines.timetable.problem import Problem, weight_of
from grappe.engines.timetable.windows import windows


class Aim(StrEnum):
    """What is made as small as can be."""

    UNPLACED = "unplaced"  # the weight of the meetings left out
    BREAKS = "breaks"  # the total breaks, leaving out no more than `Job.spare`


@dataclass(frozen=True, slots=True)
class Job:
    """`fairness` None: any spread. `spare`: so much weight may be left out. `least`: no timetable costs less."""

    problem: Problem
    fairness: int | None
    aim: Aim = Aim.BREAKS
    spare: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """How a racer runs: `core` is a solver's name in python-sat; `tries`: conflicts spent on each step of finding a
    timetable and making it better before RC2 begins (0: RC2 at once). `decides`: no RC2 at all, but "is there one
    for this little?", anew from the bound up, for a solver that cannot be asked twice. `order`: a seed for another
    order of the meetings (0: as they are), which is another search: of two, one may take ten times as long.
    """

    core: str
    tries: int = 0
    decides: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What a racer knows: nobody costs less than `bound`; `slots`: a timetable that costs `cost`;
    `over`: this is the last word (without slots: there is none).
    """

    bound: int = 0
    cost: int | None = None
    slots: dict[int, int] | None = None
    over: bool = False


Tell = Callable[[News], None]


def race(job: Job, way: Way, tell: Tell) -> None:
    """Solve the job; the last news is `over`."""
    if way.order:
        job, tell = _shuffled(job, way.order, tell)
    found = windows(job.problem)
    if found is None:
        tell(News(over=True))
        return
    model = encoded(job.problem, found, job.fairness)
    sums = weigh(model, job.problem, job.spare)
    costs = _costs(job, model)
    if way.decides:
        _decided(job, model, sums, costs, way, tell)
        return
    if way.tries and not _tried(job, model, sums, costs, way, tell):
        return
    _proved(model, costs, way, tell)


def _shuffled(job: Job, seed: int, tell: Tell) -> tuple[Job, Tell]:
    """Return the same job with its meetings in another order, and who tells of them by their own numbers."""
    meetings = job.problem.meetings
    order = random.Random(seed).sample(range(len(meetings)), len(meetings))
    place = {number: at for at, number in enumerate(order)}
    problem = replace(
        job.problem,
        meetings=tuple(
            replace(meetings[number], after=tuple(place[one] for one in meetings[number].after))
            for number in order
        ),
        ids=tuple(job.problem.ids[number] for number in order),
    )

    def tell_back(news: News) -> None:
        slots = news.slots and {order[at]: slot for at, slot in news.slots.items()}
        tell(replace(news, slots=slots))

    return replace(job, problem=problem), tell_back


def _decided(
    job: Job, model: Model, sums: dict[int, int], costs: dict[int, int], way: Way, tell: Tell
) -> None:
    """Ask for a timetable that costs no more than the bound; where there is none, for one that costs one more."""
    most = job.spare if job.aim is Aim.UNPLACED else len(costs)
    bound, kept, top = job.least, list(model.clauses), model.top
    while bound <= most:
        model.clauses, model.top = list(kept), top
        if job.aim is Aim.BREAKS:
            model.at_most(list(costs), bound, EncType.totalizer)
        else:
            model.clauses.extend([-one] for total, one in sums.items() if total > bound)
        with Solver(name=way.core, bootstrap_with=model.clauses) as solver:
            if solver.solve():
                news = _news(model, costs, solver.get_model())
                tell(replace(news, bound=bound, over=True))
                return
        bound += 1
        tell(News(bound=bound))
    tell(News(bound=bound, over=True))


def _costs(job: Job, model: Model) -> dict[int, int]:
    """Return what each variable costs when it is true (breaks) or false (a meeting left out, as -variable)."""
    if job.aim is Aim.BREAKS:
        return {literal: 1 for counted in model.breaks.values() for literal in counted}
    return {
        -placed: weight_of(job.problem.meetings[number].priority) for number, placed in model.placed.items()
    }


def _tried(job: Job, model: Model, sums: dict[int, int], costs: dict[int, int], way: Way, tell: Tell) -> bool:
    """Look for a timetable, then for better ones, each for so many conflicts; False when all is said."""
    with Solver(name=way.core, bootstrap_with=model.clauses) as solver:
        solver.set_phases([-literal for literal in costs])
        solver.conf_budget(way.tries)
        answer = solver.solve_limited()
        if answer is False:
            tell(News(over=True))
        if not answer:
            return answer is None
        best = _news(model, costs, solver.get_model())
        over = best.cost == job.least
        tell(replace(best, over=over))
        if over:
            return False
        if job.aim is Aim.UNPLACED:
            return _halved(
                job, model, costs, way, solver, best, tell,
                lambda limit: [-one for total, one in sums.items() if total > limit],
            )  # fmt: skip
        with ITotalizer(lits=list(costs), ubound=best.cost, top_id=model.top) as counter:
            solver.append_formula(counter.cnf.clauses)
            return _halved(job, model, costs, way, solver, best, tell, lambda limit: [-counter.rhs[limit]])


def _halved(
    job: Job,
    model: Model,
    costs: dict[int, int],
    way: Way,
    solver: Solver,
    best: News,
    tell: Tell,
    at_most: Callable[[int], list[int]],
) -> bool:
    """Go down by halves between the best that was found and what is proved impossible; False when they meet.

    So a bad start is soon left behind. Where a half is neither found nor refuted, the proof from below is RC2's.
    """
    bound, over = job.least, best.cost or 0
    while bound < over:
        half = (bound + over) // 2
        solver.conf_budget(way.tries)
        answer = solver.solve_limited(assumptions=at_most(half))
        if answer is None:
            return True
        if answer:
            best = _news(model, costs, solver.get_model())
            over = best.cost or 0
            tell(best)
        else:
            bound = half + 1
            tell(News(bound=bound))
    tell(News(bound=over, cost=best.cost, slots=best.slots, over=True))
    return False


class _Racer:
    """RC2 that tells its bound after each core."""

    tell: Tell

    def process_core(self) -> None:
        super().process_core()  # type: ignore[misc]  # of RC2
        self.tell(News(bound=self.cost))  # type: ignore[attr-defined]  # of RC2


class _Plain(_Racer, RC2):
    pass


class _Weighted(_Racer, RC2Stratified):
    pass


def _proved(model: Model, costs: dict[int, int], way: Way, tell: Tell) -> None:
    formula = WCNF()
    formula.extend(model.clauses)
    for literal, cost in costs.items():
        formula.append([-literal], weight=cost)
    formula.nv = max(formula.nv, model.top)
    kind = _Plain if len(set(costs.values())) < 2 else _Weighted
    with kind(formula, solver=way.core, exhaust=True) as rc2:
        rc2.tell = tell
        found = rc2.compute()
        if found is None:
            tell(News(over=True))
            return
        news = _news(model, costs, found)
        tell(News(bound=news.cost or 0, cost=news.cost, slots=news.slots, over=True))


def _news(model: Model, costs: dict[int, int], found: list[int]) -> News:
    true = set(found)  # the literals that hold: variables, or with a minus where they are false
    slots = {number: slot for (number, slot), literal in model.at.items() if literal in true}
    return News(cost=sum(cost for literal, cost in costs.items() if literal in true), slots=slots)
