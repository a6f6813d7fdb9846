"""What should be asked next? The unknown fact whose answer settles the most programmes comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.eligibility.derived import to_ask
from grappe.engines.eligibility.explain import Decision, Explanation
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED
from grappe.engines.eligibility.model import Term
from grappe.engines.kernel import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """One fact to ask for: `ask` names it, `field` is what the rules look at, `programmes` wait for it.

    `settles` is the mean number of programmes (or their worth) that a favourable and an unfavourable answer
    settle.
    """

    ask: str
    field: str
    programmes: tuple[str, ...]
    settles: float


def next_questions(
    explanation: Explanation, worth: Mapping[str, float] | None = None, only_open: bool = False
) -> tuple[Question, ...]:
    """Return the facts worth asking for, the one that settles most first.

    `worth` weighs programmes by id (expected euros, for instance; 1 each without it). `only_open` leaves
    out those that take no applications on the day. Each question is tried with all its criteria met, then
    with none met.
    """
    waiting = [
        decision
        for decision in explanation.decisions
        if decision.verdict is Verdict.UNKNOWN and not (only_open and decision.open is False)
    ]
    by_term: dict[Term, list[Decision]] = {}
    for decision in waiting:
        for term in {finding.criterion.condition.term for finding in decision.questions()}:
            if term.field and _answerable(explanation, term):
                by_term.setdefault(term, []).append(decision)
    questions = [_question(explanation, term, decisions, worth) for term, decisions in by_term.items()]
    return tuple(sorted(questions, key=lambda question: (-question.settles, question.ask, question.field)))


def _answerable(explanation: Explanation, term: Term) -> bool:
    """Return whether knowing the term could tell anything: a threshold that is not published cannot be met."""
    return any(
        condition.term == term and (condition.op == "known" or condition.value is not None)
        for condition in explanation.catalogue.graph.leaves
    )


def _question(
    explanation: Explanation, term: Term, decisions: Sequence[Decision], worth: Mapping[str, float] | None
) -> Question:
    graph = explanation.catalogue.graph
    nodes = [
        graph.node_of(condition)
        for condition in graph.leaves
        if condition.term == term and (condition.op == "known" or condition.value is not None)
    ]
    settled = 0.0
    for answer in (MET, REFUSED):
        values = graph.settle(decisions[0].values, nodes, answer)
        settled += sum(
            1.0 if worth is None else worth.get(decision.programme.id, 0.0)
            for decision in decisions
            if values[decision.plan.place.node] != OPEN
        )
    ask = to_ask(explanation.situation, term, explanation.catalogue.derivation(term))
    ids = tuple(decision.programme.id for decision in decisions)
    return Question(ask=ask[0], field=term.field, programmes=ids, settles=settled / 2)
