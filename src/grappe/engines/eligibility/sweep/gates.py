"""How are gates computed on planes of bits?

Every node has two planes: the companies that meet it, and those that are refused. In Kleene's logic each is a
plain monotone function of the children's planes: `all` is met where all are, and refused where one is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grappe.engines.eligibility.graph import Joint

MET, REFUSED = 0, 1  # the two planes of a node


def close(planes: np.ndarray, gates: Sequence[tuple[int, Joint]]) -> None:
    """Compute the planes of every gate, children first. `planes`: (2, nodes, words), the leaves in place."""
    for node, joint in gates:
        children = joint.children
        if joint.kind == "not":
            planes[:, node] = planes[::-1, children[0]]
        elif joint.kind == "at_least":
            at_least(planes[MET], children, joint.n, planes[MET, node])
            at_least(planes[REFUSED], children, len(children) - joint.n + 1, planes[REFUSED, node])
        elif not children:
            planes[MET if joint.kind == "all" else REFUSED, node] = ~np.uint64(0)
            planes[REFUSED if joint.kind == "all" else MET, node] = 0
        else:
            every, one = (MET, REFUSED) if joint.kind == "all" else (REFUSED, MET)
            _fold(np.bitwise_and, planes[every], children, planes[every, node])
            _fold(np.bitwise_or, planes[one], children, planes[one, node])


def _fold(operation: np.ufunc, planes: np.ndarray, children: Sequence[int], into: np.ndarray) -> None:
    operation(planes[children[0]], planes[children[1]], out=into)
    for child in children[2:]:
        operation(into, planes[child], out=into)


def at_least(planes: np.ndarray, children: Sequence[int], n: int, into: np.ndarray) -> None:
    """Set the bits in which at least n of the children's planes are set."""
    counted = np.zeros((n, planes.shape[1]), planes.dtype)  # row i: at least i + 1 of those seen so far
    for child in children:
        for i in range(n - 1, 0, -1):
            counted[i] |= counted[i - 1] & planes[child]
        counted[0] |= planes[child]
    into[:] = counted[n - 1]
