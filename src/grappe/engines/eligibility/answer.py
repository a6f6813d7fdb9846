"""What does Grappe answer to another program? The decisions on a company as the plain document of `grappe
eligible`.

The format is fixed in docs/reference/rules.md: names may be added, never renamed or removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from grappe.engines.eligibility.amounts import Estimate, estimate
from grappe.engines.eligibility.derived import sizes_of
from grappe.engines.eligibility.explain import Decision, Explanation
from grappe.engines.eligibility.findings import Finding
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.model import Tree
from grappe.engines.eligibility.questions import facts_to_ask, next_questions
from grappe.engines.eligibility.what_would_change import Change, Way, what_would_change
from grappe.engines.eligibility.worth import Worth, rate_levels_of, worth_of
from grappe.engines.kernel import Money, Text, Verdict

VERDICT_WORDS = {Verdict.YES: "eligible", Verdict.NO: "not_eligible", Verdict.UNKNOWN: "undetermined"}
FINDING_WORDS = {Verdict.YES: "met", Verdict.NO: "not_met", Verdict.UNKNOWN: "unknown"}


def aid_of(
    explanation: Explanation, decision: Decision, rate_levels: list[int] | None = None
) -> Estimate | None:
    """Return the aid the programme would give for the project at hand; None where refused or not said.

    `rate_levels` are those of `rate_levels_of`, where they are at hand already.
    """
    if decision.verdict is Verdict.NO:
        return None
    situation, graph = explanation.situation, explanation.catalogue.rate_graph
    levels = rate_levels
    if levels is None:
        levels = rate_levels_of(explanation) if decision.version.rates else []

    def truth(tree: Tree) -> Verdict:
        return VERDICTS[levels[graph.find(tree).node]]

    return estimate(decision.version, sizes_of(situation), situation.project.costs, truth)


def euros_of(explanation: Explanation, rate_levels: list[int]) -> dict[str, Worth]:
    """Return what each programme that is not refused might bring, by id, where anybody can say."""
    found = {
        decision.programme.id: worth_of(explanation, decision, rate_levels)
        for decision in explanation.decisions
    }
    return {id: worth for id, worth in found.items() if worth is not None}


def document_of(explanation: Explanation) -> dict[str, Any]:
    """Return all decisions on a company as one plain document."""
    rate_levels = rate_levels_of(explanation)
    worth = euros_of(explanation, rate_levels)
    euros = {id: one.expected for id, one in worth.items()}
    return {
        "on": explanation.situation.on.isoformat(),
        "company": explanation.situation.company.name,
        "results": [
            _result(explanation, decision, findings, rate_levels, worth.get(decision.programme.id))
            for decision, findings in explanation.reasons()
        ],
        "next_questions": [
            {
                "fact": question.ask,
                "field": question.field,
                "programmes": list(question.programmes),
                "settles": question.settles,
                "settles_eur": round(question.settles_eur),
            }
            for question in next_questions(explanation, euros=euros)
        ],
    }


def _result(
    explanation: Explanation,
    decision: Decision,
    findings: Sequence[Finding],
    rate_levels: list[int],
    worth: Worth | None,
) -> dict[str, Any]:
    programme, version = decision.programme, decision.version
    deciding = {criterion.id for criterion in decision.deciding_criteria()}
    undetermined = decision.verdict is Verdict.UNKNOWN
    questions = [finding for finding in findings if undetermined and finding.id in deciding]
    estimated = aid_of(explanation, decision, rate_levels)
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
            "known_from": _day(version.known_from),
            "valid_to": _day(version.validity.last),
        },
        "confidence": programme.confidence,
        "decision_confidence": decision.confidence,
        "reasons": [_reason(finding, finding.id in deciding) for finding in findings],
        "questions": [finding.id for finding in questions],
        "ask": [
            _ask(explanation, finding) for finding in questions if finding.criterion.condition.term.field
        ],
        "amount": None if estimated is None else _amount(estimated),
        "expected_eur": None if worth is None else round(worth.expected),
        "what_would_change": _ways(explanation, decision),
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
    facts = facts_to_ask(explanation, finding)
    described = explanation.catalogue.fields.get(facts[0].rpartition(".")[2])
    return {
        "criterion": finding.id,
        "facts": list(facts),
        "question": _words(described.question) if described else None,
    }


def _ways(explanation: Explanation, decision: Decision) -> dict[str, Any] | None:
    if decision.verdict is not Verdict.NO:
        return None
    found = what_would_change(explanation, decision)
    return {
        "in_reach": found.in_reach,
        "complete": found.complete,
        "in_the_way": [change.field for change in found.in_the_way],
        "ways": [_way(way) for way in found.ways],
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "changeable": way.changeable,
        "verdict": VERDICT_WORDS[way.verdict],
        "changes": [_change(change) for change in way.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "fact": change.field,
        "year": change.term.year,
        "label": _words(change.label),
        "changeable": change.changeable,
        "actual": change.actual,
        "value": change.value,
        "needed": [_words(text) for text in change.needed],
        "criteria": list(change.criteria),
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
    return text.as_dict() if text.in_language("en") else None


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
