"""What can be worked out exactly from figures that are shown? Whatever is a linear combination of them.

Each figure is a row over companies. What is worked out by adding and subtracting figures is a combination of rows; it tells
of a group of one or two companies exactly where a combination is left that is zero for all the others. Held as a reduced
echelon form: every combination of k rows keeps k leading companies, so only single rows and pairs have to be looked at.

A company's place in a row is the sum of random weights of its units in the figure (a unit is what is added up: a record,
or the company itself). A combination that is zero on all units of a company is zero there too, so none is missed; numbers
are those of a prime field, where a chance zero would only hide more (one in two thousand million).
"""

from __future__ import annotations

import numpy as np

PRIME = 2**31 - 1
FEWEST = 3  # companies that any combination of what is shown has to tell of


class Combinations:
    """All combinations of the rows taken in so far, none of which tells of fewer than three companies."""

    def __init__(self, width: int) -> None:
        chance = np.random.default_rng(1)
        self._width = width
        self._print = chance.integers(1, PRIME, size=(2, width), dtype=np.int64)
        self._rows = np.zeros((0, width), dtype=np.int64)
        self._prints = np.zeros(
            (0, 2), dtype=np.int64
        )  # two fingerprints of each row, without its leading place
        self._leads = np.zeros(0, dtype=np.int64)

    def take(self, row: np.ndarray) -> bool:
        """Take a row in, unless together with the others it tells of one or two companies; return whether it was taken."""
        left = self._reduced(row)
        if not left.any():
            return True  # it tells nothing new
        touched = np.count_nonzero(self._rows, axis=0)
        places = np.flatnonzero(left)
        lead = int(places[np.argmin(touched[places])])
        left = left * pow(int(left[lead]), PRIME - 2, PRIME) % PRIME
        changed = np.flatnonzero(self._rows[:, lead])
        anew = (self._rows[changed] - self._rows[changed, lead][:, None] * left) % PRIME
        if np.count_nonzero(left) < FEWEST or np.any(np.count_nonzero(anew, axis=1) < FEWEST):
            return False
        rows = np.vstack([self._rows, left])
        rows[changed] = anew
        leads = np.append(self._leads, lead)
        prints = np.vstack([self._prints, self._fingerprint(left[None], leads[-1:])])
        prints[changed] = self._fingerprint(anew, leads[changed])
        if self._alike(prints, rows, leads):
            return False
        self._rows, self._prints, self._leads = rows, prints, leads
        return True

    def _reduced(self, row: np.ndarray) -> np.ndarray:
        factors = row[self._leads]
        used = np.flatnonzero(factors)
        if not used.size:
            return row % PRIME
        taken = (self._rows[used] * factors[used][:, None] % PRIME).sum(axis=0)
        return (row - taken) % PRIME

    def _fingerprint(self, rows: np.ndarray, leads: np.ndarray) -> np.ndarray:
        found = [((rows * each % PRIME).sum(axis=1) - each[leads]) % PRIME for each in self._print]
        return np.stack(found, axis=1)

    @staticmethod
    def _alike(prints: np.ndarray, rows: np.ndarray, leads: np.ndarray) -> bool:
        """Return whether two rows are alike but for a factor where neither leads: together they tell of their two leads."""
        seen: dict[int, int] = {}
        for number, (one, two) in enumerate(prints.tolist()):
            ratio = one * pow(two, PRIME - 2, PRIME) % PRIME
            other = seen.setdefault(ratio, number)
            if other != number and _proportional(rows[[other, number]].copy(), leads[[other, number]]):
                return True
        return False


def _proportional(two: np.ndarray, leads: np.ndarray) -> bool:
    two[:, leads] = 0
    place = int(np.flatnonzero(two[0])[0])
    return bool(np.all(two[0] * two[1, place] % PRIME == two[1] * two[0, place] % PRIME))
