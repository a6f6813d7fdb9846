"""Which companies' numbers are the only ones that fit all that is shown? Asked by looking for others that fit.

Whoever reads the figures is taken to know which units there may be and how they lie in the figures, that nothing is less
than zero, that counts are whole, and that a count that is left out is one at least, where a reader sees that it is: of a
table no line of which is shown, nobody is told which lines it has. What fits is found by HiGHS; a few
numbers that fit, far apart, free most companies at once, and the others are asked about one by one. In a large system a
count is free where it can be another by one, be it that some number beside it is then not whole (`linear.SMALL`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from grappe.engines.disclosure.linear import Fitting

TRIES = 4  # numbers that fit, looked for at random before any company is asked about
HEAVY = 0.05  # of a sum: companies that add so much are asked about (a lighter one hides among the others)


@dataclass(frozen=True, slots=True)
class Part:
    """Units that are alike in all figures: whose they are, and what they add up to."""

    place: int
    companies: frozenset[int]
    value: float


@dataclass
class _World:
    """The parts of all figures, and what nobody is to find out: sums of parts."""

    figures: Sequence[Sequence[Part]]
    shown: list[bool]
    near: float
    whole: bool
    tables: Sequence[Hashable]
    truth: np.ndarray = field(init=False)
    rows: list[np.ndarray] = field(init=False)
    parts: dict[int, Part] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = {part.place: part for figure in self.figures for part in figure}
        self.truth = np.array([self.parts[place].value for place in range(len(self.parts))])
        self.rows = [np.array([part.place for part in figure], dtype=np.int64) for figure in self.figures]

    def told(self) -> list[int]:
        """Return which figures tell something: those shown, and those of which a reader sees that they are left out."""
        listed = {table for table, shown in zip(self.tables, self.shown, strict=True) if shown} | {None}
        return [
            number
            for number, (table, shown) in enumerate(zip(self.tables, self.shown, strict=True))
            if shown or (self.whole and table in listed)
        ]

    def fitting(self) -> Fitting:
        rows, low, high = [], [], []
        for number in self.told():
            row, shown = self.rows[number], self.shown[number]
            rows.append(row)
            low.append(float(self.truth[row].sum()) if shown else 1.0)
            high.append(low[-1] if shown else np.inf)
        most = 2 * self.truth + (6 if self.whole else self.truth.max(initial=0.0))
        return Fitting(rows, low, high, most, whole=self.whole)

    def moved(self, secret: np.ndarray, found: np.ndarray) -> bool:
        """Return whether numbers that fit lie far enough from the true ones: other at all, or more by p%."""
        change = float((found[secret] - self.truth[secret]).sum())
        return (
            abs(change) > 1 - 1e-6
            if self.whole
            else change >= self.near * float(self.truth[secret].sum()) * (1 - 1e-9)
        )


def to_be_left_out(
    figures: Sequence[Sequence[Part]],
    shown: Sequence[bool],
    near: float,
    *,
    whole: bool,
    tables: Sequence[Hashable] | None = None,
) -> frozenset[int]:
    """Return the places of figures that have to be left out too; none where nothing is fixed by what is shown.

    `tables` says of which table each figure is a line; None: it stands by itself, and is seen to be left out.

    Numbers that fit go on to fit when a further figure is left out, so what was found once is kept.
    """
    world = _World(figures, list(shown), near, whole, tables or [None] * len(figures))
    found: list[np.ndarray] = []
    while any(world.shown) and len(world.truth):
        place = _first_fixed(world, found)
        if place is None:
            break
        world.shown[place] = False
    return frozenset(place for place, was in enumerate(shown) if was and not world.shown[place])


def _first_fixed(world: _World, found: list[np.ndarray]) -> int | None:
    """Return the figure that is to be left out because of the first secret that is fixed; None where none is."""
    fitting, chance = world.fitting(), np.random.default_rng(3)
    for _number in range(TRIES - len(found) if world.whole else 0):
        one, _held = fitting.most_of(chance.uniform(-1, 1, len(world.truth)))
        if one is not None:
            found.append(one)
    for secret in _secrets(world, found):
        if any(world.moved(secret, one) for one in found):
            continue
        held = _asked(world, fitting, secret, found)
        if held is not None:
            return _least_important(world, secret, held)
    return None


def _asked(world: _World, fitting: Fitting, secret: np.ndarray, found: list[np.ndarray]) -> np.ndarray | None:
    """Look for numbers that fit where a secret is another; return how much each row held it back where there are none."""
    held = np.zeros(0)
    for sign in (1.0, -1.0) if world.whole else (1.0,):
        worth = np.zeros(len(world.truth))
        worth[secret] = sign
        one, back = fitting.most_of(worth)
        held = np.abs(back) if not held.size else held + np.abs(back)
        if one is not None:
            found.append(one)
            if world.moved(secret, one):
                return None
    return held


def _least_important(world: _World, secret: np.ndarray, held: np.ndarray) -> int:
    """Return the last line of a table that holds a secret back, be it by a line that is left out; else the last figure.

    A figure by itself goes last: with all the lines of its tables gone, it tells of itself only.
    """
    back = [number for number, much in zip(world.told(), held, strict=False) if much > 1e-9]
    tables = {world.tables[number] for number in back} - {None}
    lines = [n for n, shown in enumerate(world.shown) if shown and world.tables[n] in tables]
    if lines:
        return lines[-1]
    if back := [number for number in back if world.shown[number]]:
        return back[-1]
    inside = set(secret.tolist())
    over = [n for n, row in enumerate(world.rows) if world.shown[n] and inside & set(row.tolist())]
    return over[-1] if over else max(n for n, shown in enumerate(world.shown) if shown)


def _secrets(world: _World, found: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
    """Yield what nobody is to find out: figures left out, and what any one or two companies add up to."""
    own: dict[int, list[int]] = defaultdict(list)
    both: dict[frozenset[int], list[int]] = defaultdict(list)
    for place, part in world.parts.items():
        if len(part.companies) == 1:
            own[next(iter(part.companies))].append(place)
        elif len(part.companies) == 2:
            both[part.companies].append(place)
    if not world.whole:
        yield from _heavy(world, own)
        return
    yield from (world.rows[number] for number in world.told() if not world.shown[number])
    few = [place for place, part in world.parts.items() if 0 < len(part.companies) <= 2]
    yield from (np.array([place]) for place in few)
    yield from (np.array(places) for places in own.values() if len(places) > 1)
    for two, places in both.items():
        yield np.array([*places, *(each for one in two for each in own.get(one, ()))])
    yield from _opposite(world, own, found)


def _heavy(world: _World, own: dict[int, list[int]]) -> Iterable[np.ndarray]:
    whole = max((float(world.truth[row].sum()) for row in world.rows), default=0.0)
    added = {company: float(world.truth[places].sum()) for company, places in own.items()}
    for company in sorted(added, key=lambda each: -added[each]):
        if added[company] >= HEAVY * whole > 0:
            yield np.array(own[company])


def _opposite(world: _World, own: dict[int, list[int]], found: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
    """Yield the pairs of companies whose sum was the same in all numbers found so far: one grew by what the other lost."""
    known = np.array(found).reshape(len(found), len(world.truth)) - world.truth
    changes = {company: np.round(known[:, places].sum(axis=1), 3) for company, places in own.items()}
    alike: dict[bytes, list[int]] = defaultdict(list)
    for company, change in changes.items():
        sign = 1.0 if not change.any() or change[np.flatnonzero(change)[0]] > 0 else -1.0
        alike[(sign * change + 0.0).tobytes()].append(company)
    for companies in alike.values():
        for one, two in combinations(companies, 2):
            if np.all(np.abs(changes[one] + changes[two]) < 1):
                yield np.array([*own[one], *own[two]])
