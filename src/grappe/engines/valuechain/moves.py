"""Where could a cluster move next, who makes that plausible, and which counts say so? Whoever shows them has the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from grappe.engines.valuechain.complexity import complexity
from grappe.engines.valuechain.relatedness import Space, density, opportunity_gain

LEAST_DENSITY = 0.0  # nothing near is done: no reason to go there
MOST_ENABLERS = 5


@dataclass(frozen=True, slots=True)
class Enabler:
    """A company of the cluster whose activities are near to the move: their proximities added up, the nearest first."""

    company: str
    nearness: float
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What the cluster does already and is near to the move: `both` of the `of` who do the more common of the two do both."""

    activity: str
    both: int
    of: int


@dataclass(frozen=True, slots=True)
class Move:
    """An activity that few or none of the cluster do: how near it is (0 to 1), what it needs, what it opens.

    `complexity` and `gain` are None where complexity is not determined. `present` companies of the cluster do it already.
    """

    activity: str
    density: float
    complexity: float | None
    gain: float | None
    present: int
    enablers: tuple[Enabler, ...]
    together: tuple[Together, ...]  # the nearest first


def next_moves(
    space: Space,
    *,
    companies: Mapping[str, Iterable[str]],
    at_least: int = 1,
    most: int = 10,
) -> tuple[Move, ...]:
    """Return the activities nearest to what a cluster does, of those that fewer than `at_least` companies do.

    `companies` are those of the cluster with what each does; an activity is the cluster's when `at_least` of them do it.
    Ordered by density, then by complexity, then by name. Activities that are not in the space are passed over.
    """
    known = {name: frozenset(each) & frozenset(space.activities) for name, each in companies.items()}
    number = np.array([sum(activity in held for held in known.values()) for activity in space.activities])
    present = (number >= at_least).astype(float)[None, :]
    near = density(present, space.proximity)[0]
    found = complexity(space.presence)
    worth = found.activities
    gains = (
        None if found.undetermined else opportunity_gain(present, space.proximity, np.nan_to_num(worth))[0]
    )
    moves = []
    for place, activity in enumerate(space.activities):
        if present[0, place] or near[place] <= LEAST_DENSITY:
            continue
        enablers = _enablers(space, place, known)
        moves.append(
            Move(
                activity=activity,
                density=float(near[place]),
                complexity=None if np.isnan(worth[place]) else float(worth[place]),
                gain=None if gains is None or np.isnan(worth[place]) else float(gains[place]),
                present=int(number[place]),
                enablers=enablers,
                together=_together(space, place, present[0]),
            )
        )
    moves.sort(key=lambda move: (-round(move.density, 12), -(move.complexity or 0.0), move.activity))
    return tuple(moves[:most])


def _enablers(space: Space, place: int, companies: Mapping[str, frozenset[str]]) -> tuple[Enabler, ...]:
    """Return the companies that do what is near, the nearest first."""
    nearness = dict(zip(space.activities, space.proximity[:, place], strict=True))
    found = []
    for name, held in companies.items():
        near = sorted((each for each in held if nearness[each] > 0), key=lambda each: (-nearness[each], each))
        if near:
            found.append(Enabler(name, float(sum(nearness[each] for each in near)), tuple(near)))
    found.sort(key=lambda each: (-round(each.nearness, 12), each.company))
    return tuple(found[:MOST_ENABLERS])


def _together(space: Space, place: int, present: np.ndarray) -> tuple[Together, ...]:
    """Return what the cluster does that goes together with an activity, the nearest first."""
    column, number = space.proximity[:, place] * present, space.presence.sum(axis=0)
    near = sorted(np.flatnonzero(column > 0), key=lambda each: (-column[each], space.activities[each]))
    names = [(space.activities[each], int(max(number[each], number[place]))) for each in near]
    return tuple(Together(name, space.together(space.activities[place], name), of) for name, of in names)
