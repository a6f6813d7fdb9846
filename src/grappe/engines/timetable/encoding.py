"""How is a timetable said in clauses?

The model of Bofill et al. (JAIR 74, 2022): a meeting's slot, a slot that a person uses, the first and the last
slot that they use, the end of a hole; with their implied constraints. Ours is the counter of each person: `at
least k of their meetings are in the first t slots`, in one ladder of variables that says at once how many slots
they use, whether their day has begun (k = 1) and whether it is over (k = all).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pysat.card import CardEnc, EncType

from grappe.engines.timetable.problem import Problem, weight_of
from grappe.engines.timetable.windows import Windows

Clause = list[int]


@dataclass(slots=True)
class Model:
    """Clauses that hold, and what their variables mean.

    `at`: a meeting is in a slot. `used`: a person meets in a slot. `breaks`: for each person, the k-th (from 0) is
    true when they have more than k breaks. `placed`: an optional meeting takes place. `top`: the largest variable.
    """

    top: int = 0
    clauses: list[Clause] = field(default_factory=list)
    at: dict[tuple[int, int], int] = field(default_factory=dict)
    used: dict[tuple[int, int], int] = field(default_factory=dict)
    breaks: dict[int, list[int]] = field(default_factory=dict)
    placed: dict[int, int] = field(default_factory=dict)

    def new(self) -> int:
        self.top += 1
        return self.top

    def at_most(self, literals: list[int], bound: int, how: int = EncType.seqcounter) -> None:
        """Allow at most `bound` of the literals."""
        if bound >= len(literals):
            return
        if bound <= 0:
            self.clauses.extend([-literal] for literal in literals)
            return
        if bound == 1 and len(literals) <= PAIRWISE:
            self.clauses.extend(
                [-one, -other] for at, one in enumerate(literals) for other in literals[at + 1 :]
            )
            return
        coded = CardEnc.atmost(lits=literals, bound=bound, top_id=self.top, encoding=how)
        self.clauses.extend(coded.clauses)
        self.top = max(self.top, coded.nv)


PAIRWISE = 6


def encoded(problem: Problem, windows: Windows, fairness: int | None) -> Model:
    """Return the clauses of a problem; `fairness` None: any spread is allowed."""
    model = Model()
    _meetings(model, problem, windows)
    for person in range(len(problem.people)):
        _person(model, problem, windows, person)
    _tables(model, problem)
    _settled_tables(model, problem)
    _precedences(model, problem, windows)
    if fairness is not None:
        _fairness(model, problem, fairness)
    return model


def _meetings(model: Model, problem: Problem, windows: Windows) -> None:
    for number, meeting in enumerate(problem.meetings):
        slots = sorted(windows[number])
        literals = []
        for slot in slots:
            model.at[number, slot] = model.new()
            literals.append(model.at[number, slot])
        if meeting.priority is None:
            model.clauses.append(literals)
        else:
            placed = model.placed[number] = model.new()
            model.clauses.append([-placed, *literals])
            model.clauses.extend([placed, -literal] for literal in literals)
        model.at_most(literals, 1)


def _person(model: Model, problem: Problem, windows: Windows, person: int) -> None:
    """A person's slots, their counter, and the ends of their breaks."""
    theirs = [number for number, one in enumerate(problem.meetings) if person in (one.a, one.b)]
    if not theirs:
        return
    slots = sorted({slot for number in theirs for slot in windows[number]})
    for slot in slots:
        literals = [model.at[number, slot] for number in theirs if slot in windows[number]]
        used = literals[0]
        if len(literals) > 1:
            used = model.new()
            model.clauses.append([-used, *literals])
            model.clauses.extend([used, -literal] for literal in literals)
            model.at_most(literals, 1)
        model.used[person, slot] = used
    if len(theirs) < 2:
        return
    must = sum(problem.meetings[number].priority is None for number in theirs)
    begun = _counter(model, [model.used[person, slot] for slot in slots], must, len(theirs))
    _holes(model, problem, person, slots, begun)
    if must == len(theirs):
        _unbroken(model, person, slots, begun, must)


def _counter(model: Model, used: list[int], least: int, most: int) -> list[list[int]]:
    """Count the slots used, from the first on: [t][k - 1] is true exactly when at least k of the first t + 1 are.

    At least `least` and at most `most` of all are used.
    """
    rows: list[list[int]] = []
    for at, literal in enumerate(used):
        before = rows[-1] if rows else []
        left = len(used) - at - 1
        row: list[int] = []
        for k in range(min(at + 1, most)):
            here = model.new()
            row.append(here)
            same = before[k] if k < len(before) else None
            lower = before[k - 1] if k else None
            # here <=> same or (literal and lower)
            if same is not None:
                model.clauses.append([-same, here])
            model.clauses.append([-literal, here, *([-lower] if lower else [])])
            model.clauses.append([-here, literal, *([same] if same else [])])
            if lower:
                model.clauses.append([-here, lower, *([same] if same else [])])
            if least - left >= k + 1:
                model.clauses.append([here])  # too few slots would be left for the others
        if len(before) == most:
            model.clauses.append([-literal, -before[most - 1]])
        rows.append(row)
    if least > len(used):
        model.clauses.append([])
    return rows


