"""What did the sweep find for a block of companies? Verdicts, counts, and the criteria not met and unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from grappe.engines.eligibility.sweep.gates import MET, REFUSED

_TURNED = 4096  # companies whose verdicts are turned from planes into rows at a time
_WIDTHS = (np.uint8, np.uint16, np.uint32, np.uint64)


class Counts(NamedTuple):
    """How many companies are eligible for a programme, how many are not, how many are undetermined."""

    eligible: int
    not_eligible: int
    undetermined: int


class Swept:
    """The answers for one block of companies, kept as packed planes of bits (2, nodes, words): met and refused.

    `roots[p]` is the node of programme p, `leaves[p]` those behind its criteria. Companies in the order of the table.
    """

    def __init__(
        self, rows: int, planes: np.ndarray, roots: np.ndarray, leaves: tuple[tuple[int, ...], ...]
    ) -> None:
        self.rows = rows
        self._planes = planes.view(np.uint8)[:, :, : -(-rows // 8)]
        self._roots = roots
        self._leaves = leaves

    @property
    def verdicts(self) -> np.ndarray:
        """Return uint8 (companies, programmes): 0 refused, 1 open (undetermined), 2 met, as in `judge`.

        Put together when read: a byte for each pair. `counts` needs none of them.
        """
        found = np.empty((self.rows, len(self._roots)), np.uint8)
        for first in range(0, self.rows, _TURNED):
            part = self._planes[:, :, first // 8 : (first + _TURNED) // 8][:, self._roots]
            met, refused = np.unpackbits(part, axis=2)
            rows = min(_TURNED, self.rows - first)
            found[first : first + rows] = (1 + met - refused)[:, :rows].T
        return found

    def verdict(self, p: int) -> np.ndarray:
        """Return uint8 (companies,): the verdicts on one programme, numbered as in `verdicts`."""
        met, refused = (np.unpackbits(plane, count=self.rows) for plane in self.planes_of(self._roots[p]))
        met += 1
        met -= refused
        return met

    def masks(self, p: int) -> tuple[np.ndarray, np.ndarray]:
        """Return uint64 (companies,) twice: the criteria of programme p not met, and those unknown.

        Bit i is the i-th criterion of the programme. A rule of more than 64 criteria has its further ones in
        `narrow_masks(p, 64)`.
        """
        not_met, unknown = self.narrow_masks(p)
        return not_met.astype(np.uint64), unknown.astype(np.uint64)

    def narrow_masks(self, p: int, first: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Return the masks of the 64 criteria from number `first` on, in the narrowest type that holds them."""
        leaves = self._leaves[p][first : first + 64]
        refused = [self._planes[REFUSED, leaf] for leaf in leaves]
        open = [~(self._planes[MET, leaf] | plane) for leaf, plane in zip(leaves, refused, strict=True)]
        return self._mask(refused), self._mask(open)

    def _mask(self, planes: Sequence[np.ndarray]) -> np.ndarray:
        wide: Any = next(kind for kind in _WIDTHS if len(planes) <= np.iinfo(kind).bits)
        mask = np.zeros(self.rows, wide)
        for plane in reversed(planes):
            np.left_shift(mask, 1, out=mask)
            mask |= np.unpackbits(plane, count=self.rows)
        return mask

    def planes_of(self, node: int) -> np.ndarray:
        """Return the packed planes of one node, uint8 (2, bytes): companies that meet it, and refused ones."""
        found: np.ndarray = self._planes[:, node]
        return found

    @property
    def every(self) -> np.ndarray:
        """Return a packed plane in which the bit of every company is set, and no more."""
        return np.packbits(np.ones(self.rows, bool))

    def counts(self) -> tuple[Counts, ...]:
        """Return, for each programme, how many companies are eligible, not eligible, undetermined."""
        found = []
        for met, refused in map(self.planes_of, self._roots):
            eligible, not_eligible = self._count(met), self._count(refused)
            found.append(Counts(eligible, not_eligible, self.rows - eligible - not_eligible))
        return tuple(found)

    def _count(self, plane: np.ndarray) -> int:
        full, rest = divmod(self.rows, 8)
        last = int(plane[full]) >> (8 - rest) if rest else 0
        return int(np.bitwise_count(plane[:full]).sum(dtype=np.int64)) + last.bit_count()
