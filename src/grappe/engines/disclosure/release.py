"""Which of many figures may be shown together? Sums over units (records, or companies that are counted), in any overlap.

Primary rule: a figure of fewer than three companies is left out (threshold rule), and a sum in which one company weighs so
much that another could estimate it within ten per cent (p% rule: Handbook on Statistical Disclosure Control, ESSnet SDC,
2010 [G]: general knowledge, not read at the source). Secondary rule: the others are taken in one by one, the most important
first; one that would let somebody work out what one or two companies did is left out (`rowspace`). Then it is checked which
numbers fit all that is shown (`bounds`): as long as those of some company are the only ones, a further figure is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grappe.engines.disclosure.bounds import Part, to_be_left_out
from grappe.engines.disclosure.rowspace import PRIME, Combinations
from grappe.engines.disclosure.suppression import LEAST

NEARER = 0.1  # p%: so near, a share of its own value, nobody may come to what one company adds to a sum

NOBODY = -1  # below it are people: owners like companies


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is to be shown: the sum of its units. `order`: the smaller, the more it matters that it is shown."""

    name: Hashable
    units: tuple[int, ...]
    order: tuple[int | float | str, ...] = ()
    least: int = LEAST  # companies behind it
    table: Hashable = (
        None  # of which it is a line; nobody is told the lines of a table no line of which is shown
    )
    whole: bool = True  # counts its units; else it is a sum of their amounts, or made of one


@dataclass(frozen=True)
class Units:
    """What is added up: whose each unit is (NOBODY: no company's), and its amount (1 where units are counted)."""

    companies: np.ndarray
    amounts: np.ndarray

    @classmethod
    def of(cls, companies: Sequence[int], amounts: Sequence[float] | None = None) -> Units:
        owners = np.array(companies, dtype=np.int64)
        weights = np.ones(len(owners)) if amounts is None else np.abs(np.array(amounts, dtype=float))
        return cls(owners, weights)


def shown_together(figures: Iterable[Figure], units: Units, *, secondary: bool = True) -> frozenset[Hashable]:
    """Return the names of the figures that may be shown, all together, to somebody who knows these rules.

    Figures that share no unit, directly or by way of others, are looked at apart. `secondary` False leaves the second
    rule out: for tests, which have to fail without it.
    """
    found: set[Hashable] = set()
    for group in _connected(list(figures)):
        found |= _shown(group, units, secondary)
    return frozenset(found)


def _shown(figures: Sequence[Figure], units: Units, secondary: bool) -> set[Hashable]:
    ordered = sorted(figures, key=lambda one: (*one.order, str(one.name)))
    allowed = [one for one in ordered if not is_sensitive(one, units)]
    if not secondary:
        return {one.name for one in allowed}
    taken = _not_worked_out(allowed, ordered, units)
    shown = {one.name for one in taken}
    for whole in (True, False):
        system = [one for one in ordered if one.whole is whole and one.units]
        now = [one.name in shown for one in system]
        tables = [one.table for one in system]
        gone = to_be_left_out(_parts(system, units), now, NEARER, whole=whole, tables=tables)
        shown -= {system[place].name for place in gone}
    return shown


def is_sensitive(figure: Figure, units: Units) -> bool:
    """Return whether a figure by itself tells of too few companies; nobody stands behind one of no units."""
    if not figure.units:
        return False
    owners = units.companies[list(figure.units)]
    companies = set(owners[owners != NOBODY].tolist())
    if len(companies) < figure.least:
        return True
    return not figure.whole and _dominated(owners, units.amounts[list(figure.units)])


def _dominated(owners: np.ndarray, amounts: np.ndarray) -> bool:
    """Return whether the second largest could estimate the largest: the others together are less than p% of it."""
    _owners, places = np.unique(owners, return_inverse=True)
    added = np.append(np.bincount(places, weights=amounts), 0.0)  # of one owner there is no second
    first, second = np.sort(added)[::-1][:2]
    return bool(added.sum() - first - second < NEARER * first)


def _not_worked_out(allowed: Sequence[Figure], figures: Sequence[Figure], units: Units) -> list[Figure]:
    """Return those of some figures that tell of no one or two companies, taken together; the first ones are preferred."""
    used = np.unique(np.concatenate([np.array(one.units, dtype=np.int64) for one in figures]))
    owners = units.companies[used]
    companies, places = np.unique(owners, return_inverse=True)
    weights = np.random.default_rng(2).integers(1, PRIME, size=len(used), dtype=np.int64)
    where = {unit: number for number, unit in enumerate(used.tolist())}
    combinations, taken = Combinations(len(companies)), []
    for figure in allowed:
        row = np.zeros(len(companies), dtype=np.int64)
        numbers = np.array([where[unit] for unit in figure.units], dtype=np.int64)
        if numbers.size:
            np.add.at(row, places[numbers], weights[numbers])
        row %= PRIME
        row[companies == NOBODY] = 0
        if combinations.take(row):
            taken.append(figure)
    return taken


def _parts(figures: Sequence[Figure], units: Units) -> list[list[Part]]:
    """Return each figure as parts: the units (of one company, where amounts are added) alike in all figures."""
    patterns: dict[int, list[int]] = defaultdict(list)
    for number, figure in enumerate(figures):
        for unit in figure.units:
            patterns[unit].append(number)
    whole = not figures or figures[0].whole
    alike: dict[tuple[tuple[int, ...], int], list[int]] = defaultdict(list)
    for unit, inside in patterns.items():
        alike[tuple(inside), NOBODY if whole else int(units.companies[unit])].append(unit)
    found: list[list[Part]] = [[] for _ in figures]
    for place, ((pattern, _owner), members) in enumerate(sorted(alike.items())):
        owners = frozenset(int(units.companies[unit]) for unit in members) - {NOBODY}
        part = Part(place, owners, float(units.amounts[members].sum()))
        for number in pattern:
            found[number].append(part)
    return found


def _connected(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return groups of figures that share units; figures of no units are each alone."""
    leader = list(range(len(figures)))

    def of(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    first: dict[int, int] = {}
    for number, figure in enumerate(figures):
        for unit in figure.units:
            leader[of(number)] = of(first.setdefault(unit, number))
    groups: dict[int, list[Figure]] = defaultdict(list)
    for number, figure in enumerate(figures):
        groups[of(number)].append(figure)
    return list(groups.values())
