"""How is an answer said in words? In EN, FR and DE, as it is shown beside a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grappe.engines.diagnosis.model import Item, Question, QuestionType
from grappe.engines.kernel import Text
from grappe.engines.kernel.text import LANGUAGES

BLANK = Text(en="left blank", fr="sans réponse", de="ohne Antwort")
NONE_OF_THESE = Text(en="none of these", fr="aucun de ces choix", de="nichts davon")
TICKED = Text(en="ticked", fr="coché", de="angekreuzt")
NOT_TICKED = Text(en="not ticked", fr="non coché", de="nicht angekreuzt")


def each_language(words: Callable[[str], str]) -> Text:
    """Return a text made by calling `words` with each language code."""
    return Text(**{language: words(language) for language in LANGUAGES})


def join_texts(texts: list[Text], separator: str = ", ") -> Text:
    """Return the texts in a row, each in its language."""
    return each_language(lambda language: separator.join(text.in_language(language) for text in texts))


def answer_in_words(question: Question, answer: object) -> Text:
    """Return a clean answer as a reader would say it; a blank says so."""
    if answer is None:
        return BLANK
    labels = {item.id: item.label for item in question.items}
    if question.type is QuestionType.SINGLE:
        return labels[str(answer)]
    if isinstance(answer, list):
        return join_texts([labels[item] for item in answer], "; ") if answer else NONE_OF_THESE
    if question.type is QuestionType.MATRIX_TWO_COLUMNS and isinstance(answer, Mapping):
        return join_texts([_column_in_words(question, c, answer.get(c.id)) for c in question.columns], " / ")
    if question.type is QuestionType.SCALE_MATRIX and isinstance(answer, Mapping):
        return join_texts([_line(question, item, answer.get(item.id)) for item in question.items], "; ")
    if question.type is QuestionType.SCALE and isinstance(answer, int):
        return question.scale[answer].label
    if question.type is QuestionType.NUMBER and isinstance(answer, int | float):
        return each_language(lambda language: f"{answer:g} {question.unit.in_language(language)}".strip())
    return each_language(lambda _: str(answer))


def _column_in_words(question: Question, column: Item, ticks: object) -> Text:
    labels = {item.id: item.label for item in question.items}
    if not isinstance(ticks, list):
        words = BLANK
    else:
        words = join_texts([labels[item] for item in ticks], "; ") if ticks else NONE_OF_THESE
    return join_texts([column.label, words], ": ")


def _line(question: Question, item: Item, level: object) -> Text:
    step = question.scale[level].label if isinstance(level, int) else BLANK
    return join_texts([item.label, step], ": ")
