"""Which tests do all programmes share? Every rule of a catalogue joined into one graph of distinct nodes.

A condition that stands in twenty programmes is one leaf and is looked at once; groups of the same children
are one gate. The order in which criteria are written makes no difference. `walk` is the back end for one
company; a back end for a table of companies reads the same `terms`, `leaves` and `gates`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from grappe.engines.eligibility.asked import Asked
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED, judge, kind
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


class _Compared(NamedTuple):
    """A condition that compares a term with another fact: its node, and the numbers of both terms."""

    node: int
    condition: Condition
    term: int
    other: int


class _Layer(NamedTuple):
    """Gates of one height: each with what takes its children's values out of those of all nodes."""

    alls: list[tuple[int, Callable[[list[int]], tuple[int, ...]]]]
    anys: list[tuple[int, Callable[[list[int]], tuple[int, ...]]]]
    others: list[tuple[int, Callable[[list[int]], int]]]


class Graph:
    """The distinct nodes of all rules, leaves and gates, numbered so that children always come before
    parents.
    """

    def __init__(self, conditions: Iterable[Condition] = ()) -> None:
        """Begin with the leaves of `conditions`, those that look at one term side by side: so they are walked
        fastest.
        """
        self.terms: list[Term] = []
        self.leaves: list[Condition] = []
        self.gates: list[tuple[int, Joint]] = []
        self.by_term: dict[Term, list[Condition]] = {}
        self._nodes: dict[Any, int] = {}
        self._terms: dict[Term, int] = {}
        self._next = 0
        self._asked: list[tuple[int, Asked]] = []
        self._compared: list[_Compared] = []
        self._layers: list[_Layer] = []
        grouped: dict[Term, list[Condition]] = {}
        for condition in conditions:
            grouped.setdefault(condition.term, []).append(condition)
        for together in grouped.values():
            for condition in together:
                self._leaf(condition)

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
            self.by_term.setdefault(condition.term, []).append(condition)
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
        for term, conditions in self.by_term.items():
            number = self._terms[term]
            # The others are open whatever is known: a threshold that is not published cannot be met.
            testable = [one for one in conditions if one.value is not None or one.op == "known"]
            alone = []
            for condition in testable:
                node = self.node_of(condition)
                if isinstance(condition.value, Ref):
                    other = self._terms[condition.value.term]
                    self._compared.append(_Compared(node, condition, number, other))
                else:
                    alone.append((node, condition))
            self._asked += [(number, Asked(*run)) for run in _runs(alone)]
        self._layers = _layers(self.gates)
        return self

    def walk(self, known: Sequence[Value | None]) -> list[int]:
        """Return the value of every node (REFUSED 0, OPEN 1, MET 2) for one company.

        `known` holds the value of each term, None where it is not known.
        """
        values = [OPEN] * self._next
        for term, asked in self._asked:
            value = known[term]
            if value is not None:
                values[asked.span] = asked.levels(value)
        for node, condition, term, other in self._compared:
            values[node] = judge(condition, known[term], known[other])
        return self._close(values)

    def settle(self, values: Sequence[int], nodes: Sequence[int], level: int) -> list[int]:
        """Return the values of every node if the open leaves among `nodes` were all at `level`."""
        tried = list(values)
        for node in nodes:
            if tried[node] == OPEN:
                tried[node] = level
        return self._close(tried)

    def _close(self, values: list[int]) -> list[int]:
        """Compute every gate from the leaves in place, and return the values."""
        for layer in self._layers:
            for node, take in layer.alls:
                taken = take(values)
                values[node] = REFUSED if REFUSED in taken else OPEN if OPEN in taken else MET
            for node, take in layer.anys:
                taken = take(values)
                values[node] = MET if MET in taken else OPEN if OPEN in taken else REFUSED
            for node, gate in layer.others:
                values[node] = gate(values)
        return values


def _runs(leaves: Sequence[tuple[int, Condition]]) -> Iterable[tuple[int, list[Condition]]]:
    """Yield the leaves in runs of neighbouring nodes: the first node of each, and its conditions."""
    ordered = enumerate(sorted(leaves, key=itemgetter(0)))
    for _, run in groupby(ordered, key=lambda pair: pair[1][0] - pair[0]):
        members = [leaf for _, leaf in run]
        yield members[0][0], [condition for _, condition in members]


def _layers(gates: Sequence[tuple[int, Joint]]) -> list[_Layer]:
    """Return the gates by height, so that what a gate needs is computed in a layer before its own."""
    height: dict[int, int] = {}
    layers: list[_Layer] = []
    for node, joint in gates:
        height[node] = 1 + max((height.get(child, 0) for child in joint.children), default=0)
        while len(layers) < height[node]:
            layers.append(_Layer([], [], []))
        layer = layers[height[node] - 1]
        if joint.kind in ("all", "any") and joint.children:
            into = layer.alls if joint.kind == "all" else layer.anys
            into.append(
                (node, itemgetter(*joint.children))
            )  # two children at least: a group of one is that one
        else:
            layer.others.append((node, _gate(joint)))
    return layers


def _gate(joint: Joint) -> Callable[[list[int]], int]:
    """Return the function that computes a gate of another kind, or without children, from the values of all nodes."""
    if joint.kind == "not":
        (child,) = joint.children
        return lambda values: 2 - values[child]
    if not joint.children:
        met = MET if joint.kind == "all" else REFUSED
        return lambda values: met
    take = itemgetter(*joint.children)
    nth = len(joint.children) - joint.n  # ascending: the n-th largest
    return lambda values: sorted(take(values))[nth]


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
