"""Invented field notes in four languages with rises planted at known weeks (texts: catalogues/luxembourg/demo/field.yaml).

Every note has one to three sentences: chatter that means nothing, and in some of them a subject. A subject has a
steady rate; where a rise is planted, it comes up for some weeks through many companies. The traps: the number of
notes swings with the season, and one company that talks of nothing else for weeks is no trend.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEXTS = Path(__file__).parents[1] / "catalogues" / "luxembourg" / "demo" / "field.yaml"
LANGUAGES = ("en", "fr", "de", "lb")
SHARES = (0.3, 0.35, 0.2, 0.15)
CLUSTERS = ("digital", "healthtech", "wood", "automobility", "logistics")
FIRST = date(2024, 1, 1)  # a Monday


@dataclass(frozen=True)
class Rise:
    """A subject comes up `more` times a week for some weeks, from a week on."""

    subject: str
    week: int
    lasts: int
    more: float


@dataclass(frozen=True)
class Told:
    """One invented note, with the subject that was meant (empty: chatter)."""

    id: str
    on: date
    text: str
    company: str
    cluster: str
    subject: str = ""

    @property
    def week(self) -> int:
        return (self.on - FIRST).days // 7


@dataclass(frozen=True)
class World:
    """Notes of some weeks, the rises planted in them, and the subjects that are steady."""

    notes: list[Told]
    rises: list[Rise] = field(default_factory=list)
    steady: list[str] = field(default_factory=list)


@cache
def texts() -> dict[str, Any]:
    """Return the written sentences."""
    found: dict[str, Any] = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return found


def subjects(half: str | None = None) -> list[str]:
    """Return the names of the subjects of a half ("tune", "held-out"), or of all."""
    return [name for name, value in texts()["subjects"].items() if half in (None, value["half"])]


def season(week: int) -> float:
    """Return how busy a week is: little is written in August and around new year."""
    of_year = week % 52
    return 0.35 if of_year in (0, 31, 32, 33, 51) else 0.7 if of_year in (1, 30, 34, 50) else 1.0


def poisson(lot: random.Random, mean: float) -> int:
    """Return a Poisson number (Knuth's way, for small means)."""
    floor, product, found = 2.718281828459045**-mean, lot.random(), 0
    while product > floor:
        product, found = product * lot.random(), found + 1
    return found


def plant(lot: random.Random, names: list[str], weeks: int) -> list[Rise]:
    """Return rises for half of the subjects, at weeks that leave a past before and some time after."""
    chosen = lot.sample(names, len(names) // 2)
    return [
        Rise(name, lot.randrange(26, weeks - 12), lot.randrange(5, 9), lot.choice([2.5, 3.5, 5.0]))
        for name in chosen
    ]


def world(
    seed: int,
    half: str | None = "tune",
    weeks: int = 78,
    chatter: float = 60.0,
    base: float = 0.6,
    planted: bool = True,
    talkative: bool = True,
) -> World:
    """Return a generated world: `chatter` notes a week, `base` notes a week and subject."""
    lot = random.Random(seed)
    names = subjects(half)
    rises = plant(lot, names, weeks) if planted else []
    steady = [name for name in names if name not in {rise.subject for rise in rises}]
    # Some subjects are new when they rise, others have a past.
    rates = {name: base * lot.choice([0.5, 1.0, 1.5]) for name in names}
    rates.update({rise.subject: lot.choice([0.0, 0.0, base]) for rise in rises})
    companies = [(f"c{number}", lot.choice(CLUSTERS)) for number in range(400)]
    obsessed = (companies[7], lot.choice(steady), lot.randrange(26, weeks - 8)) if talkative else None
    notes: list[Told] = []
    for week in range(weeks):
        meant: list[tuple[str, tuple[str, str]]] = []
        busy = season(week)
        for name in names:
            more = sum(r.more for r in rises if r.subject == name and r.week <= week < r.week + r.lasts)
            meant += [(name, lot.choice(companies)) for _ in range(poisson(lot, (rates[name] + more) * busy))]
        if obsessed and obsessed[2] <= week < obsessed[2] + 6:
            meant += [(obsessed[1], obsessed[0])] * 4
        meant += [("", lot.choice(companies)) for _ in range(poisson(lot, chatter * busy))]
        lot.shuffle(meant)
        for name, (company, cluster) in meant:
            on = FIRST + timedelta(days=7 * week + lot.randrange(5))
            notes.append(Told(f"n{len(notes)}", on, written(lot, name), company, cluster, name))
    return World(sorted(notes, key=lambda note: (note.on, note.id)), rises, steady)


def written(lot: random.Random, subject: str) -> str:
    """Return the text of one note in one of the four languages."""
    (language,) = lot.choices(LANGUAGES, SHARES)
    found = [chatter(lot, language) for _ in range(lot.randrange(0 if subject else 1, 3))]
    if subject:
        said = lot.sample(texts()["subjects"][subject][language], lot.choice([1, 1, 1, 2]))
        if lot.random() < 0.5:
            said[0] = f"{lot.choice(texts()['before'][language])} {said[0]}"
        found[lot.randrange(len(found) + 1) : 0] = said
    return " ".join(found)


def chatter(lot: random.Random, language: str) -> str:
    """Return one sentence that means nothing."""
    return str(lot.choice(texts()["chatter"][language])).format(
        month=lot.choice(texts()["months"][language]),
        day=lot.choice(texts()["days"][language]),
        name=lot.choice(texts()["names"]),
        number=lot.randrange(3, 90),
    )


def many(count: int, seed: int) -> Iterator[Told]:
    """Yield `count` notes of all subjects over three years, in order of days."""
    lot = random.Random(seed)
    names = subjects()
    companies = [(f"c{number}", lot.choice(CLUSTERS)) for number in range(5_000)]
    days = 3 * 365
    for number in range(count):
        company, cluster = lot.choice(companies)
        name = lot.choice(names) if lot.random() < 0.4 else ""
        on = FIRST + timedelta(days=number * days // count)
        yield Told(f"n{number}", on, written(lot, name), company, cluster, name)
