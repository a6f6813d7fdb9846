"""What does it cost to count under which of all 53,130 weightings an idea stays among the first, beside a naive loop?

Forty ideas with four reviewers each, six criteria, the first five. The naive loop does for each weighting what one would
write down: totals as fractions, sorted, ties counted. The shares have to be the same to the last digit.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from grappe.engines.gates import Judged, Review, judged, stability
from grappe.engines.gates.weightings import every

KEYS, IDEAS, REVIEWERS, PLACES = "abcdef", 40, 4, 5


def main() -> int:
    """Count in both ways, print processor seconds and their ratio; return 1 where a share differs."""
    ideas = _ideas()
    spent, found = _timed(lambda: stability(ideas, KEYS, PLACES))
    naive, shares = _timed(lambda: _naive(ideas, every(len(KEYS)).tolist()))
    print(f"{IDEAS} ideas, {len(KEYS)} criteria, {found.weightings:,} weightings, the first {PLACES}")
    print(f"Grappe      {spent:8.2f} processor s")
    print(f"naive loop  {naive:8.2f} processor s, ratio {naive / spent:.0f}")
    return int(
        [share / found.weightings for share in shares] != [each.among_first.low for each in found.ideas]
    )


def _ideas() -> list[Judged]:
    chance = random.Random(6)
    return [
        judged(
            f"idea {number}",
            [Review(f"r{who}", {key: chance.randint(0, 4) for key in KEYS}) for who in range(REVIEWERS)],
            KEYS,
        )
        for number in range(IDEAS)
    ]


def _naive(ideas: list[Judged], weightings: list[list[int]]) -> list[Fraction]:
    shares = [Fraction(0)] * len(ideas)
    for weighting in weightings:
        totals = [
            sum(
                weight * (each.means[key] or Fraction(0)) for key, weight in zip(KEYS, weighting, strict=True)
            )
            for each in ideas
        ]
        ordered = sorted(totals, reverse=True)
        border = ordered[PLACES - 1]
        ahead, level = sum(mine > border for mine in totals), ordered.count(border)
        for number, mine in enumerate(totals):
            if mine > border:
                shares[number] += 1
            elif mine == border:
                shares[number] += Fraction(PLACES - ahead, level)
    return shares


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    processor = time.process_time()
    found = act()
    return time.process_time() - processor, found


if __name__ == "__main__":
    raise SystemExit(main())
