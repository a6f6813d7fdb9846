"""What does the page show on which a diagnostic is answered? Every question with its answer, and the coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grappe.apps.diagnostics.models import Run
from grappe.apps.diagnostics.queries.questionnaires import questionnaire_of
from grappe.engines.diagnosis import (
    Dimension,
    Item,
    Question,
    Questionnaire,
    QuestionType,
    score,
    visible_questions,
)
from grappe.engines.kernel import Text

NONE = "none"  # the box "none of these" of ticks that have no exclusive choice of that name


@dataclass(frozen=True, slots=True)
class Choice:
    """One box, radio button or option: its field's name and value, and whether it is chosen."""

    name: str
    value: str
    label: Text | str
    chosen: bool
    alone: bool = False  # cannot stand beside others


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a matrix with its choices."""

    name: str
    label: Text | str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as it stands on the page."""

    question: Question
    shown: bool
    answered: bool
    number: int
    choices: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    value: str = ""

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def kind(self) -> str:
        return self.question.type.value


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one dimension; `answered` of `asked` have an answer."""

    dimension: Dimension
    questions: tuple[AskedQuestion, ...]
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The whole page: sections, and how much is answered (coverage 0..100, of what is scored)."""

    questionnaire: Questionnaire
    sections: tuple[Section, ...]
    asked: int
    answered: int
    coverage: int

    @property
    def blank(self) -> int:
        return self.asked - self.answered

    def question(self, question_id: str) -> AskedQuestion:
        """Return the question of that id. Raises KeyError where there is none."""
        for section in self.sections:
            for asked in section.questions:
                if asked.id == question_id:
                    return asked
        raise KeyError(question_id)


def answers_of(run: Run) -> dict[str, object]:
    """Return a run's answers as they are stored, by question."""
    return dict(run.answers.values_list("question", "value"))


def answer_page(run: Run) -> AnswerPage:
    """Return the page of a run as it stands now; one query."""
    questionnaire = questionnaire_of(run.version)
    answers = answers_of(run)
    shown = visible_questions(questionnaire, answers)
    sections = []
    number = 0
    for dimension in questionnaire.dimensions:
        asked = []
        for question in questionnaire.questions_of(dimension.id):
            number += 1
            asked.append(asked_question(question, answers.get(question.id), question.id in shown, number))
        visible = [entry for entry in asked if entry.shown]
        answered = sum(entry.answered for entry in visible)
        sections.append(Section(dimension, tuple(asked), len(visible), answered))
    return AnswerPage(
        questionnaire=questionnaire,
        sections=tuple(sections),
        asked=sum(section.asked for section in sections),
        answered=sum(section.answered for section in sections),
        # Rounded down: a hundred is said only when nothing is blank.
        coverage=int(100 * score(questionnaire, answers).coverage + 1e-9),
    )


def asked_question(question: Question, answer: object, shown: bool, number: int) -> AskedQuestion:
    """Return a question as it stands on a page, with its answer as the engine keeps it (None: blank)."""
    choices: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    value = ""
    if question.type is QuestionType.SINGLE:
        choices = tuple(
            Choice(question.id, item.id, item.label, answer == item.id) for item in question.items
        )
    elif question.type is QuestionType.MULTI:
        ticked = answer if isinstance(answer, list) else None
        choices = _boxes(question, question.id, ticked)
    elif question.type is QuestionType.MATRIX_TWO_COLUMNS:
        lines = _columns(question, answer if isinstance(answer, Mapping) else {})
    elif question.type is QuestionType.SCALE_MATRIX:
        levels = answer if isinstance(answer, Mapping) else {}
        lines = tuple(
            Line(f"{question.id}.{item.id}", item.label, _steps(question, item, levels.get(item.id)))
            for item in question.items
        )
    elif question.type is QuestionType.SCALE:
        choices = _steps(question, None, answer)
    elif isinstance(answer, int | float):
        value = f"{answer:.12g}"
    elif isinstance(answer, str):
        value = answer
    return AskedQuestion(question, shown, answer is not None, number, choices, lines, value)


def _boxes(question: Question, name: str, ticked: list[str] | None) -> tuple[Choice, ...]:
    boxes = [
        Choice(name, item.id, item.label, ticked is not None and item.id in ticked, item.exclusive)
        for item in question.items
    ]
    if NONE not in question.item_ids:
        boxes.append(Choice(name, NONE, _("None of these"), ticked == [], alone=True))
    return tuple(boxes)


def _columns(question: Question, answer: Mapping[str, object]) -> tuple[Line, ...]:
    """Return one line per item, and one for none of them, each with a box per column."""
    columns = []
    for column in question.columns:
        ticked = answer.get(column.id)
        columns.append(
            _boxes(question, f"{question.id}.{column.id}", ticked if isinstance(ticked, list) else None)
        )
    return tuple(
        Line(f"{question.id}.{row[0].value}", row[0].label, row) for row in zip(*columns, strict=True)
    )


def _steps(question: Question, item: Item | None, level: object) -> tuple[Choice, ...]:
    name = question.id if item is None else f"{question.id}.{item.id}"
    return tuple(
        Choice(name, str(index), step.label, level == index) for index, step in enumerate(question.scale)
    )
