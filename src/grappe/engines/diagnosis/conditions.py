"""Does a condition hold? YES, NO, or UNKNOWN where the answer is blank: a blank proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grappe.engines.diagnosis.answers import Answers
from grappe.engines.diagnosis.model import (
    AllOf,
    AnswerTest,
    AnyOf,
    Condition,
    Not,
    Questionnaire,
    ScoreTest,
    Test,
)
from grappe.engines.kernel import Verdict

ScoreLookup = Callable[[ScoreTest], float | None]
Leaf = AnswerTest | ScoreTest


def no_scores(_: ScoreTest) -> float | None:
    """Return None: no score is known yet."""
    return None


def evaluate(condition: Condition, answers: Answers, score_of: ScoreLookup = no_scores) -> Verdict:
    """Return whether the condition holds for these (clean) answers, by Kleene's logic."""
    if isinstance(condition, AllOf):
        return Verdict.all(evaluate(part, answers, score_of) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return Verdict.any(evaluate(part, answers, score_of) for part in condition.parts)
    if isinstance(condition, Not):
        return ~evaluate(condition.part, answers, score_of)
    if isinstance(condition, ScoreTest):
        return _compare(condition.test, score_of(condition), condition.number)
    return _answer_verdict(condition, answers)


def decisive(
    condition: Condition, answers: Answers, score_of: ScoreLookup, wanted: Verdict = Verdict.YES
) -> list[Leaf]:
    """Return the tests that made the condition come out as `wanted`; none if it did not."""
    if evaluate(condition, answers, score_of) is not wanted:
        return []
    if isinstance(condition, Not):
        return decisive(condition.part, answers, score_of, ~wanted)
    if isinstance(condition, AllOf | AnyOf):
        return [leaf for part in condition.parts for leaf in decisive(part, answers, score_of, wanted)]
    return [condition]


def visible_questions(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """Return the ids of the questions that are asked, given these answers.

    A question is asked when its condition holds; an answer to a question that is not asked counts as blank.
    """
    shown: dict[str, object] = {}
    asked = set()
    for question in questionnaire.questions:
        if question.shown_when is None or evaluate(question.shown_when, shown) is Verdict.YES:
            asked.add(question.id)
            if question.id in answers:
                shown[question.id] = answers[question.id]
    return frozenset(asked)


def _answer_verdict(test: AnswerTest, answers: Answers) -> Verdict:
    answer = answers.get(test.question)
    if test.column is not None:
        answer = answer.get(test.column) if isinstance(answer, Mapping) else None
    if test.item is not None:
        answer = answer.get(test.item) if isinstance(answer, Mapping) else None
    if test.test is Test.ANSWERED:
        return Verdict.of(answer is not None)
    if answer is None:
        return Verdict.UNKNOWN
    if test.test is Test.IS:
        return Verdict.of(answer in test.options)
    if isinstance(answer, list):
        return _ticks_verdict(test, set(answer))
    return _compare(test.test, float(answer), test.number)  # type: ignore[arg-type]


def _ticks_verdict(test: AnswerTest, ticked: set[str]) -> Verdict:
    if test.test is Test.TICKED:
        return Verdict.of(ticked.issuperset(test.options))
    if test.test is Test.NOT_TICKED:
        return Verdict.of(ticked.isdisjoint(test.options))
    counted = float(len(ticked.intersection(test.options)))
    return _compare(Test.AT_LEAST if test.test is Test.TICKS_AT_LEAST else Test.BELOW, counted, test.number)


def _compare(test: Test, actual: float | None, number: float) -> Verdict:
    if actual is None:
        return Verdict.UNKNOWN
    return Verdict.of(actual >= number if test is Test.AT_LEAST else actual < number)
