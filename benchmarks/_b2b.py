"""Which timetables are hard? The four published events at hand, and variants of them: seeded, so that they return.

The published set has the same kinds (forbidden slots, settled meetings, precedences; JAIR 74, 2022, article 12670);
how theirs were drawn is not said, so that ours are drawn in more than one way.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from grappe.engines.timetable.problem import AFTERNOON, MORNING, Meeting, Problem

EVENTS = ("tic-12", "forum-14", "forumt-14", "forum-13crafb")
KINDS = (
    ("forbidden", 3), ("forbidden", 7), ("settled", 20), ("settled", 40), ("thrown", 20), ("thrown", 40),
    ("before", 15), ("before", 25), ("chained", 15), ("chained", 25),
)  # fmt: skip


def event(folder: Path, name: str) -> str:
    """Return the text of one of the four published files."""
    return (folder / "b2b_meetings" / f"{name}.original.dzn").read_text(encoding="utf-8")


def variants(problem: Problem, seeds: int) -> Iterator[tuple[str, Problem]]:
    """Return the variants of an event: each kind at each percentage, with so many seeds."""
    for kind, percent in KINDS:
        for seed in range(seeds):
            lot = random.Random(f"{kind} {percent} {seed}")
            yield f"{kind}-{percent}-{seed}", _KINDS[kind](problem, percent / 100, lot)


def forbidden(problem: Problem, share: float, lot: random.Random) -> Problem:
    """Each person cannot meet in a share of the slots, beside those of the event."""
    closed = tuple(
        slots | {slot for slot in range(problem.slots) if lot.random() < share} for slots in problem.forbidden
    )
    return replace(problem, forbidden=closed)


def settled(problem: Problem, share: float, lot: random.Random) -> Problem:
    """A share of the meetings is settled one by one, in a slot that is still free for both, with a table."""
    return _fixed(problem, share, lot, careful=True)


def thrown(problem: Problem, share: float, lot: random.Random) -> Problem:
    """A share of the meetings is settled in any slot that neither of the two is settled in, whatever follows."""
    return _fixed(problem, share, lot, careful=False)


def before(problem: Problem, share: float, lot: random.Random) -> Problem:
    """A share of the meetings come after another one, of anybody, that stands before them in a random order."""
    order = list(range(len(problem.meetings)))
    lot.shuffle(order)
    late = [
        (order[place], order[lot.randrange(place)]) for place in range(1, len(order)) if lot.random() < share
    ]
    return _after(problem, late)


def chained(problem: Problem, share: float, lot: random.Random) -> Problem:
    """A share of the meetings come after another one of the same person."""
    late = []
    for number, meeting in enumerate(problem.meetings):
        person = lot.choice((meeting.a, meeting.b))
        others = [
            other for other, one in enumerate(problem.meetings) if other < number and person in (one.a, one.b)
        ]
        if others and lot.random() < share:
            late.append((number, lot.choice(others)))
    return _after(problem, late)


def _after(problem: Problem, late: list[tuple[int, int]]) -> Problem:
    """Return the problem with these pairs, but for those that sessions alone make impossible."""
    meetings = list(problem.meetings)
    for number, earlier in late:
        if meetings[number].session == MORNING and meetings[earlier].session == AFTERNOON:
            continue
        meetings[number] = replace(meetings[number], after=(*meetings[number].after, earlier))
    return replace(problem, meetings=tuple(meetings))


def _fixed(problem: Problem, share: float, lot: random.Random, careful: bool) -> Problem:
    meetings: list[Meeting] = list(problem.meetings)
    taken: set[tuple[int, int]] = set()
    full = [0] * problem.slots
    left = [sum(person in (one.a, one.b) for one in meetings) for person in range(len(problem.people))]
    for number in lot.sample(range(len(meetings)), round(share * len(meetings))):
        one = meetings[number]
        half = range(problem.morning) if one.session == MORNING else range(problem.slots)
        open_slots = [
            slot for slot in half
            if full[slot] < problem.tables[slot]
            and not {(one.a, slot), (one.b, slot)} & taken
            and not (careful and slot in problem.forbidden[one.a] | problem.forbidden[one.b])
            and not (one.session == AFTERNOON and slot < problem.morning)
        ]  # fmt: skip
        if careful:  # near the beginning, as long as the day of those who meet most needs no break
            open_slots = open_slots[: max(3, left[one.a], left[one.b])]
        if open_slots:
            slot = lot.choice(open_slots)
            meetings[number] = replace(one, fixed=slot)
            taken |= {(one.a, slot), (one.b, slot)}
            full[slot] += 1
    return replace(problem, meetings=tuple(meetings))


_KINDS = {
    "forbidden": forbidden, "settled": settled, "thrown": thrown, "before": before, "chained": chained,
}  # fmt: skip
