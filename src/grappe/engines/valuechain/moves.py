"""Where could a cluster move next, who makes that plausible, and why? Said in words, with the counts behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from grappe.engines.kernel import Reason, Text
from grappe.engines.valuechain.complexity import complexity
from grappe.engines.valuechain.relatedness import Space, density, opportunity_gain

LEAST_DENSITY = 0.0  # nothing near is done: no reason to go there
MOST_ENABLERS, MOST_REASONS = 5, 3


@dataclass(frozen=True, slots=True)
class Enabler:
    """A company of the cluster whose activities are near to the move: their proximities added up, the nearest first."""

    company: str
    nearness: float
    activities: tuple[str, ...]


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
    reasons: tuple[Reason, ...]


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
                reasons=_reasons(space, place, present[0], float(near[place]), enablers),
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


def _reasons(
    space: Space, place: int, present: np.ndarray, near: float, enablers: tuple[Enabler, ...]
) -> tuple[Reason, ...]:
    activity, percent = space.activities[place], round(100 * near)
    reasons = [
        Reason(
            code="near",
            text=Text(
                en=f"The cluster already does {percent} % of what goes together with {activity}.",
                fr=f"Le cluster fait déjà {percent} % de ce qui va de pair avec {activity}.",
                de=f"Der Cluster tut schon {percent} % von dem, was mit {activity} einhergeht.",
            ),
            actual=f"{near:.3f}",
            weight=near,
        )
    ]
    column = space.proximity[:, place] * present
    for other in sorted(range(len(column)), key=lambda each: (-column[each], space.activities[each]))[
        :MOST_REASONS
    ]:
        if column[other] > 0:
            reasons.append(_together(space, activity, space.activities[other], float(column[other])))
    if enablers:
        names = ", ".join(each.company for each in enablers)
        reasons.append(
            Reason(
                code="companies",
                text=Text(
                    en=f"These companies are nearest: {names}.",
                    fr=f"Ces entreprises en sont les plus proches : {names}.",
                    de=f"Diese Unternehmen sind am nächsten: {names}.",
                ),
                actual=str(len(enablers)),
            )
        )
    return tuple(reasons)


def _together(space: Space, activity: str, other: str, nearness: float) -> Reason:
    both = space.together(activity, other)
    of = int(max(space.presence[:, space.place_of(each)].sum() for each in (activity, other)))
    return Reason(
        code="together",
        text=Text(
            en=f"{both} of the {of} who do {other} or {activity}, whichever is more common, do both.",
            fr=f"Sur les {of} qui font {other} ou {activity} (la plus répandue des deux), {both} font les deux.",
            de=f"Von den {of}, die {other} oder {activity} tun (das Verbreitetere von beiden), tun {both} beides.",
        ),
        actual=str(both),
        expected=str(of),
        weight=nearness,
    )
