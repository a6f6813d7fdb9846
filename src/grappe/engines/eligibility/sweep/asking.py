"""Which question would settle most companies of a programme? Over a whole block, as `questions` does for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from grappe.engines.eligibility.graph import Joint
from grappe.engines.eligibility.model import Term
from grappe.engines.eligibility.sweep.compiled import Sweep
from grappe.engines.eligibility.sweep.gates import MET, REFUSED, at_least
from grappe.engines.eligibility.sweep.swept import Swept


class Asked(NamedTuple):
    """One fact of the undetermined companies of a programme: `unknown` of them lack it.

    `settles` is the mean number of companies that a favourable and an unfavourable answer settle.
    """

    field: str
    unknown: int
    settles: float


def questions(sweep: Sweep, swept: Swept, p: int) -> tuple[Asked, ...]:
    """Return the facts that undetermined companies of programme p lack, the one that settles most first.

    A threshold that is not published cannot be met by any answer, and is never asked for. A comparison with
    another fact counts for the fact that is looked at.
    """
    if not sweep.leaves(p):  # open to all
        return ()
    planes = {leaf: swept.planes_of(leaf) for leaf in sweep.leaves(p)}
    root = sweep.root(p)
    before = ~_any(_closed(root, sweep.joints, planes)) & swept.every
    if not before.any():
        return ()
    by_term: dict[Term, list[int]] = {}
    for criterion, leaf in zip(sweep.criteria(p), sweep.leaves(p), strict=True):
        if criterion.condition.value is not None or criterion.condition.op == "known":
            by_term.setdefault(criterion.condition.term, []).append(leaf)
    found = []
    for term, leaves in by_term.items():
        open = {leaf: ~_any(planes[leaf]) for leaf in leaves}
        lacking = np.bitwise_or.reduce(list(open.values())) & before
        if lacking.any():
            settled = 0
            for answer in (MET, REFUSED):
                tried = _closed(root, sweep.joints, planes | _answered(planes, open, answer))
                settled += _count(_any(tried) & before)
            found.append(Asked(term.field, _count(lacking), settled / 2))
    return tuple(sorted(found, key=lambda one: (-one.settles, -one.unknown, one.field)))


def _answered(
    planes: Mapping[int, np.ndarray], open: Mapping[int, np.ndarray], answer: int
) -> dict[int, np.ndarray]:
    """Return the planes of leaves if whatever is open in them were answered so."""
    tried = {leaf: planes[leaf].copy() for leaf in open}
    for leaf, plane in open.items():
        tried[leaf][answer] |= plane
    return tried


def _closed(node: int, joints: Mapping[int, Joint], planes: Mapping[int, np.ndarray]) -> np.ndarray:
    """Return the two planes of a node from those of the leaves."""
    joint = joints.get(node)
    if joint is None:
        return planes[node]
    children = [_closed(child, joints, planes) for child in joint.children]
    if joint.kind == "not":
        return children[0][::-1]
    found = np.empty_like(children[0])
    if joint.kind == "at_least":
        stacked, every = np.stack(children), range(len(children))
        at_least(stacked[:, MET], every, joint.n, found[MET])
        at_least(stacked[:, REFUSED], every, len(children) - joint.n + 1, found[REFUSED])
        return found
    needs_all, needs_one = (MET, REFUSED) if joint.kind == "all" else (REFUSED, MET)
    np.bitwise_and.reduce([child[needs_all] for child in children], out=found[needs_all])
    np.bitwise_or.reduce([child[needs_one] for child in children], out=found[needs_one])
    return found


def _any(planes: np.ndarray) -> np.ndarray:
    found: np.ndarray = planes[MET] | planes[REFUSED]
    return found


def _count(plane: np.ndarray) -> int:
    return int(np.bitwise_count(plane).sum(dtype=np.int64))
