"""Which texts say the same? Groups by likeness of meaning, the same whoever asks: no chance, no clock.

Agglomerative, average-link: at first each text stands alone; again and again the two groups that are most alike on
average (mean cosine over all pairs of their texts) become one, as long as that mean is at least `at_least`. Average
link has no inversions: what is one group at a strict limit stays together at every looser one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def groups(
    vectors: NDArray[np.float32], *, at_least: float, fixed: Sequence[Sequence[int]] = ()
) -> list[list[int]]:
    """Return the texts, by their row, in groups; each text is in one, texts in order, groups by their first text.

    `vectors` are of length 1 (n x d), `at_least` is a cosine. `fixed` are groups that somebody has made: they stay
    together, take single texts in, and never become one with another of them. Of equal pairs the one whose first
    texts come first is joined. Raises ValueError where a text stands in two fixed groups.
    """
    members = _start(len(vectors), fixed)
    held = [place < len(fixed) for place in range(len(members))]
    means = _means(vectors, members)
    for place, is_held in enumerate(held):
        if is_held:
            means[place, [other for other in range(len(members)) if held[other]]] = -np.inf
    while len(members) > 1:
        best = np.unravel_index(np.argmax(means), means.shape)
        one, other = sorted((int(best[0]), int(best[1])))
        if means[one, other] < at_least:
            break
        _join(means, members, held, one, other)
    return sorted(sorted(group) for group in members if group)


def middle(vectors: NDArray[np.float32], group: Sequence[int]) -> int:
    """Return the text of a group that is most like all others in it on average, the first of equals."""
    likeness = vectors[list(group)] @ vectors[list(group)].sum(axis=0)
    return group[int(np.argmax(np.round(likeness, 6)))]


def _start(count: int, fixed: Sequence[Sequence[int]]) -> list[list[int]]:
    taken = [text for group in fixed for text in group]
    if len(taken) != len(set(taken)):
        raise ValueError("a text stands in two fixed groups")
    alone = [[text] for text in range(count) if text not in set(taken)]
    return [list(group) for group in fixed] + alone


def _means(vectors: NDArray[np.float32], members: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return the mean cosine between each two groups; a group is not alike itself, an empty one nothing."""
    cosines = np.round(vectors.astype(np.float64) @ vectors.astype(np.float64).T, 9)
    belongs = np.zeros((len(members), len(vectors)))
    for place, group in enumerate(members):
        if group:
            belongs[place, list(group)] = 1 / len(group)
    means: NDArray[np.float64] = belongs @ cosines @ belongs.T
    empty = [place for place, group in enumerate(members) if not group]
    means[empty, :] = means[:, empty] = -np.inf
    np.fill_diagonal(means, -np.inf)
    return means


def _join(
    means: NDArray[np.float64], members: list[list[int]], held: list[bool], one: int, other: int
) -> None:
    """Put `other` into `one`: the mean to a third is that of both, weighted by their numbers (Lance and Williams)."""
    a, b = len(members[one]), len(members[other])
    mean = (a * means[one] + b * means[other]) / (a + b)
    members[one], members[other] = members[one] + members[other], []
    held[one] = held[one] or held[other]
    if held[one]:
        mean[[place for place, is_held in enumerate(held) if is_held]] = -np.inf
    mean[one] = -np.inf
    means[one, :] = means[:, one] = mean
    means[other, :] = means[:, other] = -np.inf
    held[other] = False
