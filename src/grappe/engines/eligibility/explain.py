"""May this company have this aid, on this day, and why? Verdicts of one company over a whole catalogue,
with reasons.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from grappe.engines.eligibility.catalogue import Catalogue, Plan
from grappe.engines.eligibility.derived import Situation
from grappe.engines.eligibility.facts import Company, Project
from grappe.engines.eligibility.graph import deciding
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.model import CONFIDENCE_ORDER, Criterion, Programme, Version
from grappe.engines.eligibility.wording import known as in_words
from grappe.engines.kernel import Reason, Text, Verdict


class Finding(NamedTuple):
    """One criterion looked at: whether it is met, the value found, what was expected.

    Its words, its source and the day that was checked are the criterion's.
    """

    criterion: Criterion
    verdict: Verdict
    actual: Any
    expected: Text

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def field(self) -> str:
        return self.criterion.condition.term.field

    @property
    def shown(self) -> Any:
        """The value found as it may be shown or stored: a number, a text, a truth value, a list, or None."""
        return in_words(self.actual)

    def reason(self) -> Reason:
        """Return the finding as a reason that can be stored with a match and read a year later."""
        actual = self.shown
        return Reason(
            code=self.criterion.id,
            text=self.criterion.label,
            actual=None if actual is None else str(actual),
            expected=self.expected.in_language("en"),
            source=self.criterion.source,
        )


# Builds a finding from a row without a call into Python: there are thousands in one answer.
_finding: Any = partial(tuple.__new__, Finding)


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
        rows = zip(plan.criteria, verdicts, plan.take_terms(self.shown), plan.expected, strict=True)
        return tuple(map(_finding, rows))

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


_decision: Any = partial(tuple.__new__, Decision)


class Explanation(NamedTuple):
    """A company on a day over a whole catalogue."""

    catalogue: Catalogue
    situation: Situation
    decisions: tuple[Decision, ...]

    def reasons(self) -> Iterator[tuple[Decision, tuple[Finding, ...]]]:
        """Yield every decision with its findings: the same as asking each, put together in one go."""
        if not self.decisions:
            return
        day, first = self.catalogue.day(self.situation.on), self.decisions[0]
        verdicts = [VERDICTS[value] for value in first.values]
        columns = (day.criteria, day.take(verdicts), day.take_terms(first.shown), day.expected)
        rows = map(_finding, zip(*columns, strict=True))
        for decision in self.decisions:
            yield decision, tuple(islice(rows, len(decision.plan.criteria)))

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
    values = graph.walk(known)
    decisions = tuple(
        _decision((plan, VERDICTS[values[plan.place.node]], is_open, in_force, values, shown))
        for plan, is_open, in_force in catalogue.on(on)
    )
    return Explanation(catalogue, situation, decisions)
