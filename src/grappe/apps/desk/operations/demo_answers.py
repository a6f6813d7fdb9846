"""How would an invented company answer a questionnaire? The riper it is, the more it ticks."""

from __future__ import annotations

import random

from grappe.engines.diagnosis import Question, Questionnaire, QuestionType


def answers(questionnaire: Questionnaire, *, ripeness: float, chance: random.Random) -> dict[str, object]:
    """Return answers by question; `ripeness` is 0 (nothing yet) to 1 (everything). A few questions stay blank."""
    given = {}
    for question in questionnaire.questions:
        if question.type is QuestionType.TEXT or chance.random() < 0.06:
            continue
        own = min(1.0, max(0.0, chance.gauss(ripeness, 0.16)))
        given[question.id] = _answer(question, own, chance)
    return given


def _answer(question: Question, ripeness: float, chance: random.Random) -> object:
    if question.type is QuestionType.SINGLE:
        return _choice(question, ripeness)
    if question.type is QuestionType.MULTI:
        return _ticks(question, ripeness, chance)
    if question.type is QuestionType.MATRIX_TWO_COLUMNS:
        return {column.id: _ticks(question, ripeness, chance) for column in question.columns}
    if question.type is QuestionType.SCALE_MATRIX:
        return {item.id: _step(question, chance.gauss(ripeness, 0.2)) for item in question.items}
    if question.type is QuestionType.SCALE:
        return _step(question, ripeness)
    return _number(question, ripeness)


def _choice(question: Question, ripeness: float) -> str:
    return min(question.items, key=lambda item: abs(item.value - ripeness)).id


def _ticks(question: Question, ripeness: float, chance: random.Random) -> list[str]:
    ticked = [item.id for item in question.items if not item.exclusive and chance.random() < ripeness]
    alone = [item.id for item in question.items if item.exclusive]
    return ticked or alone[:1]


def _step(question: Question, ripeness: float) -> int:
    last = len(question.scale) - 1
    return min(last, max(0, round(ripeness * last)))


def _number(question: Question, ripeness: float) -> float:
    worst = question.worst if question.worst is not None else 0.0
    best = question.best if question.best is not None else 100.0
    return round(worst + (best - worst) * ripeness)