def _holes(model: Model, problem: Problem, person: int, slots: list[int], begun: list[list[int]]) -> None:
    """A break ends before a slot that is used, when the slot before is not and the day has begun.

    They are counted for each person: what is made small is how many somebody has, not where. A proof then speaks of
    people (`one of these three has a break`) and not of all the slots in which a break could end.
    """
    holes = []
    for at, slot in enumerate(slots[1:], start=1):
        hole = model.new()
        holes.append(hole)
        used, before = model.used[person, slot], begun[at - 1][0]
        idle = [model.used[person, slot - 1]] if slots[at - 1] == slot - 1 else []
        model.clauses.append([-used, -before, hole, *idle])
        model.clauses.append([-hole, used])
        model.clauses.append([-hole, before])
        model.clauses.extend([-hole, -literal] for literal in idle)
    most = _most_breaks(problem, person, len(holes))
    if most:
        model.breaks[person] = _counter(model, holes, 0, most)[-1]


def _unbroken(model: Model, person: int, slots: list[int], counted: list[list[int]], most: int) -> None:
    """Implied: whose day has begun, is not over and has no break meets in the next slot too.

    It follows from the holes, but only by going through the rest of the day; said outright, the first slot of
    somebody without breaks says all of their slots at once.
    """
    broken = model.breaks.get(person, [])[:1]
    for at in range(1, len(slots)):
        over = counted[at - 1][most - 1 : most]
        model.clauses.append([-counted[at - 1][0], model.used[person, slots[at]], *over, *broken])


def _tables(model: Model, problem: Problem) -> None:
    """At most so many meetings in a slot: said of the people who meet, twice as many, which is the shorter way."""
    for slot in range(problem.slots):
        people = [literal for (_, at), literal in model.used.items() if at == slot]
        meetings = [literal for (_, at), literal in model.at.items() if at == slot]
        tables = problem.tables[slot]
        if len(meetings) <= tables or len(people) <= 2 * tables + 1:
            continue
        if len(meetings) <= len(people):
            model.at_most(meetings, tables, EncType.totalizer)
        else:
            model.at_most(people, 2 * tables, EncType.totalizer)


def _settled_tables(model: Model, problem: Problem) -> None:
    """Meetings that were promised the same table are not in the same slot."""
    groups: dict[tuple[int, int], list[int]] = {}
    for (number, slot), literal in model.at.items():
        table = problem.meetings[number].table
        if table is not None:
            groups.setdefault((table, slot), []).append(literal)
    for literals in groups.values():
        model.at_most(literals, 1)


def _precedences(model: Model, problem: Problem, windows: Windows) -> None:
    """Each pair, said of ladders: when one is in a slot or later, the other is later than that."""
    ladders: dict[int, dict[int, int]] = {}
    for number, meeting in enumerate(problem.meetings):
        for earlier in meeting.after:
            first, second = (
                ladders.setdefault(one, ladders.get(one) or _ladder(model, one, windows))
                for one in (earlier, number)
            )
            sure = model.placed.get(number)
            for slot, literal in first.items():
                # one that need not take place is only later when it does
                later = [second[one] for one in second if one > slot][:1]
                model.clauses.append([-literal, *later, *([-sure] if sure else [])])
            for slot in windows[number]:
                late = [first[one] for one in first if one >= slot][:1]
                model.clauses.extend([-model.at[number, slot], -literal] for literal in late)


def _ladder(model: Model, number: int, windows: Windows) -> dict[int, int]:
    """Return, for each possible slot of a meeting, a variable that is true when it is there or later."""
    found: dict[int, int] = {}
    later: int | None = None
    for slot in sorted(windows[number], reverse=True):
        found[slot] = model.new()
        here = model.at[number, slot]
        model.clauses.append([-here, found[slot]])
        if later:
            model.clauses.append([-later, found[slot]])
        model.clauses.append([-found[slot], here, *([later] if later else [])])
        later = found[slot]
    return dict(reversed(found.items()))  # the first slot first


def weigh(model: Model, problem: Problem, spare: int) -> dict[int, int]:
    """Allow meetings of at most `spare` weight together to be left out.

    Returns sums of weights, each with a variable that is true where the meetings left out add up to just that sum:
    all of those above a limit false, and no more than the limit is left out.

    One row a meeting: after it, the weights that the ones left out so far can add up to, each with a variable that
    is true when they are at least that much. Few weights are different, so that the sums are few too.
    """
    before: dict[int, int] = {}
    for number, placed in model.placed.items():
        weight = weight_of(problem.meetings[number].priority)
        sums = {0, *before}
        row: dict[int, int] = {}
        for total in sorted(sums | {one + weight for one in sums} - {0}):
            if 0 < total <= spare:
                row[total] = model.new()
        for total in sums:
            reached = [-before[total]] if total else []
            if total:
                model.clauses.append([-before[total], row[total]])
            if total + weight > spare:
                model.clauses.append([placed, *reached])
            else:
                model.clauses.append([placed, *reached, row[total + weight]])
        before = row
    return before


def _fairness(model: Model, problem: Problem, fairness: int) -> None:
    """The largest minus the smallest number of breaks of all people is at most `fairness`."""
    breaks = [model.breaks.get(person, []) for person in range(len(problem.people))]
    fewest = min(map(len, breaks), default=0)  # the smallest number is at most this
    # floor[k]: everybody has more than k breaks; it is always allowed to say less.
    floor = [model.new() for _ in range(fewest)]
    for counted in breaks:
        model.clauses.extend([-literal, counted[k]] for k, literal in enumerate(floor))
        for k, literal in enumerate(counted[fairness:]):
            model.clauses.append([-literal, *floor[k : k + 1]])


def _most_breaks(problem: Problem, person: int, holes: int) -> int:
    """Return how many breaks somebody can have: between any two meetings one, and each has an idle slot."""
    theirs = [one for one in problem.meetings if person in (one.a, one.b)]
    must = sum(one.priority is None for one in theirs)
    counts = (min(meetings - 1, problem.slots - meetings) for meetings in range(must, len(theirs) + 1))
    return max(0, min(holes, max(counts)))
