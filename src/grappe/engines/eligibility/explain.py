"""May this company have this aid, on this day, and why? Verdicts of one company over a whole catalogue,
with reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

from grappe.engines.eligibility.catalogue import Catalogue, Plan
from grappe.engines.eligibility.derived import Situation
from grappe.engines.eligibility.facts import Company, Project
from grappe.engines.eligibility.findings import Finding, findings
from grappe.engines.eligibility.graph import deciding
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.model import CONFIDENCE_ORDER, Criterion, Programme, Version
from grappe.engines.kernel import Verdict


class Decision(NamedTuple):
    """What the catalogue says of one programme for one company on one day.

    `verdict` is about the company: YES eligible, NO not eligible, UNKNOWN undetermined. `open` is about the
    application window on that day. `version` is the one used, `in_force` whether it was in force on the day.
    """

    plan: Plan
    verdict: Verdict
    open: bool | None
    in_force: bool
    values: list[int]  # of every node of the graph: what the verdict was computed from
    shown: list[Any]  # of every term: the value found

    @property
    def programme(self) -> Programme:
        return self.plan.programme

    @property
    def version(self) -> Version:
        return self.plan.version

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every criterion of the programme with what was found, in the order they are written."""
        plan = self.plan
        # Put together when read: most companies meet most programmes without anybody reading why.
        verdicts = [VERDICTS[value] for value in plan.take(self.values)]
        return tuple(findings(plan.criteria, verdicts, plan.take_terms(self.shown), plan.expected))

    def deciding_criteria(self) -> list[Criterion]:
        """Return the criteria that make the verdict what it is, without what was found."""
        return deciding(self.plan.place, self.values)

    def deciding(self) -> tuple[Finding, ...]:
        """Return the findings that make the verdict what it is."""
        ids = {criterion.id for criterion in self.deciding_criteria()}
        return tuple(finding for finding in self.findings if finding.criterion.id in ids)

    @property
    def confidence(self) -> str:
        """How sure the catalogue is of what decides: the weakest confidence among the deciding criteria.

        A rule without criteria is as sure as its programme's entry.
        """
        found = [criterion.confidence for criterion in self.deciding_criteria()]
        return max(found, key=CONFIDENCE_ORDER.index) if found else self.programme.confidence

    def questions(self) -> tuple[Finding, ...]:
        """Return the unknown criteria that could still settle an undetermined verdict; none for a settled
        one.
        """
        return self.deciding() if self.verdict is Verdict.UNKNOWN else ()


_new: Any = tuple.__new__  # without a call into Python for each


@dataclass(frozen=True)
class Explanation:
    """A company on a day over a whole catalogue."""

    catalogue: Catalogue
    situation: Situation
    values: list[int]  # of every node of the graph
    shown: list[Any]  # of every term

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(self._decided())

    def _decided(self) -> Iterator[Decision]:
        day = self.catalogue.day(self.situation.on)
        verdicts = map(VERDICTS.__getitem__, day.take_roots(self.values))
        shared = repeat(self.values), repeat(self.shown)  # without end
        rows = zip(day.versions, verdicts, day.open, day.in_force, *shared, strict=False)
        return map(_new, repeat(Decision), rows)

    def reasons(self) -> Iterator[tuple[Decision, tuple[Finding, ...]]]:
        """Yield every decision with its findings: the same as asking each, put together in one go."""
        # Decisions are made one by one too: keeping all of them would only wake Python's collector of garbage.
        day = self.catalogue.day(self.situation.on)
        row = day.findings.row(self.values, self.shown)
        for decision, span in zip(self._decided(), day.spans, strict=True):
            yield decision, row[span]

    def of(self, programme: str) -> Decision:
        """Return the decision on the programme with this id. Raises KeyError where there is none."""
        for decision in self.decisions:
            if decision.programme.id == programme:
                return decision
        raise KeyError(programme)


def explain(catalogue: Catalogue, company: Company, on: date, project: Project | None = None) -> Explanation:
    """Return the decision on every programme of the catalogue for one company on one day, each with its
    reasons.

    Three-valued (Kleene): a fact that is not known neither passes nor refuses.
    """
    situation = catalogue.situation(company, on, project)
    graph = catalogue.graph
    known, shown = catalogue.known(graph, situation)
    return Explanation(catalogue, situation, graph.walk(known), shown)
