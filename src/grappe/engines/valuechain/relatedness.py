"""How near are two activities, and how near is an activity to what somebody does already?

Rows are whoever does something (companies, projects, clusters), columns are activities. An activity that nobody does
has no proximity to anything, and no density: it is 0, never a division by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """Activities in order of their names, who does which (0 or 1), and how near they are to one another."""

    activities: tuple[str, ...]
    presence: Array  # portfolios x activities
    proximity: Array  # activities x activities, 0 on the diagonal

    def place_of(self, activity: str) -> int:
        """Return an activity's column. Raises KeyError for one that nobody does."""
        try:
            return self.activities.index(activity)
        except ValueError as unknown:
            raise KeyError(activity) from unknown

    def together(self, one: str, other: str) -> int:
        """Return how many portfolios hold both activities."""
        first, second = self.presence[:, self.place_of(one)], self.presence[:, self.place_of(other)]
        return int(first @ second)


def space_of(portfolios: Iterable[Iterable[str]]) -> Space:
    """Return the space of activities from what each company does and each project joins; empty portfolios say nothing."""
    held = [frozenset(each) for each in portfolios]
    activities = tuple(sorted(frozenset().union(*held))) if held else ()
    columns = {activity: place for place, activity in enumerate(activities)}
    matrix = np.zeros((len(held), len(activities)))
    for row, portfolio in enumerate(held):
        for activity in portfolio:
            matrix[row, columns[activity]] = 1.0
    return Space(activities, matrix, proximity(matrix))


def revealed_advantage(amounts: ArrayLike) -> Array:
    """Return how much more of an activity each row has than all rows together (Balassa): 1 is as much; 0 without any."""
    values = np.asarray(amounts, dtype=float)
    if (values < 0).any():
        raise ValueError("amounts are zero or more")
    whole = values.sum()
    rows, columns = values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    expected = rows * columns
    return np.divide(values * whole, expected, out=np.zeros_like(values), where=expected > 0)


def presence(amounts: ArrayLike, *, at_least: float = 1.0) -> Array:
    """Return 1 where a row has an advantage in an activity, else 0."""
    return (revealed_advantage(amounts) >= at_least).astype(float)


def proximity(matrix: ArrayLike) -> Array:
    """Return min(P(i|j), P(j|i)): of those who do the more widespread of two activities, the share that does both.

    0 on the diagonal, so that doing a thing is no reason for doing it.
    """
    present = np.asarray(matrix, dtype=float)
    both = present.T @ present
    number = present.sum(axis=0)
    larger = np.maximum(number[:, None], number[None, :])
    found = np.divide(both, larger, out=np.zeros_like(both), where=larger > 0)
    np.fill_diagonal(found, 0.0)
    return found


def density(matrix: ArrayLike, nearness: ArrayLike) -> Array:
    """Return for each row and activity the share of what is near to the activity that the row does already, 0 to 1."""
    present, near = np.asarray(matrix, dtype=float), np.asarray(nearness, dtype=float)
    whole = near.sum(axis=0)
    return np.divide(present @ near, whole, out=np.zeros_like(present), where=whole > 0)


def opportunity_value(matrix: ArrayLike, nearness: ArrayLike, sophistication: ArrayLike) -> Array:
    """Return for each row how sophisticated, and how near, all that is which it does not do yet."""
    present = np.asarray(matrix, dtype=float)
    return (density(present, nearness) * (1 - present)) @ np.asarray(sophistication, dtype=float)


def opportunity_gain(matrix: ArrayLike, nearness: ArrayLike, sophistication: ArrayLike) -> Array:
    """Return for each row and activity by how much its opportunity value would change if it did that too.

    What comes nearer by the new activity counts; the activity itself is an opportunity no more. 0 where it is done already.
    """
    present, near = np.asarray(matrix, dtype=float), np.asarray(nearness, dtype=float)
    worth = np.asarray(sophistication, dtype=float)
    whole = near.sum(axis=0)
    share = np.divide(near, whole[None, :], out=np.zeros_like(near), where=whole[None, :] > 0)
    open_ = 1 - present
    return open_ * ((open_ * worth) @ share.T - density(present, near) * worth)
