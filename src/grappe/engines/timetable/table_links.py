"""Of the steps from one meeting to the next, how many can be taken without changing tables? A proof.

A link is two meetings of a person that follow each other; it is kept when both are at one table. Meetings that kept
links tie together share a table, so no two of them may be in one slot, nor settled at two tables. HiGHS keeps as many
links as it can; each tie that cannot be is forbidden when it comes up, until there is none.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.timetable.linear import Rows, maximise
from grappe.engines.timetable.problem import Problem

MOST_LINKS = 1_500  # beyond, only the simple bound
Link = tuple[int, int]


@dataclass(frozen=True)
class Kept:
    """`bound`: no hall keeps more links. `tables`: of all meetings, in a hall that keeps so many, if one was found."""

    bound: int
    tables: dict[int, int] | None


def links_of(problem: Problem, slots: Mapping[int, int]) -> list[Link]:
    """Return the pairs of meetings that follow each other for one of their people, earlier first."""
    theirs: list[list[int]] = [[] for _ in problem.people]
    for number in slots:
        theirs[problem.meetings[number].a].append(number)
        theirs[problem.meetings[number].b].append(number)
    links: list[Link] = []
    for own in theirs:
        own.sort(key=lambda number: slots[number])
        links.extend(zip(own, own[1:], strict=False))
    return links


def most_kept(
    links: Sequence[Link],
    slots: Mapping[int, int],
    settled: Mapping[int, int],
    tables: Sequence[int],
    time_limit: float,
) -> Kept:
    """Return how many links a hall can keep at most; small halls exactly, if there is time."""
    rows = Rows()
    for one, other in _rivals(links, slots):
        rows.at_most([one, other], 1)
    whole = len(links) <= MOST_LINKS
    until, bound = time.monotonic() + time_limit, len(links)
    if not links:
        return Kept(0, None)
    while (left := until - time.monotonic()) > 0:
        found = maximise([1.0] * len(links), rows, whole=whole, time_limit=left)
        bound = min(bound, math.floor(found.bound + 1e-6)) if math.isfinite(found.bound) else bound
        if not whole or found.values is None or not found.proved:
            break
        kept = [number for number, value in enumerate(found.values) if value > 0.5]
        wrong = _impossible(kept, links, slots, settled, tables)
        if not wrong:
            return Kept(bound, _packed(kept, links, slots, settled, tables))
        for path in wrong:
            rows.at_most(path, len(path) - 1)
    return Kept(bound, None)


def _rivals(links: Sequence[Link], slots: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return pairs of links of which one at most is kept: from one meeting to two in the same slot."""
    first_to: dict[tuple[int, int], list[int]] = {}
    for number, (one, other) in enumerate(links):
        first_to.setdefault((one, slots[other]), []).append(number)
        first_to.setdefault((other, slots[one]), []).append(number)
    pairs = []
    for rivals in first_to.values():
        if len(rivals) == 2 and set(links[rivals[0]]) != set(links[rivals[1]]):
            pairs.append((rivals[0], rivals[1]))
    return pairs


def _ties(kept: Sequence[int], links: Sequence[Link]) -> dict[int, list[tuple[int, int]]]:
    ties: dict[int, list[tuple[int, int]]] = {}
    for number in kept:
        one, other = links[number]
        ties.setdefault(one, []).append((other, number))
        ties.setdefault(other, []).append((one, number))
    return ties


def _impossible(
    kept: Sequence[int],
    links: Sequence[Link],
    slots: Mapping[int, int],
    settled: Mapping[int, int],
    tables: Sequence[int],
) -> list[list[int]]:
    """Return paths of kept links between two meetings that cannot share a table; one for each meeting at most."""
    ties = _ties(kept, links)
    wrong = []
    for start in ties:
        came: dict[int, tuple[int, int] | None] = {start: None}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            table = settled.get(start, -1)
            if here != start and (
                slots[here] == slots[start]
                or (table >= 0 and settled.get(here, table) != table)
                or (here not in settled and table >= tables[slots[here]])
            ):
                wrong.append(_path(came, here))
                break
            for there, number in ties[here]:
                if there not in came:
                    came[there] = (here, number)
                    queue.append(there)
    return wrong


def _path(came: Mapping[int, tuple[int, int] | None], end: int) -> list[int]:
    path = []
    while (step := came[end]) is not None:
        end = step[0]
        path.append(step[1])
    return path


def _packed(
    kept: Sequence[int],
    links: Sequence[Link],
    slots: Mapping[int, int],
    settled: Mapping[int, int],
    tables: Sequence[int],
) -> dict[int, int] | None:
    """Return tables for the tied groups, the longest first; None where some group finds no table."""
    ties, groups, seen = _ties(kept, links), [], set[int]()
    for start in slots:
        if start not in seen:
            group, queue = [], [start]
            seen.add(start)
            while queue:
                here = queue.pop()
                group.append(here)
                fresh = [there for there, _ in ties.get(here, ()) if there not in seen]
                queue.extend(dict.fromkeys(fresh))
                seen.update(fresh)
            groups.append(group)
    taken = {(slots[number], table) for number, table in settled.items()}
    found: dict[int, int] = dict(settled)
    groups.sort(key=lambda group: (not any(number in settled for number in group), -len(group)))
    for group in groups:
        own = {settled[number] for number in group if number in settled}
        rest = [number for number in group if number not in settled]
        least = min((tables[slots[number]] for number in rest), default=0)
        free = (
            table
            for table in (own or range(least))
            if (table < least or not rest) and all((slots[number], table) not in taken for number in rest)
        )
        table = next(free, None)
        if table is None:
            return None
        for number in rest:
            found[number] = table
            taken.add((slots[number], table))
    return found
