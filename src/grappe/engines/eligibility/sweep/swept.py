"""What did the sweep find for a block of companies? Verdicts, counts, and the criteria not met and unknown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grappe.engines.eligibility.sweep.gates import MET, REFUSED


class Counts(NamedTuple):
    """How many companies are eligible for a programme, how many are not, how many are undetermined."""

    eligible: int
    not_eligible: int
    undetermined: int


class Swept:
    """The answers for one block of companies, kept as packed planes of bits (2, nodes, bytes): met and refused.

    `leaves[p]` are the leaves behind the criteria of programme p. Companies in the order of the table.
    """

    def __init__(
        self, rows: int, roots: np.ndarray, criteria: np.ndarray, leaves: tuple[tuple[int, ...], ...]
    ) -> None:
        self.rows = rows
        self._roots = roots
        self._criteria = criteria
        self._leaves = leaves

    @property
    def verdicts(self) -> np.ndarray:
        """Return uint8 (companies, programmes): 0 refused, 1 open (undetermined), 2 met, as in `judge`.

        Put together when read: a byte for each pair. `counts` needs none of them.
        """
        met, refused = (np.unpackbits(plane, axis=1, count=self.rows) for plane in self._roots)
        found: np.ndarray = np.ascontiguousarray((1 + met - refused).T)
        return found

    def verdict(self, p: int) -> np.ndarray:
        """Return uint8 (companies,): the verdicts on one programme, numbered as in `verdicts`."""
        met, refused = (np.unpackbits(plane[p], count=self.rows) for plane in self._roots)
        found: np.ndarray = 1 + met - refused
        return found

    def masks(self, p: int) -> tuple[np.ndarray, np.ndarray]:
        """Return uint64 (companies,) twice: the criteria of programme p not met, and those unknown.

        Bit i is the i-th criterion of the programme. A rule of more than 64 criteria has its further ones in
        `more_masks`.
        """
        return self.more_masks(p, 0)

    def more_masks(self, p: int, first: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the masks of the 64 criteria of programme p that begin with number `first`."""
        not_met, unknown = np.zeros((2, self.rows), np.uint64)
        for i, leaf in enumerate(self._leaves[p][first : first + 64]):
            refused = self._criteria[REFUSED, leaf]
            open = ~(self._criteria[MET, leaf] | refused)
            bit = np.uint64(i)
            not_met |= np.unpackbits(refused, count=self.rows).astype(np.uint64) << bit
            unknown |= np.unpackbits(open, count=self.rows).astype(np.uint64) << bit
        return not_met, unknown

    def counts(self) -> tuple[Counts, ...]:
        """Return, for each programme, how many companies are eligible, not eligible, undetermined."""
        found = []
        for met, refused in zip(self._roots[MET], self._roots[REFUSED], strict=True):
            eligible, not_eligible = self._count(met), self._count(refused)
            found.append(Counts(eligible, not_eligible, self.rows - eligible - not_eligible))
        return tuple(found)

    def _count(self, plane: np.ndarray) -> int:
        full, rest = divmod(self.rows, 8)
        last = int(plane[full]) >> (8 - rest) if rest else 0
        return int(np.bitwise_count(plane[:full]).sum(dtype=np.int64)) + last.bit_count()
