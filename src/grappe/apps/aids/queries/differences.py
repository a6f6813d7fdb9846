"""Which companies does another rule change, and which criteria make the difference? Both rules swept over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from grappe.apps.aids.queries.known import known_after
from grappe.apps.aids.queries.sweeping import IN_A_MASK, MET, OPEN, REFUSED, Judge
from grappe.apps.companies.queries.facts import how_many
from grappe.apps.companies.queries.groups import ownership_ties
from grappe.engines import eligibility as engine

BLOCK = 2_000  # companies that are looked at in one go: memory holds one block
KINDS = ("gain", "lose", "open", "refused")
WORDS = {MET: "eligible", OPEN: "undetermined", REFUSED: "not_eligible"}
_NONE = -1  # the verdict of a programme that there is not yet

Documents = Sequence[tuple[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Move:
    """A company whose verdict changes: which kind of change, from what to what, and which criteria make it."""

    company: int
    kind: str  # one of KINDS
    before: str
    after: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """What one rule says of a block: verdicts, and masks of the criteria not met and unknown with their names."""

    verdicts: np.ndarray
    not_met: np.ndarray
    unknown: np.ndarray
    names: tuple[str, ...]

    def in_the_way(self, row: int) -> frozenset[str]:
        verdict = int(self.verdicts[row])
        if verdict not in (REFUSED, OPEN):
            return frozenset()
        mask = int((self.not_met if verdict == REFUSED else self.unknown)[row])
        return frozenset(name for i, name in enumerate(self.names) if mask >> i & 1)


class Comparison:
    """A programme as a draft has it against the one in force (None for a new one), on a day, block by block."""

    def __init__(self, now: engine.Catalogue | None, draft: engine.Catalogue, on: date) -> None:
        self._judges = tuple(
            Judge(side, on, {programme.id for programme in side.programmes}) if side else None
            for side in (now, draft)
        )

    def block(self, companies: Documents) -> tuple[Counter[tuple[str, str]], list[Move]]:
        """Return how many companies go from which verdict to which, and those whose verdict changes.

        A company whose facts cannot be read is left out of both.
        """
        documents = [document for _pk, document in companies]
        before, after = (self._side(judge, documents) for judge in self._judges)
        assert after is not None
        readable = self._readable
        ids = [pk for (pk, _document), reads in zip(companies, readable, strict=True) if reads]
        was = before.verdicts if before else np.full(len(ids), _NONE)
        pairs = Counter(zip(was.tolist(), after.verdicts.tolist(), strict=True))
        moves = Counter({(WORDS.get(a, ""), WORDS[b]): count for (a, b), count in pairs.items()})
        found = []
        for row in np.flatnonzero(was != after.verdicts).tolist():
            words = WORDS.get(int(was[row]), ""), WORDS[int(after.verdicts[row])]
            if kind := kind_of(*words):
                found.append(Move(ids[row], kind, *words, _made_by(before, after, row)))
        return moves, found

    def _side(self, judge: Judge | None, documents: list[dict[str, Any]]) -> _Side | None:
        if judge is None:
            return None
        judged = judge.run(documents)
        self._readable = judged.readable
        names = tuple(criterion.id for criterion in judge.criteria(0)[:IN_A_MASK])
        not_met, unknown = judged.masks(0)
        return _Side(judged.verdict(0).astype(int), not_met, unknown, names)


def kind_of(before: str, after: str) -> str:
    """Return which of KINDS a change of verdict is, empty for none.

    `gain`: becomes eligible. `lose`: was eligible and is refused. `open`: becomes undetermined. `refused`: was
    undetermined and is refused. A new programme (no verdict before) takes nothing from anybody.
    """
    if before == after or (not before and after == "not_eligible"):
        return ""
    if after == "eligible":
        return "gain"
    if after == "undetermined":
        return "open"
    return "lose" if before == "eligible" else "refused"


def _made_by(before: _Side | None, after: _Side, row: int) -> tuple[str, ...]:
    """Return the criteria that make the difference for one company, sorted.

    Where it gets worse: those that stand in the way now and did not before; where it gets better: those that stood
    in the way before and do not now. Where no single one does (all became any), those in the way on that side.
    """
    if before is None:
        return tuple(sorted(after.in_the_way(row)))
    worse = after.verdicts[row] < before.verdicts[row]  # REFUSED < OPEN < MET
    here, there = (after, before) if worse else (before, after)
    found = here.in_the_way(row) - there.in_the_way(row)
    return tuple(sorted(found or here.in_the_way(row)))


def company_blocks(on: date) -> Iterator[Documents]:
    """Yield the companies on file, archived ones left aside, as id and document, a block at a time."""
    last, until, ties = 0, how_many()[1], ownership_ties()
    while last < until and (block := known_after(last, on=on, size=BLOCK, until=until, ties=ties)):
        last = block[-1][0]
        yield block


def count_companies() -> int:
    """Return how many companies `company_blocks` yields."""
    return how_many()[0]
