"""How mature is the company, and how much of that do we know?

item -> 0..1; question -> 0..10; dimension -> 0..100; total -> 0..100. What is blank is left out of every
mean and shows as coverage; nothing answered is no score (None), never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from grappe.engines.diagnosis.answers import Answers, clean_answers
from grappe.engines.diagnosis.conditions import visible_questions
from grappe.engines.diagnosis.model import (
    Aggregation,
    Dimension,
    Level,
    Question,
    Questionnaire,
    QuestionType,
)


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """Points 0..10 (None: blank or not scored), coverage 0..1 of its parts, and whether it was asked."""

    id: str
    points: float | None
    coverage: float
    asked: bool


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """Points 0..100 (None: nothing answered), coverage 0..1, and its band's id where there are bands."""

    id: str
    points: float | None
    coverage: float
    asked: int
    answered: int
    band: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The scores of one set of answers under one version of a questionnaire."""

    questionnaire: str
    version: str
    questions: tuple[QuestionScore, ...]
    dimensions: tuple[DimensionScore, ...]
    total: float | None
    coverage: float
    asked: int
    answered: int
    band: str | None

    def question(self, question_id: str) -> QuestionScore:
        """Return the score of a question. Raises KeyError where there is none."""
        return _by_id(self.questions, question_id)

    def dimension(self, dimension_id: str) -> DimensionScore:
        """Return the score of a dimension. Raises KeyError where there is none."""
        return _by_id(self.dimensions, dimension_id)


def score(questionnaire: Questionnaire, answers: Answers) -> Diagnosis:
    """Return the scores of these answers, with how much of the questionnaire they cover.

    Raises AnswerError for an answer that does not fit its question.
    """
    cleaned = clean_answers(questionnaire, answers)
    visible = visible_questions(questionnaire, cleaned)
    questions = {
        question.id: _question_score(question, cleaned.get(question.id), question.id in visible)
        for question in questionnaire.questions
    }
    dimensions = tuple(
        _dimension_score(questionnaire, dimension, questions)
        for dimension in questionnaire.dimensions
        if dimension.weight
    )
    weight_of = {dimension.id: dimension.weight for dimension in questionnaire.dimensions}
    known = [(d.points / 100, weight_of[d.id]) for d in dimensions if d.points is not None]
    share = join(questionnaire.aggregation, known, questionnaire.levels, scale=100)
    total = None if share is None else 100 * share
    band = questionnaire.band_of(total)
    return Diagnosis(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        questions=tuple(questions.values()),
        dimensions=dimensions,
        total=total,
        coverage=_mean((d.coverage, weight_of[d.id]) for d in dimensions if d.asked),
        asked=sum(d.asked for d in dimensions),
        answered=sum(d.answered for d in dimensions),
        band=band.id if band else None,
    )


def _dimension_score(
    questionnaire: Questionnaire, dimension: Dimension, scores: Mapping[str, QuestionScore]
) -> DimensionScore:
    scored = [question for question in questionnaire.questions_of(dimension.id) if question.is_scored]
    asked = [(question, scores[question.id]) for question in scored if scores[question.id].asked]
    known = [(found.points / 10, question.weight) for question, found in asked if found.points is not None]
    share = join(dimension.aggregation, known, dimension.levels, scale=100)
    points = None if share is None else 100 * share
    band = questionnaire.band_of(points)
    return DimensionScore(
        id=dimension.id,
        points=points,
        coverage=_mean((found.coverage, question.weight) for question, found in asked),
        asked=len(asked),
        answered=sum(found.coverage > 0 for _, found in asked),
        band=band.id if band else None,
    )


def _question_score(question: Question, answer: object, asked: bool) -> QuestionScore:
    if not asked:
        return QuestionScore(question.id, None, 0.0, asked=False)
    coverage = coverage_of(question, answer)
    value = value_of(question, answer) if question.is_scored else None
    return QuestionScore(question.id, None if value is None else 10 * value, coverage, asked=True)


def coverage_of(question: Question, answer: object) -> float:
    """Return the share (0..1) of a question's parts (lines, columns, or all of it) that are answered."""
    if answer is None:
        return 0.0
    if question.type is QuestionType.SCALE_MATRIX and isinstance(answer, Mapping):
        return len(answer) / len(question.items)
    if question.type is QuestionType.MATRIX_TWO_COLUMNS and isinstance(answer, Mapping):
        return len(answer) / len(question.columns)
    return 1.0


