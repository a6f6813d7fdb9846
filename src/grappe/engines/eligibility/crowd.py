"""Which question settles the most companies? One programme, many companies, told by the masks of a sweep.

Companies with the same masks are the same case: they are counted, and each case is tried once. A question is
tried with all the criteria that it answers met, then with none met, as `questions.next_questions` does for one
company.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.eligibility.judge import MET, OPEN, REFUSED
from grappe.engines.eligibility.language import criteria
from grappe.engines.eligibility.model import Criterion, Tree


@dataclass(frozen=True, slots=True)
class CrowdQuestion:
    """A fact that undetermined companies wait for.

    `waiting` companies have it among the open criteria that could still settle the verdict; the answer settles
    `if_met` of them when it is favourable and `if_not` when it is not.
    """

    field: str
    waiting: int
    if_met: int
    if_not: int

    @property
    def settles(self) -> float:
        """The mean number of companies that an answer settles."""
        return (self.if_met + self.if_not) / 2


def levels(count: int, not_met: int, unknown: int) -> list[int]:
    """Return the level (REFUSED, OPEN, MET) of each of `count` criteria from the two masks."""
    return [REFUSED if not_met >> bit & 1 else OPEN if unknown >> bit & 1 else MET for bit in range(count)]


def verdict(tree: Tree, of_criteria: Sequence[int]) -> int:
    """Return what a rule says (Kleene) when its criteria, in the order they are written, have these levels."""
    return _level(tree, iter(of_criteria))


def _level(tree: Tree, given: Iterator[int]) -> int:
    if isinstance(tree, Criterion):
        return next(given)
    # Every child is read, whatever the ones before it say: the levels come in the order of writing.
    children = [_level(child, given) for child in tree.children]
    if tree.kind == "not":
        return 2 - children[0]
    if not children:
        return MET if tree.kind == "all" else REFUSED
    if tree.kind == "all":
        return min(children)
    if tree.kind == "any":
        return max(children)
    return sorted(children)[len(children) - tree.n] if tree.n else MET


def open_bits(tree: Tree, of_criteria: Sequence[int]) -> frozenset[int]:
    """Return the numbers of the open criteria that could still settle an undetermined rule."""
    found: list[int] = []
    _open(tree, 0, of_criteria, found)
    return frozenset(found)


def _open(tree: Tree, first: int, given: Sequence[int], found: list[int]) -> int:
    """Add the open criteria below an open node; return the number of the criterion after it."""
    if isinstance(tree, Criterion):
        if given[first] == OPEN:
            found.append(first)
        return first + 1
    for child in tree.children:
        size = sum(1 for _ in criteria(child))
        if verdict(child, given[first : first + size]) == OPEN:
            _open(child, first, given, found)
        first += size
    return first


def crowd_questions(tree: Tree, patterns: Mapping[tuple[int, int], int]) -> tuple[CrowdQuestion, ...]:
    """Return the facts that undetermined companies wait for, the one that settles most companies first.

    `patterns` counts companies by (mask of criteria not met, mask of criteria unknown). Criteria that nobody can
    answer (a threshold or a condition that is not published) are no question.
    """
    of_tree = tuple(criteria(tree))
    counts: dict[str, list[int]] = {}
    for (not_met, unknown), companies in patterns.items():
        given = levels(len(of_tree), not_met, unknown)
        if verdict(tree, given) != OPEN:
            continue
        for field in {of_tree[bit].condition.term.field for bit in open_bits(tree, given)} - {""}:
            asked = [bit for bit, one in enumerate(of_tree) if given[bit] == OPEN and _asks(one, field)]
            if not asked:
                continue
            count = counts.setdefault(field, [0, 0, 0])
            count[0] += companies
            for place, answer in ((1, MET), (2, REFUSED)):
                tried = [answer if bit in asked else level for bit, level in enumerate(given)]
                count[place] += companies if verdict(tree, tried) != OPEN else 0
    questions = [CrowdQuestion(field, *count) for field, count in counts.items()]
    return tuple(sorted(questions, key=lambda one: (-one.settles, -one.waiting, one.field)))


def _asks(criterion: Criterion, field: str) -> bool:
    condition = criterion.condition
    return condition.term.field == field and (condition.op == "known" or condition.value is not None)
