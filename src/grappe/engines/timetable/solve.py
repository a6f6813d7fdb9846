"""What is the best timetable, and is that proved? The door of this engine.

In this order: the weight of the meetings placed; the total breaks; nobody has more than `fairness` breaks more than
anybody else; table moves, for the slots found.

Where all meetings must be placed, the racers (`portfolio`) prove it. Where some are optional, `pairs` says how many
fit at most and `placing` puts them; what is still open then is proved by the racers too, unless the problem is too
large for that (`LARGE`).
"""

from __future__ import annotations

from grappe.engines.timetable.answering import Run, answer, none, with_moves
from grappe.engines.timetable.bounds import breaks_bound
from grappe.engines.timetable.maxsat import Aim, Job, News
from grappe.engines.timetable.pairs import Choice, choose
from grappe.engines.timetable.placing import place
from grappe.engines.timetable.portfolio import Known, run_racers
from grappe.engines.timetable.problem import Problem, ProblemFault, weight_of
from grappe.engines.timetable.schedule import OnProgress, Progress, Solution, Status
from grappe.engines.timetable.windows import windows

__all__ = ["FAIRNESS", "TIME_LIMIT", "solve", "weight_of"]

FAIRNESS, TIME_LIMIT = 2, 120.0
LARGE = 15_000  # meetings times their possible slots: beyond, the racers are not sent
FIRST_SHARE, FIRST_SECONDS = 0.15, 5.0  # of the time, for placing before the racers, at most
FIRST_A_PLACE = 0.005  # seconds for each possible place: a small problem is proved sooner than searched
HELP_AFTER = 6.0  # seconds of racing
WEIGHT_SHARE = 0.4  # of the time left, for the proof of how much can be placed


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
    Can be called from any thread; nothing is left running, whatever happens.
    """
    found = windows(problem)
    run = Run.begun(problem, fairness, time_limit, on_progress, sum(map(len, found or ())))
    if found is None:
        return none(run, Status.INFEASIBLE, 0, "windows")
    optional = any(meeting.priority is not None for meeting in problem.meetings)
    if optional or run.size > LARGE:
        return with_moves(run, _placed_first(run))
    known = _raced(run, Job(problem, fairness), "breaks", None, helped=True)
    return with_moves(run, answer(run, known, 0))


def _placed_first(run: Run) -> Solution:
    """Choose, place, and send the racers for what is not proved by that."""
    problem = run.problem
    choice = choose(problem, time_limit=max(0.1, run.left * FIRST_SHARE))
    if not choice.feasible:
        return none(run, Status.INFEASIBLE, 0, "flow")
    large = run.size > LARGE
    seconds = run.left if large else min(FIRST_SECONDS, run.left * FIRST_SHARE, run.size * FIRST_A_PLACE)
    first = _first(run, choice, run.now + seconds)
    if first is not None and _proved(run, first):
        return run.closed(first)
    must = all(meeting.priority is None for meeting in problem.meetings)
    fair = first is not None and ((first.spread or 0) <= run.fairness or not must)
    if run.stopped or (large and fair):
        return first if first is not None and fair else none(run, Status.UNKNOWN, choice.bound, "time")
    if must:
        known = _raced(run, Job(problem, run.fairness), "breaks", first if fair else None)
        return answer(run, known, 0, first if fair else None)
    return _proved_weight(run, first, choice.bound)


def _first(run: Run, choice: Choice, until: float) -> Solution | None:
    """Return the timetable that `placing` finds; None where a meeting that must be there found no slot.

    Also None where two meetings that were promised one table came into one slot: only the racers know of that.
    """
    try:
        placements = place(
            run.problem,
            choice.meetings,
            fairness=run.fairness,
            deadline=until,
            on_progress=run.tell,
            placed_bound=choice.bound,
        )
    except ProblemFault:
        return None
    found = run.solution({one.meeting: one.slot for one in placements}, choice.bound, "placing")
    if found is None:
        return None
    bound = breaks_bound(run.problem, [one.meeting for one in placements])
    return run.renewed(found, bound=min(bound, found.breaks or 0))


def _proved(run: Run, solution: Solution) -> bool:
    """Tell whether bounds alone show that nobody can do better.

    The bound is of these very meetings: with others in their place it might be lower, unless there are no others.
    """
    if solution.placed < solution.placed_bound or (solution.spread or 0) > run.fairness:
        return False
    return not solution.breaks or (not solution.unplaced and solution.breaks <= solution.bound)


def _proved_weight(run: Run, first: Solution | None, bound: int) -> Solution:
    """Prove how much can be placed, whatever the breaks; then the fewest breaks for that weight, fairly."""
    problem = run.problem
    total = sum(weight_of(meeting.priority) for meeting in problem.meetings)
    if first is None or first.placed < bound:
        better = total - first.placed - 1 if first else total
        job = Job(problem, None, Aim.UNPLACED, spare=better, least=total - bound)
        known = _raced(run, job, "placing", first, run.now + WEIGHT_SHARE * run.left)
        if known.slots is not None:
            first = run.solution(known.slots, bound, known.winner or "time")
        if first is None:
            return none(
                run, Status.INFEASIBLE if known.over else Status.UNKNOWN, bound, known.winner or "time"
            )
        bound = first.placed if known.over else min(bound, total - known.bound)
        first = run.renewed(first, placed_bound=max(first.placed, bound))
        if _proved(run, first):
            return run.closed(first)
    return _fewest_breaks(run, first, total - first.placed)


def _fewest_breaks(run: Run, first: Solution, spare: int) -> Solution:
    """Given that no more can be placed: the fewest breaks that the fairness allows, or the next one that is kept."""
    fairness = run.fairness
    while True:
        best = first if (first.spread or 0) <= fairness else None
        known = _raced(run, Job(run.problem, fairness, spare=spare), "breaks", best or first)
        if not known.over or known.slots is not None or fairness >= run.problem.slots or run.stopped:
            break
        fairness += 1  # proved: without leaving out more, nobody can be that fair
    found = answer(run, known, first.placed_bound, best)
    if found.placed < found.placed_bound and found.status is Status.OPTIMAL:
        found = run.renewed(found, status=Status.FEASIBLE)
    return found if found.placements else run.renewed(first)


def _raced(
    run: Run,
    job: Job,
    phase: str,
    best: Solution | None,
    until: float | None = None,
    helped: bool = False,
) -> Known:
    """Send the racers and tell the caller what they know; `best`: what is known already.

    `helped`: where they take long, `placing` looks for a good timetable meanwhile; a racer proves better than it finds.
    """
    given, seen = best, -1

    def on_news(known: Known) -> bool:
        nonlocal best, seen, helped
        if helped and run.seconds > HELP_AFTER:
            helped = False
            _help(run, known)
        if known.slots is not None and known.cost is not None and known.cost != seen:
            seen = known.cost
            found = run.solution(known.slots, 0, known.winner or "so far")
            if best is None or (found is not None and _better(found, best)):
                best = found
        bound = known.bound if job.aim is Aim.BREAKS else 0
        shown = best and run.renewed(best, bound=max(bound, best.bound if best is given else 0))
        return run.tell(Progress(run.seconds, phase, shown, bound))

    return run_racers(job, run.deadline if until is None else until, on_news, run.size)


def _help(run: Run, known: Known) -> None:
    """Let `placing` look for a timetable for some seconds, and make it known where it keeps the fairness."""
    everything = Choice(tuple(range(len(run.problem.meetings))), 0, 0, True)
    found = _first(run, everything, run.now + min(FIRST_SECONDS, run.left))
    if found is not None and (found.spread or 0) <= run.fairness:
        slots = {one.meeting: one.slot for one in found.placements}
        known.hear(News(found.bound, found.breaks, slots), "placing")


def _better(one: Solution, other: Solution) -> bool:
    return (one.placed, -(one.breaks or 0)) > (other.placed, -(other.breaks or 0))
