"""How is a condition read from plain data?

`{question: q7, not_ticked: i1}`, `{question: q4, item: i5, below: 3}`, `{score: d4, below: 50}`, and
`{all: [...]}`, `{any: [...]}`, `{not: {...}}` around them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grappe.engines.diagnosis.model import (
    AllOf,
    AnswerTest,
    AnyOf,
    Condition,
    Not,
    Question,
    QuestionType,
    ScoreOf,
    ScoreTest,
    Test,
)
from grappe.engines.diagnosis.reading import Node

WITH_TICKS = {QuestionType.MULTI, QuestionType.MATRIX_TWO_COLUMNS}
TESTS_OF = {
    QuestionType.SINGLE: {Test.IS, Test.ANSWERED},
    QuestionType.MULTI: {Test.TICKED, Test.NOT_TICKED, Test.TICKS_AT_LEAST, Test.TICKS_BELOW, Test.ANSWERED},
    QuestionType.MATRIX_TWO_COLUMNS: {
        Test.TICKED,
        Test.NOT_TICKED,
        Test.TICKS_AT_LEAST,
        Test.TICKS_BELOW,
        Test.ANSWERED,
    },
    QuestionType.SCALE_MATRIX: {Test.AT_LEAST, Test.BELOW, Test.ANSWERED},
    QuestionType.SCALE: {Test.AT_LEAST, Test.BELOW, Test.ANSWERED},
    QuestionType.NUMBER: {Test.AT_LEAST, Test.BELOW, Test.ANSWERED},
    QuestionType.TEXT: {Test.ANSWERED},
}
WITH_OPTIONS = {Test.IS, Test.TICKED, Test.NOT_TICKED}


@dataclass(frozen=True)
class Known:
    """What a condition may speak of: questions, dimensions, and whether scores are known at that point."""

    questions: Mapping[str, Question]
    dimensions: frozenset[str]
    scores: bool


def parse_condition(node: Node, known: Known) -> Condition:
    """Return the condition at that place. Raises QuestionnaireError with its path."""
    condition = _parse(node, known)
    node.finish()
    return condition


def _parse(node: Node, known: Known) -> Condition:
    for key, joined in (("all", AllOf), ("any", AnyOf)):
        if node.has(key):
            return joined(tuple(parse_condition(part, known) for part in node.nodes(key, required=True)))
    if node.has("not"):
        return Not(parse_condition(Node(node.get("not"), node.at("not")), known))
    if node.has("question"):
        return _answer_test(node, known)
    if node.has("score"):
        return _score_test(node, known)
    raise node.fault("", "a condition starts with all, any, not, question or score")


def _answer_test(node: Node, known: Known) -> AnswerTest:
    question_id = node.word("question")
    question = known.questions.get(question_id)
    if question is None:
        where = "of this questionnaire" if known.scores else "asked before this one"
        raise node.fault("question", f"{question_id!r} is not a question {where}")
    test = _which_test(node, question)
    options: tuple[str, ...] = ()
    number = 0.0
    if test in WITH_OPTIONS:
        options = node.words(test.value)
        for option in options:
            if option not in question.item_ids:
                raise node.fault(test.value, f"{option!r} is not a choice of {question_id}")
    elif test is Test.ANSWERED:
        if node.get(test.value) is not True:
            raise node.fault(test.value, "only true makes sense here (else: not)")
    else:
        number = node.number(test.value) or 0.0
        if question.type in WITH_TICKS:
            options = tuple(item.id for item in question.items if not item.exclusive)
    return AnswerTest(
        question_id, test, options, number, _item(node, question, test), _column(node, question)
    )


def _which_test(node: Node, question: Question) -> Test:
    given = [test for test in Test if test.value in node.values]
    if len(given) != 1:
        raise node.fault("", f"one test is expected here, not {len(given)}")
    if given[0] not in TESTS_OF[question.type]:
        allowed = ", ".join(sorted(test.value for test in TESTS_OF[question.type]))
        raise node.fault(given[0].value, f"does not fit a question of type {question.type.value} ({allowed})")
    return given[0]


def _item(node: Node, question: Question, test: Test) -> str | None:
    needs_one = question.type is QuestionType.SCALE_MATRIX and test is not Test.ANSWERED
    if not needs_one:
        if node.has("item"):
            raise node.fault("item", f"does not fit a question of type {question.type.value}")
        return None
    item = node.word("item")
    if item not in question.item_ids:
        raise node.fault("item", f"{item!r} is not a line of {question.id}")
    return item


def _column(node: Node, question: Question) -> str | None:
    if question.type is not QuestionType.MATRIX_TWO_COLUMNS:
        if node.has("column"):
            raise node.fault("column", f"does not fit a question of type {question.type.value}")
        return None
    column = node.word("column")
    if column not in {known.id for known in question.columns}:
        raise node.fault("column", f"{column!r} is not a column of {question.id}")
    return column


def _score_test(node: Node, known: Known) -> ScoreTest:
    if not known.scores:
        raise node.fault("score", "scores are not known while questions are still asked")
    name = node.word("score")
    if name == "total":
        of = ScoreOf.TOTAL
    elif name in known.dimensions:
        of = ScoreOf.DIMENSION
    elif name in known.questions and known.questions[name].is_scored:
        of = ScoreOf.QUESTION
    else:
        raise node.fault("score", f"{name!r} is neither total nor a scored dimension or question")
    given = [test for test in (Test.AT_LEAST, Test.BELOW) if test.value in node.values]
    if len(given) != 1:
        raise node.fault("", "one of at_least, below is expected here")
    return ScoreTest(of, name, given[0], node.number(given[0].value) or 0.0)
