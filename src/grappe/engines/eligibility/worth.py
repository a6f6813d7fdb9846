"""How much might a programme bring a company? The least and the most aid in euros, as far as anybody can say.

For a project it is what the rates give; else what the programme names itself: a flat sum, or up to its maximum.
A loan is paid back and a rule pays nothing: neither is worth euros here. Nor is a ceiling of millions, which is a
limit of the law and tells nothing of the aid of one company until the costs of a project are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from grappe.engines.eligibility.amounts import estimate, holds_for
from grappe.engines.eligibility.derived import sizes_of
from grappe.engines.eligibility.explain import Decision, Explanation
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.model import Limit, Rate, Tree
from grappe.engines.kernel import Verdict

_NO_AID = frozenset({"loan", "rule"})
_LIMIT_OF_THE_LAW = 1_000_000  # euros: a maximum above it is no expectation


class Worth(NamedTuple):
    """The least and the most aid in euros; `expected` is the middle, which is all that can be said."""

    low: float
    high: float

    @property
    def expected(self) -> float:
        return (self.low + self.high) / 2


def worth_of(
    explanation: Explanation, decision: Decision, rate_levels: list[int] | None = None
) -> Worth | None:
    """Return what a programme might bring; None where nobody can say, where it pays nothing, or takes no
    applications.

    `rate_levels` are the levels of the catalogue's `rate_graph`, where they are at hand already.
    """
    if decision.verdict is Verdict.NO or decision.open is False or decision.programme.kind in _NO_AID:
        return None
    version = decision.version
    sizes = sizes_of(explanation.situation)
    costs = explanation.situation.project.costs
    if costs:
        levels = rate_levels if rate_levels is not None else rate_levels_of(explanation)
        graph = explanation.catalogue.rate_graph

        def truth(tree: Tree) -> Verdict:
            return VERDICTS[levels[graph.find(tree).node]]

        found = estimate(version, sizes, costs, truth)
        return None if found is None else Worth(float(found.low.in_eur), float(found.high.in_eur))
    flat = [float(limit.eur) for limit in version.limits if limit.kind == "flat"]
    if flat:
        return Worth(0.0 if version.rates else min(flat), max(flat))
    most = _most(version.limits, [rate for rate in version.rates if holds_for(rate, sizes)])
    return None if most is None or most > _LIMIT_OF_THE_LAW else Worth(0.0, float(most))


def rate_levels_of(explanation: Explanation) -> list[int]:
    """Return the level of every node of the conditions that rates have, for this company."""
    catalogue = explanation.catalogue
    return catalogue.rate_graph.walk(catalogue.known(catalogue.rate_graph, explanation.situation)[0])


def _most(limits: Iterable[Limit], rates: Iterable[Rate]) -> Decimal | None:
    """Return the most that a programme pays by its own words: its maximum, or the best rate of its largest costs."""
    limits, best = list(limits), max((rate.max_rate for rate in rates), default=None)
    named = [limit.eur for limit in limits if limit.kind == "max"]
    if best is not None:
        named += [
            limit.eur * best / 100 for limit in limits if limit.kind == "max_cost" and not limit.cost_category
        ]
    return min(named) if named else None
