"""Which idea comes first under these weights, and where does the order turn while one weight is dragged?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, groupby, pairwise

from grappe.engines.gates.model import WHOLE, Judged, WrongWeights, check_criterion, check_weights
from grappe.engines.gates.score import Total, total, weighed
from grappe.engines.gates.weights import proportional
from grappe.engines.kernel import Reason, Text


@dataclass(frozen=True, slots=True)
class Placed:
    """One idea in the ranking: its total, and the best and the worst rank it can have (one number where all is known)."""

    idea: str
    total: Total
    best: int
    worst: int
    tied: int  # how many others have exactly the same total

    @property
    def label(self) -> str:
        """Return the rank as it is written: "1", "2=" where it is shared, "2–4" where unknown scores leave it open."""
        if self.best != self.worst:
            return f"{self.best}–{self.worst}"
        return f"{self.best}=" if self.tied else f"{self.best}"


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the order turns: at this weight of the dragged criterion, each pair is level; above it the first leads."""

    at: Fraction
    pairs: tuple[tuple[str, str], ...]  # (who overtakes, who is overtaken) as the weight grows


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between two crossings the order stays: groups from the first on, several ideas in one where they are level."""

    start: Fraction
    end: Fraction
    order: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drag:
    """What dragging one weight from 0 to 100 does, the others in exact proportion."""

    key: str
    now: int
    crossings: tuple[Crossing, ...]
    stretches: tuple[Stretch, ...]
    left_out: tuple[str, ...]  # ideas whose total is not known exactly: they have no place in the order
    lines: Mapping[
        str, tuple[Fraction, Fraction]
    ]  # the total of each other idea at 0 and at 100: straight in between

    def at(self, weight: int | Fraction) -> Stretch:
        """Return the stretch that holds a weight; on a crossing, the one that ends there."""
        return next(each for each in self.stretches if weight <= each.end)


def ranking(ideas: Iterable[Judged], weights: Mapping[str, int]) -> list[Placed]:
    """Return the ideas from the first to the last; ties share a rank and the next one is left free (1, 2=, 2=, 4).

    An idea with unknown scores has the ranks from its best to its worst, and stands by the middle of its total. Ideas
    that tie keep the order they came in. Raises WrongWeights and UnknownCriterion; WrongWeights never for no ideas.
    """
    check_weights(weights)
    totals = _totals(ideas, weights)
    found = []
    for idea, mine in totals.items():
        others = [each for other, each in totals.items() if other != idea]
        found.append(
            Placed(
                idea=idea,
                total=mine,
                best=1 + sum(each.low > mine.high for each in others),
                worst=1 + sum(each.high > mine.low for each in others),
                tied=sum(each.is_exact and mine.is_exact and each.low == mine.low for each in others),
            )
        )
    return sorted(found, key=lambda placed: (-placed.total.middle, placed.best, placed.worst))


def crossings(ideas: Iterable[Judged], weights: Mapping[str, int], key: str) -> Drag:
    """Return the exact weights of `key` strictly between 0 and 100 at which the order of the ideas turns.

    While it is dragged the others keep their proportions (share equally where all are 0), so each total is a straight
    line. Raises WrongWeights, UnknownCriterion; a single criterion cannot be dragged (WrongWeights).
    """
    check_weights(weights)
    check_criterion(key, weights)
    if len(weights) == 1:
        raise WrongWeights(_alone(key))
    ends = [proportional(weights, key, Fraction(place)) for place in (0, WHOLE)]
    lines: dict[str, tuple[Fraction, Fraction]] = {}
    left_out = []
    for each in _listed(ideas):
        first, last = (weighed(each.means, end) for end in ends)
        if first.is_exact and last.is_exact:
            lines[each.idea] = (first.low, last.low)
        else:
            left_out.append(each.idea)
    turns = _turns(lines)
    places = [Fraction(0), *sorted(turns), Fraction(WHOLE)]
    return Drag(
        key=key,
        now=weights[key],
        crossings=tuple(Crossing(at, tuple(turns[at])) for at in sorted(turns)),
        stretches=tuple(
            Stretch(start, end, _order(lines, (start + end) / 2)) for start, end in pairwise(places)
        ),
        left_out=tuple(left_out),
        lines=lines,
    )


def _listed(ideas: Iterable[Judged]) -> list[Judged]:
    listed = list(ideas)
    names = [each.idea for each in listed]
    if len(set(names)) != len(names):
        raise ValueError("an idea stands there twice")
    return listed


def _totals(ideas: Iterable[Judged], weights: Mapping[str, int]) -> dict[str, Total]:
    return {each.idea: total(each.means, weights) for each in _listed(ideas)}


def _turns(lines: Mapping[str, tuple[Fraction, Fraction]]) -> dict[Fraction, list[tuple[str, str]]]:
    """Return for each place the pairs whose lines cross there: (who is ahead afterwards, who was ahead before)."""
    found: dict[Fraction, list[tuple[str, str]]] = {}
    for (one, ours), (other, theirs) in combinations(lines.items(), 2):
        before, after = ours[0] - theirs[0], ours[1] - theirs[1]
        if before * after < 0:  # ahead at one end and behind at the other
            at = WHOLE * before / (before - after)
            found.setdefault(at, []).append((one, other) if after > 0 else (other, one))
    return found


def _order(lines: Mapping[str, tuple[Fraction, Fraction]], at: Fraction) -> tuple[tuple[str, ...], ...]:
    def height(idea: str) -> Fraction:
        first, last = lines[idea]
        return first + (last - first) * at / WHOLE

    ordered: Sequence[str] = sorted(lines, key=lambda idea: -height(idea))
    return tuple(tuple(level) for _height, level in groupby(ordered, key=height))


def _alone(key: str) -> Reason:
    return Reason(
        "criterion_alone",
        Text(
            en=f"“{key}” is the only criterion of this gate: its weight cannot be dragged.",
            fr=f"«\u00a0{key}\u00a0» est le seul critère de ce jalon\u00a0: son poids ne peut pas être déplacé.",
            de=f"„{key}“ ist das einzige Kriterium dieses Gates: Sein Gewicht lässt sich nicht verschieben.",
        ),
    )
