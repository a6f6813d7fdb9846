"""What does Grappe answer to another program? The decisions on a company as the plain document of `grappe
eligible`.

The format is fixed in docs/reference/rules.md: names may be added, never renamed or removed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from grappe.engines.eligibility.amounts import Estimate, estimate
from grappe.engines.eligibility.derived import sizes_of, to_ask
from grappe.engines.eligibility.explain import Decision, Explanation, Finding
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.model import Tree
from grappe.engines.eligibility.questions import next_questions
from grappe.engines.kernel import Money, Text, Verdict

VERDICT_WORDS = {Verdict.YES: "eligible", Verdict.NO: "not_eligible", Verdict.UNKNOWN: "undetermined"}
FINDING_WORDS = {Verdict.YES: "met", Verdict.NO: "not_met", Verdict.UNKNOWN: "unknown"}


def aid_of(explanation: Explanation, decision: Decision) -> Estimate | None:
    """Return the aid the programme would give for the project at hand; None where refused or not said."""
    if decision.verdict is Verdict.NO:
        return None
    catalogue, situation = explanation.catalogue, explanation.situation
    graph = catalogue.rate_graph
    values = graph.walk(catalogue.known(graph, situation)[0]) if decision.version.rates else []

    def truth(tree: Tree) -> Verdict:
        return VERDICTS[values[graph.find(tree).node]]

    return estimate(decision.version, sizes_of(situation), situation.project.costs, truth)


def document_of(explanation: Explanation) -> dict[str, Any]:
    """Return all decisions on a company as one plain document."""
    return {
        "on": explanation.situation.on.isoformat(),
        "company": explanation.situation.company.name,
        "results": [_result(explanation, decision) for decision in explanation.decisions],
        "next_questions": [
            {
                "fact": question.ask,
                "field": question.field,
                "programmes": list(question.programmes),
                "settles": question.settles,
            }
            for question in next_questions(explanation)
        ],
    }


def _result(explanation: Explanation, decision: Decision) -> dict[str, Any]:
    programme, version = decision.programme, decision.version
    questions = decision.questions()
    deciding = {finding.id for finding in decision.deciding()}
    estimated = aid_of(explanation, decision)
    return {
        "programme": programme.id,
        "name": _words(programme.name),
        "kind": programme.kind,
        "verdict": VERDICT_WORDS[decision.verdict],
        "open": decision.open,
        "version": version.id,
        "in_force": decision.in_force,
        "status": programme.status,
        "window": {
            "kind": version.window.kind,
            "opens": _day(version.window.period.first),
            "closes": _day(version.window.period.last),
            "valid_from": _day(version.validity.first),
            "valid_to": _day(version.validity.last),
        },
        "confidence": programme.confidence,
        "reasons": [_reason(finding, finding.id in deciding) for finding in decision.findings],
        "questions": [finding.id for finding in questions],
        "ask": [
            _ask(explanation, finding) for finding in questions if finding.criterion.condition.term.field
        ],
        "amount": None if estimated is None else _amount(estimated),
        "unknowns": [_words(text) for text in programme.unknowns],
    }


def _reason(finding: Finding, decides: bool) -> dict[str, Any]:
    criterion = finding.criterion
    return {
        "criterion": criterion.id,
        "verdict": FINDING_WORDS[finding.verdict],
        "actual": finding.shown,
        "expected": finding.expected.in_language("en"),
        "source": criterion.source,
        "checked_on": _day(criterion.checked_on),
        "confidence": criterion.confidence,
        "field": criterion.condition.term.field or None,
        "op": criterion.condition.op,
        "label": _words(criterion.label),
        "note": _words(criterion.note),
        "decides": decides,
    }


def _ask(explanation: Explanation, finding: Finding) -> dict[str, Any]:
    term = finding.criterion.condition.term
    facts = to_ask(explanation.situation, term, explanation.catalogue.derivation(term))
    described = explanation.catalogue.fields.get(facts[0])
    return {
        "criterion": finding.id,
        "facts": list(facts),
        "question": _words(described.question) if described else None,
    }


def _amount(estimated: Estimate) -> dict[str, Any]:
    return {
        "min_eur": _whole(estimated.low),
        "max_eur": _whole(estimated.high),
        "steps": [step.in_language("en") for step in estimated.steps],
    }


def _whole(money: Money) -> int:
    return int(money.in_eur.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _words(text: Text) -> dict[str, str] | None:
    return {"en": text.en, "fr": text.fr, "de": text.de} if text.in_language("en") else None


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
