"""What should be asked next? The unknown fact whose answer settles most, in programmes or in expected euros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.eligibility.derived import to_ask
from grappe.engines.eligibility.explain import Decision, Explanation
from grappe.engines.eligibility.findings import Finding
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED
from grappe.engines.eligibility.model import Condition, Ref, Term
from grappe.engines.eligibility.values import AtLeast, Begins, Between, OneOf
from grappe.engines.kernel import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """One fact to ask for: `ask` names it, `field` is what the rules look at, `programmes` wait for it.

    `settles` is the mean number of programmes (or their worth) that a favourable and an unfavourable answer
    settle, `settles_eur` the mean of their expected euros, where these were given.
    """

    ask: str
    field: str
    programmes: tuple[str, ...]
    settles: float
    settles_eur: float = 0.0


def next_questions(
    explanation: Explanation,
    worth: Mapping[str, float] | None = None,
    only_open: bool = False,
    euros: Mapping[str, float] | None = None,
) -> tuple[Question, ...]:
    """Return the facts worth asking for, the one that settles most first.

    `worth` weighs programmes by id (1 each without it); `euros` are the expected euros of programmes, told
    beside. `only_open` leaves out those that take no applications on the day. Each question is tried with all
    its criteria met, then with none met.
    """
    waiting = [
        decision
        for decision in explanation.decisions
        if decision.verdict is Verdict.UNKNOWN and not (only_open and decision.open is False)
    ]
    by_term: dict[Term, list[Decision]] = {}
    for decision in waiting:
        terms = {term for finding in decision.questions() for term in open_terms(explanation, finding)}
        for term in terms:
            by_term.setdefault(term, []).append(decision)
    asking = _asking(explanation, by_term)
    weighed = {decision.programme.id: 1.0 for decision in waiting} if worth is None else worth
    questions = [
        _question(explanation, term, decisions, asking[term], weighed, euros or {})
        for term, decisions in by_term.items()
    ]
    return tuple(sorted(questions, key=lambda question: (-question.settles, question.ask, question.field)))


def by_euros(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return questions with the one that settles most expected euros first."""
    return tuple(sorted(questions, key=lambda one: (-one.settles_eur, -one.settles, one.ask, one.field)))


def open_terms(explanation: Explanation, finding: Finding) -> tuple[Term, ...]:
    """Return what has to become known for an unknown criterion: its own term, and the one it is compared with.

    None for what nobody can answer: a threshold that is not published cannot be met.
    """
    condition = finding.criterion.condition
    if not _answerable(condition):
        return ()
    terms = (condition.term, condition.value.term) if isinstance(condition.value, Ref) else (condition.term,)
    shown, graph = explanation.decisions[0].shown, explanation.catalogue.graph
    lacking = tuple(term for term in terms if _is_open(shown[graph.term_index(term)]))
    return lacking or terms[:1]


def facts_to_ask(explanation: Explanation, finding: Finding) -> tuple[str, ...]:
    """Return the facts to ask for so that an unknown criterion becomes known, the first one first."""
    terms = open_terms(explanation, finding) or (finding.criterion.condition.term,)
    facts = [
        fact
        for term in terms
        for fact in to_ask(explanation.situation, term, explanation.catalogue.derivation(term))
    ]
    return tuple(dict.fromkeys(facts))


def _is_open(value: object) -> bool:
    return value is None or isinstance(value, OneOf | Between | AtLeast | Begins)


def _answerable(condition: Condition) -> bool:
    return bool(condition.term.field) and (condition.op == "known" or condition.value is not None)


def _asking(explanation: Explanation, terms: Mapping[Term, object]) -> dict[Term, list[int]]:
    """Return the nodes that hang on each term, as the fact looked at or the one it is compared with."""
    graph = explanation.catalogue.graph
    found: dict[Term, list[int]] = {term: [] for term in terms}
    for condition in graph.leaves:
        if _answerable(condition):
            other = condition.value.term if isinstance(condition.value, Ref) else None
            for term in {condition.term, other}:
                if term in found:
                    found[term].append(graph.node_of(condition))
    return found


def _question(
    explanation: Explanation,
    term: Term,
    decisions: Sequence[Decision],
    nodes: Sequence[int],
    worth: Mapping[str, float],
    euros: Mapping[str, float],
) -> Question:
    graph = explanation.catalogue.graph
    settled = settled_eur = 0.0
    for answer in (MET, REFUSED):
        values = graph.settle(decisions[0].values, nodes, answer)
        for decision in decisions:
            if values[decision.plan.place.node] != OPEN:
                settled += worth.get(decision.programme.id, 0.0)
                settled_eur += euros.get(decision.programme.id, 0.0)
    ask = to_ask(explanation.situation, term, explanation.catalogue.derivation(term))
    ids = tuple(decision.programme.id for decision in decisions)
    return Question(ask[0], term.field, ids, settled / 2, settled_eur / 2)