def value_of(question: Question, answer: object) -> float | None:
    """Return what a clean answer is worth, 0..1; None for a blank and for what has no score."""
    if answer is None:
        return None
    if question.type is QuestionType.SINGLE:
        item = next(item for item in question.items if item.id == answer)
        return item.value
    if question.type is QuestionType.MULTI and isinstance(answer, list):
        return _ticks_value(question, [answer])
    if question.type is QuestionType.MATRIX_TWO_COLUMNS and isinstance(answer, Mapping):
        return _ticks_value(question, list(answer.values()))
    if question.type is QuestionType.SCALE_MATRIX and isinstance(answer, Mapping):
        weights = {item.id: item.weight for item in question.items}
        values = [(question.scale[level].value, weights[item_id]) for item_id, level in answer.items()]
        return join(question.aggregation, values, question.levels)
    if question.type is QuestionType.SCALE and isinstance(answer, int):
        return join(question.aggregation, [(question.scale[answer].value, 1.0)], question.levels)
    if question.type is QuestionType.NUMBER and isinstance(answer, int | float):
        return _number_value(question, answer)
    return None


def _ticks_value(question: Question, columns: list[list[str]]) -> float | None:
    countable = [item for item in question.items if not item.exclusive]
    if question.aggregation in (Aggregation.COUNT, Aggregation.LEVEL_MAP):
        ticks = [sum(item.id in column for item in countable) for column in columns]
        if question.aggregation is Aggregation.COUNT:
            shares = [(min(1.0, count / question.full_at), 1.0) for count in ticks]
        else:
            shares = [(level_value(question.levels, count), 1.0) for count in ticks]
        return _mean(shares)
    values = [(float(item.id in column), item.weight) for column in columns for item in countable]
    return join(question.aggregation, values, ())


def _number_value(question: Question, number: float) -> float | None:
    if question.aggregation is Aggregation.LEVEL_MAP:
        return level_value(question.levels, number)
    if question.worst is None or question.best is None:
        return None
    share = (number - question.worst) / (question.best - question.worst)
    return min(1.0, max(0.0, share))


def join(
    how: Aggregation, values: list[tuple[float, float]], levels: tuple[Level, ...], scale: float = 1.0
) -> float | None:
    """Return one value 0..1 for (value, weight) pairs, or None where there is none to join.

    LEVEL_MAP takes the weighted mean and looks it up in the levels, which are given in units of `scale`.
    """
    if not values or not any(weight for _, weight in values):
        return None
    if how is Aggregation.MEAN:
        return _mean((value, 1.0) for value, _ in values)
    if how is Aggregation.MINIMUM:
        return min(value for value, weight in values if weight)
    mean = _mean(values)
    return level_value(levels, scale * mean) if how is Aggregation.LEVEL_MAP else mean


def level_value(levels: tuple[Level, ...], number: float) -> float:
    """Return the value of the highest level reached; 0 below the first."""
    # The ninth digit forgives what binary fractions lose: 0.1 + 0.2 has reached 0.3.
    reached = [level.value for level in levels if number + 1e-9 >= level.at_least]
    return reached[-1] if reached else 0.0


def _mean(pairs: Iterable[tuple[float, float]]) -> float:
    known = list(pairs)
    weights = sum(weight for _, weight in known)
    if not weights:
        return 0.0
    # The clamp takes off what the last bit of a sum of floats may add.
    return min(1.0, max(0.0, sum(value * weight for value, weight in known) / weights))


Scored = TypeVar("Scored", QuestionScore, DimensionScore)


def _by_id(scores: Iterable[Scored], identity: str) -> Scored:
    for found in scores:
        if found.id == identity:
            return found
    raise KeyError(identity)
