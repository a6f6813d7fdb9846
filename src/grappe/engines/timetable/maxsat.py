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
    for this little?", anew from the bound up, for a solver that cannot be asked twice; after `tries` conflicts
    without an answer it begins again with the meetings in another order.
    """

    core: str
    tries: int = 0
    decides: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What a racer knows: nobody costs less than `bound`; `slots`: a timetable that costs `cost`;
    `over`: this is the last word (without slots: there is none).
    """

    bound: int = 0
    cost: int | None = None
    slots: dict[int, int] | None = None
    over: bool = False


LONGER = 1.25  # so many times more conflicts for each order after the first

Tell = Callable[[News], None]


def race(job: Job, way: Way, tell: Tell) -> None:
    """Solve the job; the last news is `over`."""
    found = windows(job.problem)
    if found is None:
        tell(News(over=True))
        return
    if way.decides:
        _decided(job, way, tell)
        return
    model = encoded(job.problem, found, job.fairness)
    sums = weigh(model, job.problem, job.spare)
    costs = _costs(job, model)
    if way.tries and not _tried(job, model, sums, costs, way, tell):
        return
    _proved(model, costs, way, tell)


def _decided(job: Job, way: Way, tell: Tell) -> None:
    """Ask for a timetable that costs no more than the bound; where there is none, for one that costs one more.

    How long a search takes has a long tail, and that of the same meetings in another order is another one: so none
    is waited for too long.
    """
    bound, tries, turn = job.least, way.tries, 0
    question = _Question(job, turn)
    while bound <= question.most:
        answer = question.asked(bound, way.core, tries)
        if answer is None:
            turn, tries = turn + 1, round(tries * LONGER)
            question = _Question(job, turn)
        elif isinstance(answer, News):
            tell(replace(answer, bound=bound, over=True))
            return
        else:
            bound += 1
            tell(News(bound=bound))
    tell(News(bound=bound, over=True))


class _Question:
    """Is there a timetable for so little? `turn`: which order of the meetings (0: as they are)."""

    def __init__(self, job: Job, turn: int) -> None:
        meetings = job.problem.meetings
        self.order = list(range(len(meetings)))
        if turn:
            random.Random(turn).shuffle(self.order)
        place = {number: at for at, number in enumerate(self.order)}
        problem = replace(
            job.problem,
            meetings=tuple(
                replace(meetings[number], after=tuple(place[one] for one in meetings[number].after))
                for number in self.order
            ),
        )
        self.job = replace(job, problem=problem)
        self.model = encoded(problem, windows(problem) or [], job.fairness)
        self.sums = weigh(self.model, problem, job.spare)
        self.costs = _costs(self.job, self.model)
        self.most = job.spare if job.aim is Aim.UNPLACED else len(self.costs)
        self.clauses, self.top = list(self.model.clauses), self.model.top

    def asked(self, bound: int, core: str, tries: int) -> News | bool | None:
        """Return the timetable, False where there is none, None after `tries` conflicts (0: as many as it takes)."""
        model = self.model
        model.clauses, model.top = list(self.clauses), self.top
        if self.job.aim is Aim.BREAKS:
            model.at_most(list(self.costs), bound, EncType.totalizer)
        else:
            model.clauses.extend([-one] for total, one in self.sums.items() if total > bound)
        with Solver(name=core, bootstrap_with=model.clauses) as solver:
            if tries:
                solver.conf_budget(tries)
            answer = solver.solve_limited() if tries else solver.solve()
            if not answer:
                return None if answer is None else False
            news = _news(model, self.costs, solver.get_model())
        assert news.slots is not None
        return replace(news, slots={self.order[at]: slot for at, slot in news.slots.items()})


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
