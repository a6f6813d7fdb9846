"""Is this a valid answer, or a blank?

An answer is plain data that can be stored as JSON:

    single               "weekly"
    multi                ["i1", "i3"]                    ([] says: none of them; missing says: blank)
    matrix_two_columns   {"invested": ["i1"], "plan": []}
    scale_matrix         {"i1": 3, "i2": 0}
    scale                2
    number               12.5
    text                 "in our own words"

A blank (missing, None, an empty text, a matrix with no line answered) is never the same as an answer of zero.
"""

from __future__ import annotations

from collections.abc import Mapping

from grappe.engines.diagnosis.model import Measure, Question, Questionnaire, QuestionType
from grappe.engines.kernel import Text

Answers = Mapping[str, object]
LONGEST_TEXT = 4_000


class AnswerError(ValueError):
    """The answer does not fit its question: `question` says which, `text` says why in EN, FR and DE."""

    def __init__(self, question: str, text: Text) -> None:
        super().__init__(f"{question}: {text.en}")
        self.question = question
        self.text = text


UNKNOWN_CHOICE = Text(
    en="this choice does not exist", fr="ce choix n'existe pas", de="diese Auswahl gibt es nicht"
)
WRONG_KIND = Text(
    en="this is not an answer to this kind of question",
    fr="ce n'est pas une réponse à ce type de question",
    de="das ist keine Antwort auf diese Art von Frage",
)
NOT_ALONE = Text(
    en="this choice cannot be combined with others",
    fr="ce choix ne se combine pas avec d'autres",
    de="diese Auswahl lässt sich nicht mit anderen verbinden",
)
NOT_A_STEP = Text(
    en="this is not a step of the scale",
    fr="ce n'est pas un degré de l'échelle",
    de="das ist keine Stufe der Skala",
)
NOT_A_NUMBER = Text(en="this is not a number", fr="ce n'est pas un nombre", de="das ist keine Zahl")
NOT_WHOLE = Text(
    en="this is not a whole number", fr="ce n’est pas un nombre entier", de="das ist keine ganze Zahl"
)
TOO_LOW = Text(en="this is less than can be", fr="c’est moins que possible", de="das ist weniger als möglich")
TOO_HIGH = Text(en="this is more than can be", fr="c’est plus que possible", de="das ist mehr als möglich")
TOO_LONG = Text(
    en=f"this text is longer than {LONGEST_TEXT} characters",
    fr=f"ce texte dépasse {LONGEST_TEXT} caractères",
    de=f"dieser Text ist länger als {LONGEST_TEXT} Zeichen",
)
UNKNOWN_QUESTION = Text(
    en="this question does not exist", fr="cette question n'existe pas", de="diese Frage gibt es nicht"
)


def clean_answer(question: Question, raw: object) -> object | None:
    """Return the answer in its one stored form, or None for a blank. Raises AnswerError if unfit."""
    if raw is None:
        return None
    if question.type is QuestionType.SINGLE:
        return _one_choice(question, raw)
    if question.type is QuestionType.MULTI:
        return _ticks(question, raw)
    if question.type is QuestionType.MATRIX_TWO_COLUMNS:
        return _columns(question, raw)
    if question.type is QuestionType.SCALE_MATRIX:
        return _levels(question, raw)
    if question.type is QuestionType.SCALE:
        return _level(question, raw)
    if question.type is QuestionType.NUMBER:
        return _number(question, raw)
    return _free_text(question, raw)


def clean_answers(questionnaire: Questionnaire, raw: Answers) -> dict[str, object]:
    """Return all answers in their stored form, in the order of the questions, without the blanks.

    Raises AnswerError at the first answer that does not fit, or whose question does not exist.
    """
    known = {question.id for question in questionnaire.questions}
    for question_id in raw:
        if question_id not in known:
            raise AnswerError(str(question_id), UNKNOWN_QUESTION)
    cleaned: dict[str, object] = {}
    for question in questionnaire.questions:
        value = clean_answer(question, raw.get(question.id))
        if value is not None:
            cleaned[question.id] = value
    return cleaned


def _one_choice(question: Question, raw: object) -> str | None:
    if not isinstance(raw, str):
        raise AnswerError(question.id, WRONG_KIND)
    if not raw:
        return None
    if raw not in question.item_ids:
        raise AnswerError(question.id, UNKNOWN_CHOICE)
    return raw


def _ticks(question: Question, raw: object) -> list[str]:
    if not isinstance(raw, list | tuple | set | frozenset) or not all(isinstance(item, str) for item in raw):
        raise AnswerError(question.id, WRONG_KIND)
    ticked = set(raw)
    if not ticked <= set(question.item_ids):
        raise AnswerError(question.id, UNKNOWN_CHOICE)
    if len(ticked) > 1 and ticked & question.exclusive_ids:
        raise AnswerError(question.id, NOT_ALONE)
    return [item_id for item_id in question.item_ids if item_id in ticked]


def _columns(question: Question, raw: object) -> dict[str, list[str]] | None:
    if not isinstance(raw, Mapping):
        raise AnswerError(question.id, WRONG_KIND)
    known = [column.id for column in question.columns]
    if not set(raw) <= set(known):
        raise AnswerError(question.id, UNKNOWN_CHOICE)
    answered = {column: _ticks(question, raw[column]) for column in known if raw.get(column) is not None}
    return answered or None


def _levels(question: Question, raw: object) -> dict[str, int] | None:
    if not isinstance(raw, Mapping):
        raise AnswerError(question.id, WRONG_KIND)
    if not set(raw) <= set(question.item_ids):
        raise AnswerError(question.id, UNKNOWN_CHOICE)
    answered = {
        item_id: _level(question, raw[item_id])
        for item_id in question.item_ids
        if raw.get(item_id) is not None
    }
    return answered or None


def _level(question: Question, raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise AnswerError(question.id, WRONG_KIND)
    if not 0 <= raw < len(question.scale):
        raise AnswerError(question.id, NOT_A_STEP)
    return raw


def _number(question: Question, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise AnswerError(question.id, WRONG_KIND)
    if not -1e15 < raw < 1e15:
        raise AnswerError(question.id, NOT_A_NUMBER)
    if question.measure is Measure.WHOLE and raw != int(raw):
        raise AnswerError(question.id, NOT_WHOLE)
    if question.least is not None and raw < question.least:
        raise AnswerError(question.id, TOO_LOW)
    if question.most is not None and raw > question.most:
        raise AnswerError(question.id, TOO_HIGH)
    return float(raw)


def _free_text(question: Question, raw: object) -> str | None:
    if not isinstance(raw, str):
        raise AnswerError(question.id, WRONG_KIND)
    words = raw.strip()
    if len(words) > LONGEST_TEXT:
        raise AnswerError(question.id, TOO_LONG)
    return words or None
