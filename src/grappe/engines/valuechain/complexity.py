"""How much know-how do activities need, and how much do those have who do them? By eigenvector, and by reflections.

ECI and PCI are the second eigenvectors of "who does what I do" (the first only says that everybody is somebody). They
are found together, as singular vectors of one matrix, so that their signs belong to each other; the sign is such that
who does more has more, and where that says nothing, such that the longer tail is above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
_SAME = 1e-9  # singular values nearer than this are the same: the vectors between them could be any


@dataclass(frozen=True)
class Complexity:
    """ECI of rows and PCI of activities (mean 0, standard deviation 1; NaN for an empty row or an activity of nobody).

    Rows and activities that share nothing with the largest group have NaN: nothing compares them with it. Where
    `undetermined` says why, both are NaN throughout: "apart" where no group holds three activities, and more than half of those
    that share a row with another, "alike" where rows do not differ, "ambiguous" where two directions explain as much.
    """

    rows: Array
    activities: Array
    undetermined: Literal["", "apart", "alike", "ambiguous"] = ""


def complexity(matrix: ArrayLike) -> Complexity:
    """Return ECI and PCI of a matrix of presences (0 or 1)."""
    present = np.asarray(matrix, dtype=float)
    nothing = (np.full(present.shape[0], np.nan), np.full(present.shape[1], np.nan))
    groups = _groups(present)
    together = sum(int(columns.sum()) for _rows, columns in groups if columns.sum() > 1)
    if len(groups) > 1 and groups[0][1].sum() <= max(
        together / 2, 2
    ):  # of two activities no order is worth telling
        return Complexity(*nothing, "apart")
    some_rows, some_columns = groups[0] if groups else (nothing[0] > 0, nothing[1] > 0)
    held = present[np.ix_(some_rows, some_columns)]
    if min(held.shape, default=0) < 2:
        return Complexity(*nothing, "alike")
    diversity, ubiquity = held.sum(axis=1), held.sum(axis=0)
    left, values, right = np.linalg.svd(held / np.sqrt(np.outer(diversity, ubiquity)), full_matrices=False)
    why = _undetermined(values)
    if why:
        return Complexity(*nothing, why)
    eci, pci = left[:, 1] / np.sqrt(diversity), right[1] / np.sqrt(ubiquity)
    sign = _sign(eci, diversity)
    nothing[0][some_rows], nothing[1][some_columns] = _standard(sign * eci), _standard(sign * pci)
    return Complexity(*nothing)


def _groups(present: Array) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Return the rows and the activities that hang together, the group of the most activities first."""
    free, found = present.sum(axis=0) > 0, []
    while free.any():
        columns = np.zeros(len(free), dtype=bool)
        columns[np.flatnonzero(free)[0]] = True
        while True:
            rows = present[:, columns].sum(axis=1) > 0
            after = present[rows].sum(axis=0) > 0
            if after.sum() == columns.sum():
                break
            columns = after
        found.append((rows, columns))
        free &= ~columns
    return sorted(found, key=lambda group: -int(group[1].sum()))


def _undetermined(values: Array) -> Literal["", "apart", "alike", "ambiguous"]:
    if values[1] > 1 - _SAME:
        return "apart"
    if values[1] < 1e-6:
        return "alike"
    if len(values) > 2 and values[1] - values[2] < _SAME:
        return "ambiguous"
    return ""


def _sign(eci: Array, diversity: Array) -> float:
    with_diversity = float((eci - eci.mean()) @ (diversity - diversity.mean()))
    if abs(with_diversity) > _SAME:
        return float(np.sign(with_diversity))
    tail = float((_standard(eci) ** 3).sum())
    return float(np.sign(tail)) if abs(tail) > _SAME else 1.0


def _standard(values: Array) -> Array:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def reflections(matrix: ArrayLike, *, times: int = 18) -> tuple[Array, Array]:
    """Return diversity of rows and ubiquity of activities after being averaged over each other so many times.

    An even number: of a row it is then again about how much it does, of an activity about how few do it; of those who
    have many neighbours of many neighbours … Raises ValueError for an odd or negative number. NaN for an empty row.
    """
    if times < 0 or times % 2:
        raise ValueError("reflections come in pairs")
    present = np.asarray(matrix, dtype=float)
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    rows, columns = diversity.copy(), ubiquity.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        for _time in range(times):
            rows, columns = (
                np.where(diversity > 0, present @ np.nan_to_num(columns) / diversity, np.nan),
                np.where(ubiquity > 0, present.T @ np.nan_to_num(rows) / ubiquity, np.nan),
            )
    return rows, columns
