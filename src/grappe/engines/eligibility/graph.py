"""Which tests do all programmes share? Every rule of a catalogue joined into one graph of distinct nodes.

A condition that stands in twenty programmes is one leaf and is looked at once; groups of the same children
are one gate. The order in which criteria are written makes no difference. `walk` is the back end for one
company; a back end for a table of companies reads the same `terms`, `leaves` and `gates`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from grappe.engines.eligibility.judge import OPEN, judge, kind, quick_test
from grappe.engines.eligibility.model import Condition, Criterion, Gate, Ref, Term, Tree
from grappe.engines.eligibility.values import Value


class Joint(NamedTuple):
    """A gate of the graph: its kind, how many children are needed (at_least), and their node numbers."""

    kind: str
    n: int
    children: tuple[int, ...]


class Place(NamedTuple):
    """Where a tree of one programme lies in the graph: its node, and the same for each child.

    `turned` is true for a `not`; `criterion` is set at the leaves.
    """

    node: int
    turned: bool
    children: tuple[Place, ...]
    criterion: Criterion | None


class _Tests(NamedTuple):
    """Everything that is asked of one term: the tests by node, quick ones for values of one kind."""

    term: int
    kind: str | None
    quick: tuple[tuple[int, Callable[[Any], int]], ...]
    every: tuple[tuple[int, Condition, int | None], ...]  # node, condition, term of the other fact


class Graph:
    """The distinct nodes of all rules, leaves and gates, numbered so that children always come before
    parents.
    """

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.leaves: list[Condition] = []
        self.gates: list[tuple[int, Joint]] = []
        self._nodes: dict[Any, int] = {}
        self._terms: dict[Term, int] = {}
        self._next = 0
        self._walk_order: list[_Tests] = []
        self._walk_gates: list[tuple[int, Callable[[list[int]], int]]] = []

    def add(self, tree: Tree) -> Place:
        """Put a tree into the graph and return where it lies. Call `seal` when all are in."""
        if isinstance(tree, Criterion):
            return Place(self._leaf(tree.condition), False, (), tree)
        places = tuple(self.add(child) for child in tree.children)
        if tree.kind == "not":
            return Place(self._joint(Joint("not", 0, (places[0].node,))), True, places, None)
        return Place(self._group(tree, [place.node for place in places]), False, places, None)

    def find(self, tree: Tree) -> Place:
        """Return where a tree that is in the graph lies."""
        return self.add(tree)  # every node is there already: nothing is added

    def _group(self, gate: Gate, nodes: list[int]) -> int:
        if gate.kind == "at_least":
            joint = Joint("at_least", gate.n, tuple(sorted(nodes)))
        else:
            joint = Joint(gate.kind, 0, tuple(sorted(set(nodes))))
        # A group of one is that one. (Only a programme open to all has a group of none.)
        return joint.children[0] if len(joint.children) == 1 else self._joint(joint)

    def _leaf(self, condition: Condition) -> int:
        # True equals 1 in Python, not in a rule: the kind of the threshold makes a leaf distinct too.
        key = (condition, kind(condition.value))
        if key not in self._nodes:
            self._nodes[key] = self._new()
            self.leaves.append(condition)
            self._term(condition.term)
            if isinstance(condition.value, Ref):
                self._term(condition.value.term)
        return self._nodes[key]

    def _joint(self, joint: Joint) -> int:
        if joint not in self._nodes:
            self._nodes[joint] = self._new()
            self.gates.append((self._nodes[joint], joint))
        return self._nodes[joint]

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _term(self, term: Term) -> int:
        if term not in self._terms:
            self._terms[term] = len(self.terms)
            self.terms.append(term)
        return self._terms[term]

    def node_of(self, condition: Condition) -> int:
        """Return the node of a condition that is in the graph."""
        return self._nodes[(condition, kind(condition.value))]

    def term_index(self, term: Term) -> int:
        """Return the number of a term that some rule asks for."""
        return self._terms[term]

    def seal(self) -> Graph:
        """Make ready for walking, and return itself."""
        by_term: dict[int, list[Condition]] = {}
        for condition in self.leaves:
            if condition.value is not None or condition.op == "known":  # the others are always open
                by_term.setdefault(self._terms[condition.term], []).append(condition)
        self._walk_order = [self._tests(term, conditions) for term, conditions in by_term.items()]
        self._walk_gates = [(node, _gate(joint)) for node, joint in self.gates]
        return self

    def _tests(self, term: int, conditions: Sequence[Condition]) -> _Tests:
        every = tuple(
            (
                self.node_of(condition),
                condition,
                self._terms[condition.value.term] if isinstance(condition.value, Ref) else None,
            )
            for condition in conditions
        )
        quick = []
        kinds = set()
        for condition in conditions:
            found = quick_test(condition)
            if found is None:
                return _Tests(term, None, (), every)
            kinds.add(found[0])
            quick.append((self.node_of(condition), found[1]))
        return (
            _Tests(term, kinds.pop(), tuple(quick), every)
            if len(kinds) == 1
            else _Tests(term, None, (), every)
        )

    def walk(self, known: Sequence[Value | None]) -> list[int]:
        """Return the value of every node (REFUSED 0, OPEN 1, MET 2) for one company.

        `known` holds the value of each term, None where it is not known.
        """
        values = [OPEN] * self._next
        for term, its_kind, quick, every in self._walk_order:
            value = known[term]
            if value is None:
                continue
            if its_kind is not None and kind(value) == its_kind:
                for node, test in quick:
                    values[node] = test(value)
            else:
                for node, condition, other in every:
                    values[node] = judge(condition, value, None if other is None else known[other])
        for node, gate in self._walk_gates:
            values[node] = gate(values)
        return values

    def settle(self, values: Sequence[int], nodes: Sequence[int], level: int) -> list[int]:
        """Return the values of every node if the open leaves among `nodes` were all at `level`."""
        tried = list(values)
        for node in nodes:
            if tried[node] == OPEN:
                tried[node] = level
        for node, gate in self._walk_gates:
            tried[node] = gate(tried)
        return tried


def _gate(joint: Joint) -> Callable[[list[int]], int]:
    """Return the function that computes a gate from the values of all nodes."""
    if joint.kind == "not":
        (child,) = joint.children
        return lambda values: 2 - values[child]
    if not joint.children:
        met = 2 if joint.kind == "all" else 0
        return lambda values: met
    get = itemgetter(*joint.children)
    if joint.kind == "all":
        return lambda values: min(get(values))
    if joint.kind == "any":
        return lambda values: max(get(values))
    nth = len(joint.children) - joint.n  # ascending: the n-th largest
    if len(joint.children) == 1:
        return get
    return lambda values: sorted(get(values))[nth]


def deciding(place: Place, values: Sequence[int]) -> list[Criterion]:
    """Return the criteria that make a node what it is, in the order they are written.

    For a node that is open these are the open criteria that could still settle it.
    """
    if place.criterion is not None:
        return [place.criterion]
    if place.turned:
        return deciding(place.children[0], values)
    level = values[place.node]
    found: list[Criterion] = []
    for child in place.children:
        if values[child.node] == level:
            found.extend(deciding(child, values))
    return found
