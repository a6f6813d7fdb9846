"""Which cells of a table with totals are left out, so that nobody finds out what few companies do?

Primary rule: a cell behind which stand fewer than three companies is left out ("règle des trois unités", INSEE, decision
of the director general of 13 June 1980 [G]; minimum frequency rule with threshold 3 of the Handbook on Statistical
Disclosure Control, ESSnet SDC, 2010 [G]: general knowledge, not read at the source). A cell of zero is shown: nobody stands
behind it. Secondary rule: further cells are left out where a primary one could be computed from the totals.

A table with its totals is a circulation in a graph (each row and each column is a node, each cell an arc): a cell that is
left out can have another value exactly if it lies on a cycle of cells left out along which one unit can be moved. Whoever
reads the table is taken to know these rules, hence that what is left out is one at least. So the check is exact: every cell
left out has at least two values that fit everything that is shown.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import NamedTuple

LEAST = 3  # companies behind a cell that is shown

Place = tuple[int, int]
Node = tuple[str, int]
_MARGIN = 10**9  # a total is worth more than any cell, the total of all more than any total


class _Arc(NamedTuple):
    tail: Node
    head: Node
    value: int
    cost: int  # of leaving it out


class _Step(NamedTuple):
    place: Place
    to: Node
    cost: int


def hidden_cells(
    values: Sequence[Sequence[int]], behind: Sequence[Sequence[int]], *, least: int = LEAST
) -> frozenset[Place]:
    """Return the places (row, column) that are left out of a table whose last row and last column are totals.

    `values` are counts, `behind` the number of different companies behind each; each unit that is counted has to be
    another company's: where one company has several, the cells left out may all be its own (see `shown_together`).
    Raises ValueError where the totals are not those of the cells. Cells of zero are never left out.
    """
    _check(values)
    arcs = _arcs(values)
    hidden = {place for place, arc in arcs.items() if arc.value and behind[place[0]][place[1]] < least}
    for place in sorted(hidden, key=lambda each: (-arcs[each].value, each)):
        hidden |= _cheapest_cycle(place, arcs, hidden)
    return frozenset(hidden)


def _check(values: Sequence[Sequence[int]]) -> None:
    rows_fit = all(sum(row[:-1]) == row[-1] for row in values)
    columns_fit = all(sum(column[:-1]) == column[-1] for column in zip(*values, strict=True))
    if not (rows_fit and columns_fit) or any(value < 0 for row in values for value in row):
        raise ValueError("the last row and the last column have to be the totals of counts")


def _arcs(values: Sequence[Sequence[int]]) -> dict[Place, _Arc]:
    """Return each cell as an arc: what flows out of a row's cells flows in by its total, and so for columns."""
    last_row, last_column = len(values) - 1, len(values[0]) - 1
    arcs = {}
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            margins = (i == last_row) + (j == last_column)
            ends: tuple[Node, Node] = (("row", i), ("column", j))
            tail, head = ends if margins != 1 else ends[::-1]
            arcs[i, j] = _Arc(tail, head, value, value + 1 + (_MARGIN**margins if margins else 0))
    return arcs


def _cheapest_cycle(place: Place, arcs: Mapping[Place, _Arc], hidden: set[Place]) -> set[Place]:
    """Return the cells to be left out, so that one unit can be moved along a cycle through a place; cheapest first."""
    arc = arcs[place]
    ways = [_path(arc.head, arc.tail, place, arcs, hidden)]  # it grows by one
    if arc.value > 1:
        ways.append(_path(arc.tail, arc.head, place, arcs, hidden))  # it shrinks by one
    _cost, cells = min(way for way in ways if way is not None)
    return set(cells)


def _path(
    start: Node, goal: Node, without: Place, arcs: Mapping[Place, _Arc], hidden: set[Place]
) -> tuple[int, list[Place]] | None:
    """Return the cheapest path (Dijkstra): cells that are left out already cost nothing, cells of zero are no way."""
    steps: dict[Node, list[_Step]] = {}
    for place, arc in arcs.items():
        if place == without or not arc.value:
            continue
        cost = 0 if place in hidden else arc.cost
        steps.setdefault(arc.tail, []).append(_Step(place, arc.head, cost))
        if arc.value > 1:  # what is left out is one at least: only more than that can shrink
            steps.setdefault(arc.head, []).append(_Step(place, arc.tail, cost))
    waiting: list[tuple[int, Node, list[Place]]] = [(0, start, [])]
    done: set[Node] = set()
    while waiting:
        cost, node, cells = heapq.heappop(waiting)
        if node == goal:
            return cost, cells
        if node in done:
            continue
        done.add(node)
        for step in steps.get(node, []):
            if step.to not in done:
                heapq.heappush(waiting, (cost + step.cost, step.to, [*cells, step.place]))
    return None
