"""What does an event of so many people look like? Invented ones, the same for the same seed.

For benchmarks, tests and for trying out how many tables and slots an event needs. Nobody in them is real.
"""

from __future__ import annotations

import random

from grappe.engines.timetable.problem import Meeting, Problem

FEWEST, MOST = 10, 14  # people that a person asks to meet


def event(
    people: int,
    *,
    slots: int = 16,
    tables: int | None = None,
    requests: tuple[int, int] = (FEWEST, MOST),
    away: float = 0.0,
    seed: int = 1,
) -> Problem:
    """Return an event at which everybody asks for some others, the sought-after ones more often.

    `tables`: in each slot, by default enough for everybody at once. `requests`: fewest and most that a person asks
    for. `away`: share of the slots in which a person cannot meet, drawn for each. Two who ask for each other have
    one meeting, with the better of the two priorities; priorities are 1 (asked for first) to 9.
    """
    lot = random.Random(f"{seed}:{people}:{slots}")
    drawn = [lot.paretovariate(3.0) for _ in range(people)]
    wanted: dict[tuple[int, int], int] = {}
    for person in range(people):
        count = min(lot.randint(*requests), people - 1)
        asked: list[int] = []
        while len(asked) < count:
            other = _other(lot, drawn, people)
            if other != person and other not in asked:
                asked.append(other)
        for place, other in enumerate(asked):
            pair = (min(person, other), max(person, other))
            priority = 1 + place * 9 // count
            wanted[pair] = min(wanted.get(pair, 9), priority)
    pairs = sorted(wanted)
    return Problem(
        people=tuple(f"P{number + 1}" for number in range(people)),
        meetings=tuple(Meeting(a, b, priority=wanted[a, b]) for a, b in pairs),
        ids=tuple(f"M{number + 1}" for number in range(len(pairs))),
        slots=slots,
        morning=slots // 2,
        tables=(people // 2 if tables is None else tables,) * slots,
        forbidden=tuple(
            frozenset(slot for slot in range(slots) if lot.random() < away) for _ in range(people)
        ),
    )


def _other(lot: random.Random, drawn: list[float], people: int) -> int:
    """Return somebody, the more sought-after the likelier (up to eight times as much)."""
    while True:
        person = lot.randrange(people)
        if lot.random() * 8.0 < drawn[person]:
            return person
