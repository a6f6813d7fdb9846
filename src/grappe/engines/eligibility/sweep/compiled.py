"""How is a catalogue swept over a table of companies?

In blocks that fit the processor's cache, on several threads (NumPy lets go of Python's lock): each column is cut
once at every threshold that any programme names, each cut is a plane of bits, a leaf is the exclusive or of a few
planes, and a gate is a few operations on words of 64 companies. See docs/adr for the ways that were measured.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from grappe.engines.eligibility.catalogue import Catalogue
from grappe.engines.eligibility.graph import Joint
from grappe.engines.eligibility.model import Condition, Criterion, Ref, Term
from grappe.engines.eligibility.sweep import gates
from grappe.engines.eligibility.sweep.asks import Asks, Ruler
from grappe.engines.eligibility.sweep.columns import Days, Numbers
from grappe.engines.eligibility.sweep.pairs import Compared
from grappe.engines.eligibility.sweep.sources import Source
from grappe.engines.eligibility.sweep.swept import Swept
from grappe.engines.eligibility.sweep.tables import Reader

# Companies looked at together: a plane of bits is then 8 KB, and what is read of a block takes little memory.
BLOCK = 1 << 16


class Sweep:
    """A catalogue on a day, compiled for tables. Make it once, run it over any number of blocks."""

    def __init__(
        self,
        catalogue: Catalogue,
        on: date,
        slugs: Collection[str] | None = None,
        *,
        threads: int = 2,
        block: int = BLOCK,
    ) -> None:
        """Compile the programmes `slugs` (all without it), each in the version of the day `on`.

        Raises KeyError naming a slug that the catalogue has not.
        """
        plans = {plan.programme.id: (plan, is_open) for plan, is_open, _ in catalogue.on(on)}
        for slug in slugs or ():
            if slug not in plans:
                raise KeyError(slug)
        chosen = [plans[id] for id in plans if slugs is None or id in slugs]
        self.catalogue = catalogue
        self.on = on
        self.programmes = tuple(plan.programme.id for plan, _ in chosen)
        self.versions = tuple(plan.version.id for plan, _ in chosen)
        self.open = tuple(is_open for _, is_open in chosen)
        self._plans = tuple(plan for plan, _ in chosen)
        self._threads = max(1, threads)
        self._block = max(64, block // 64 * 64)
        self._compile()

    def criteria(self, p: int) -> tuple[Criterion, ...]:
        """Return the criteria of programme p; bit i of a mask is the i-th."""
        return self._plans[p].criteria

    def leaves(self, p: int) -> tuple[int, ...]:
        """Return the leaf behind each criterion of programme p; the same condition is the same leaf."""
        return self._leaves[p]

    def root(self, p: int) -> int:
        """Return the node that is the rule of programme p: a leaf, or one of `joints`."""
        return int(self._roots[p])

    def columns(self) -> tuple[str, ...]:
        """Return the columns of a table of companies that some rule looks at."""
        return tuple(source.column for source in self._sources)

    def _compile(self) -> None:
        graph = self.catalogue.graph
        needed = _needed([plan.place.node for plan in self._plans], self._plans, graph.gates)
        order = [condition for condition in graph.leaves if graph.node_of(condition) in needed]
        number = {graph.node_of(condition): i for i, condition in enumerate(order)}
        self._leaf_count = len(number)
        self._gates: list[tuple[int, Joint]] = []
        for node, joint in graph.gates:
            if node in needed:
                number[node] = len(number)
                self._gates.append(
                    (number[node], joint._replace(children=tuple(map(number.__getitem__, joint.children))))
                )
        self.joints = dict(self._gates)
        self._node_count = len(number)
        self._roots = np.array([number[plan.place.node] for plan in self._plans], np.int64)
        self._leaves = tuple(tuple(number[node] for node in plan.nodes) for plan in self._plans)
        by_term: dict[Term, list[tuple[int, Condition]]] = {}
        self._compared: list[Compared] = []
        for condition in order:
            leaf = number[graph.node_of(condition)]
            if isinstance(condition.value, Ref):
                self._compared.append(Compared(leaf, condition, self.catalogue, self.on))
            elif condition.op == "known" or condition.value is not None:  # the others stay open
                by_term.setdefault(condition.term, []).append((leaf, condition))
        self._asks = [Asks(term, leaves, self.catalogue, self.on) for term, leaves in by_term.items()]
        every = [ask.sources for ask in self._asks] + [pair.sources for pair in self._compared]
        self._sources = tuple(dict.fromkeys(source for sources in every for source in sources))
        self._reader = Reader(self._sources)
        self._cuts = self._cells()

    def _cells(self) -> dict[tuple[Source, str], tuple[list[Any], list[Any]]]:
        """Return, by source and kind, the bounds of the cells that all rules cut together, and a value of each."""
        cuts: dict[Source, list[Any]] = {}
        for ask in self._asks:
            for source in ask.sources:
                cuts.setdefault(source, []).extend(ask.cuts(source))
        kinds = (Numbers, Days)
        return {(source, kind.kind): kind.bounds(found) for source, found in cuts.items() for kind in kinds}

    def run(self, frame: pl.DataFrame) -> Swept:
        """Return the answers for a table of companies (see `frames.frame_of` for its columns).

        A column that is missing is unknown throughout. Memory: the answers take 0.4 KB a company for 300
        programmes, so feed a large table in parts.
        """
        planes = np.zeros((2, self._node_count, -(-frame.height // 64)), np.uint64)

        def one(first: int) -> None:
            words = slice(first // 64, (first + self._block) // 64)
            self._draw(frame.slice(first, self._block), planes[:, :, words])

        blocks = range(0, frame.height, self._block)
        if len(blocks) > 1 and self._threads > 1:
            with ThreadPoolExecutor(self._threads) as threads:
                list(threads.map(one, blocks))
        else:
            for first in blocks:
                one(first)
        return Swept(frame.height, planes, self._roots, self._leaves)

    def _draw(self, frame: pl.DataFrame, planes: np.ndarray) -> None:
        """Set the planes of every node for one block: uint64 (2, nodes, words), zeros so far."""
        known = self._reader.read(frame)
        for ask in self._asks:
            _draw(ask.ruler(known, self._cuts, frame.height), planes, frame.height)
        narrow = -(-frame.height // 8)
        for pair in self._compared:
            met, refused = pair.judged(known, frame.height)
            planes.view(np.uint8)[gates.MET, pair.leaf, :narrow] = np.packbits(met)
            planes.view(np.uint8)[gates.REFUSED, pair.leaf, :narrow] = np.packbits(refused)
        gates.close(planes, self._gates)


def _needed(roots: Sequence[int], plans: Sequence[Any], all_gates: Sequence[tuple[int, Joint]]) -> set[int]:
    """Return the nodes that the programmes need: the leaves of their criteria and every gate below a root."""
    needed = {node for plan in plans for node in plan.nodes} | set(roots)
    for node, joint in reversed(all_gates):
        if node in needed:
            needed.update(joint.children)
    return needed


def _draw(ruler: Ruler, planes: np.ndarray, rows: int) -> None:
    """Set the planes of the leaves of one term: the exclusive or of the planes of a few bounds."""
    narrow, width = -(-rows // 8), planes.shape[2]
    compared = np.empty(rows, bool)
    drawn: dict[int, np.ndarray] = {}

    def plane(number: int) -> np.ndarray:
        if number not in drawn:
            drawn[number] = np.zeros(width, np.uint64)
            if number == 0:
                drawn[number][:] = ~np.uint64(0)
            else:
                np.greater_equal(ruler.array, ruler.bounds[number], out=compared)
                drawn[number].view(np.uint8)[:narrow] = np.packbits(compared)
        return drawn[number]

    for leaf, met, refused in ruler.planes:
        for which, numbers in ((gates.MET, met), (gates.REFUSED, refused)):
            into = planes[which, leaf]
            if len(numbers) == 1:
                into[:] = plane(numbers[0])
            elif numbers:
                np.bitwise_xor(plane(numbers[0]), plane(numbers[1]), out=into)
                for number in numbers[2:]:
                    np.bitwise_xor(into, plane(number), out=into)
