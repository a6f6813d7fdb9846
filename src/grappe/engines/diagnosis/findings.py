"""What stands out, which answers led to it, and what does the company need because of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grappe.engines.diagnosis.answers import Answers, clean_answers
from grappe.engines.diagnosis.conditions import ScoreLookup, decisive, visible_questions
from grappe.engines.diagnosis.model import (
    AnswerTest,
    FindingRule,
    Item,
    ProposedNeed,
    Question,
    Questionnaire,
    ScoreOf,
    ScoreTest,
    Severity,
    Test,
    Theme,
)
from grappe.engines.diagnosis.scoring import Diagnosis, score
from grappe.engines.diagnosis.wording import NOT_TICKED, TICKED, answer_in_words, each_language, join_texts
from grappe.engines.kernel import Text

# A score that rests on less than half of its questions is no ground for a finding.
COVERAGE_FOR_SCORE_RULES = 0.5
TOTAL_LABEL = Text(en="Overall score", fr="Score global", de="Gesamtwert")
SEVERITY_ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer or score that led to a finding: what was asked, and what was answered.

    `code` is the question's id, with the item after a dot, or the dimension's id (`total` for the whole).
    """

    code: str
    asked: Text
    answered: Text
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with the answers that led to it and the need it proposes."""

    id: str
    text: Text
    severity: Severity
    theme: Theme
    evidence: tuple[Evidence, ...]
    need: ProposedNeed | None


def findings(questionnaire: Questionnaire, answers: Answers) -> tuple[Finding, ...]:
    """Return the findings of these answers, the gravest first, each with its evidence.

    A blank leads to no finding. Raises AnswerError for an answer that does not fit its question.
    """
    cleaned = clean_answers(questionnaire, answers)
    visible = visible_questions(questionnaire, cleaned)
    shown = {key: value for key, value in cleaned.items() if key in visible}
    diagnosis = score(questionnaire, shown)
    found = [
        finding
        for rule in questionnaire.findings
        if (finding := _apply(rule, questionnaire, shown, diagnosis)) is not None
    ]
    return tuple(sorted(found, key=lambda finding: SEVERITY_ORDER[finding.severity]))


def _apply(
    rule: FindingRule, questionnaire: Questionnaire, answers: Answers, diagnosis: Diagnosis
) -> Finding | None:
    leaves = decisive(rule.when, answers, _lookup(diagnosis))
    if not leaves:
        return None
    evidence: dict[str, Evidence] = {}
    for leaf in leaves:
        for piece in _evidence(leaf, questionnaire, answers, diagnosis):
            evidence.setdefault(piece.code, piece)
    return Finding(rule.id, rule.text, rule.severity, rule.theme, tuple(evidence.values()), rule.need)


def _lookup(diagnosis: Diagnosis) -> ScoreLookup:
    def points(test: ScoreTest) -> float | None:
        if test.of is ScoreOf.TOTAL:
            return diagnosis.total if diagnosis.coverage >= COVERAGE_FOR_SCORE_RULES else None
        if test.of is ScoreOf.DIMENSION:
            dimension = diagnosis.dimension(test.id)
            return dimension.points if dimension.coverage >= COVERAGE_FOR_SCORE_RULES else None
        question = diagnosis.question(test.id)
        return question.points if question.coverage >= COVERAGE_FOR_SCORE_RULES else None

    return points


def _evidence(
    leaf: AnswerTest | ScoreTest, questionnaire: Questionnaire, answers: Answers, diagnosis: Diagnosis
) -> list[Evidence]:
    if isinstance(leaf, AnswerTest):
        return _answer_evidence(leaf, questionnaire.question(leaf.question), answers)
    if leaf.of is ScoreOf.QUESTION:
        question = questionnaire.question(leaf.id)
        return [_whole_answer(question, answers)]
    if leaf.of is ScoreOf.DIMENSION:
        dimension = questionnaire.dimension(leaf.id)
        own = _points_evidence(leaf.id, dimension.label, diagnosis.dimension(leaf.id).points)
        asked = questionnaire.questions_of(leaf.id)
        return [own, *(_whole_answer(q, answers) for q in asked if q.is_scored and q.id in answers)]
    parts = [
        _points_evidence(scored.id, questionnaire.dimension(scored.id).label, scored.points)
        for scored in diagnosis.dimensions
        if scored.points is not None
    ]
    return [_points_evidence("total", TOTAL_LABEL, diagnosis.total), *parts]


def _points_evidence(code: str, label: Text, points: float | None) -> Evidence:
    return Evidence(code, label, each_language(lambda _: f"{points or 0:.0f} / 100"))


def _whole_answer(question: Question, answers: Answers) -> Evidence:
    answered = answer_in_words(question, answers.get(question.id))
    return Evidence(question.id, question.label, answered, question.id)


def _answer_evidence(test: AnswerTest, question: Question, answers: Answers) -> list[Evidence]:
    if test.test in (Test.TICKED, Test.NOT_TICKED):
        column = next((column for column in question.columns if column.id == test.column), None)
        return [
            _tick_evidence(question, item, column, answers.get(question.id))
            for item in question.items
            if item.id in test.options
        ]
    answer = answers.get(question.id)
    if test.item is not None and isinstance(answer, Mapping):
        item = next(item for item in question.items if item.id == test.item)
        level = question.scale[answer[item.id]].label
        asked = join_texts([question.label, item.label], " – ")
        return [Evidence(f"{question.id}.{item.id}", asked, level, question.id)]
    return [_whole_answer(question, answers)]


def _tick_evidence(question: Question, item: Item, column: Item | None, answer: object) -> Evidence:
    ticks = answer.get(column.id, []) if column and isinstance(answer, Mapping) else answer
    ticked = isinstance(ticks, list) and item.id in ticks
    labels = [question.label, item.label] if column is None else [question.label, item.label, column.label]
    code = f"{question.id}.{item.id}" if column is None else f"{question.id}.{item.id}.{column.id}"
    return Evidence(code, join_texts(labels, " – "), TICKED if ticked else NOT_TICKED, question.id)
