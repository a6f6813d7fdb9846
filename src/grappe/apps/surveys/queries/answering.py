"""What does the page show on which a company answers: each question with its answer, last year's as a hint, doubts?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.companies.queries.figures import figures_of_year
from grappe.apps.diagnostics.queries.pages import AskedQuestion, asked_question
from grappe.apps.surveys.enums import AnswerKind, WaveState
from grappe.apps.surveys.models import Answer, Participation
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.engines.diagnosis import (
    Dimension,
    Doubt,
    Question,
    Questionnaire,
    QuestionType,
    answer_in_words,
    doubt_of,
    visible_questions,
)
from grappe.engines.kernel import Text

LAST_YEAR = "last_year"
FIGURES = ("headcount", "turnover_eur", "rd_spending_eur", "export_share_pct")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands on the page: `kind` of its answer, "" while there is none."""

    asked: AskedQuestion
    kind: str
    hint: str  # last year's answer in words; never taken as this year's
    doubt: str  # why the number is asked about again; empty where it is not, or was confirmed
    words: Text  # the answer in words

    @property
    def id(self) -> str:
        return self.asked.id

    @property
    def shown(self) -> bool:
        return self.asked.shown

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def is_missing(self) -> bool:
        """It has to be answered, if only by "we do not know", and is not."""
        return self.shown and self.question.required and not self.kind


@dataclass(frozen=True, slots=True)
class Section:
    dimension: Dimension
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page of a company."""

    questionnaire: Questionnaire
    sections: tuple[Section, ...]

    @property
    def all(self) -> list[Asked]:
        return [each for section in self.sections for each in section.questions if each.shown]

    @property
    def asked(self) -> int:
        return len(self.all)

    @property
    def answered(self) -> int:
        return sum(bool(each.kind) for each in self.all)

    @property
    def missing(self) -> list[Asked]:
        return [each for each in self.all if each.is_missing]

    def question(self, question_id: str) -> Asked:
        """Return the question of that id. Raises KeyError where there is none."""
        for section in self.sections:
            for each in section.questions:
                if each.id == question_id:
                    return each
        raise KeyError(question_id)


def is_open(participation: Participation, *, on: date) -> bool:
    """Whether a company may answer, or change what it answered, on a day."""
    return participation.wave.state_on(on) == WaveState.OPEN


def answer_page(participation: Participation) -> Page:
    """Return the page of a company as it stands now. Three queries."""
    questionnaire = questionnaire_of(participation.wave.edition)
    given = {each.question: each for each in participation.answers.all()}
    values = {key: each.value for key, each in given.items() if each.kind == AnswerKind.VALUE}
    shown = visible_questions(questionnaire, values)
    before = last_year(participation)
    references = references_of(participation, before)
    sections, number = [], 0
    for dimension in questionnaire.dimensions:
        asked = []
        for question in questionnaire.questions_of(dimension.id):
            number += question.id in shown
            asked.append(
                _asked(
                    question,
                    given.get(question.id),
                    before.get(question.id),
                    references,
                    question.id in shown,
                    number,
                )
            )
        sections.append(Section(dimension, tuple(asked)))
    return Page(questionnaire, tuple(sections))


def _asked(
    question: Question,
    given: Answer | None,
    before: object,
    references: Mapping[str, Mapping[str, float | None]],
    shown: bool,
    number: int,
) -> Asked:
    value = given.value if given is not None and given.kind == AnswerKind.VALUE else None
    doubt = None
    if given is not None and not given.confirmed:
        doubt = doubt_of(question, value, references.get(question.id, {}))
    return Asked(
        asked=asked_question(question, value, shown, number),
        kind=given.kind if given is not None else "",
        hint=said(question, before).in_language(get_language() or "en") if before is not None else "",
        doubt=_doubt_words(question, doubt) if doubt is not None else "",
        words=_words(question, given),
    )


def _words(question: Question, given: Answer | None) -> Text:
    if given is None:
        return Text()
    if given.kind != AnswerKind.VALUE:
        return Text(**{str(get_language() or "en")[:2]: str(AnswerKind(given.kind).label)})
    return said(question, given.value)


def said(question: Question, value: object) -> Text:
    """Return an answer in words; numbers as they are written in the page's language."""
    if question.type is QuestionType.NUMBER and isinstance(value, int | float):
        unit = question.unit.in_language(get_language() or "en")
        words = f"{written_number(value)}\u00a0{unit}".strip()
        return Text(**{str(get_language() or "en")[:2]: words})
    return answer_in_words(question, value)


def written_number(value: float | Decimal) -> str:
    """Return a number in groups of three, with two places where it is not whole."""
    whole = value == int(value)
    return str(number_format(Decimal(str(value)), 0 if whole else 2, use_l10n=True, force_grouping=True))


def _doubt_words(question: Question, doubt: Doubt) -> str:
    names = {
        LAST_YEAR: _("Last year you answered %(reference)s; now it is %(value)s."),
        "headcount": _("In our file the headcount is %(reference)s; here it is %(value)s."),
        "turnover_eur": _("In our file the turnover is %(reference)s; here it is %(value)s."),
        "rd_spending_eur": _("In our file the spending on research is %(reference)s; here it is %(value)s."),
    }
    words = names.get(doubt.against, _("By what we know it would be %(reference)s; here it is %(value)s."))
    return words % {"reference": written_number(doubt.reference), "value": written_number(doubt.value)}


def last_year(participation: Participation) -> dict[str, Any]:
    """Return what a company answered in the wave about the year before, by question; only values. One query."""
    rows = Answer.objects.filter(
        participation__company=participation.company_id,
        participation__wave__year=participation.wave.year - 1,
        participation__answered_at__isnull=False,
        kind=AnswerKind.VALUE,
    )
    return dict(rows.values_list("question", "value"))


def references_of(
    participation: Participation, before: Mapping[str, Any]
) -> dict[str, dict[str, float | None]]:
    """Return by question what its number is held against: last year's answer, and the figures on file. One query."""
    figures = figures_of_year(participation.company_id, participation.wave.year, FIGURES)
    questionnaire = questionnaire_of(participation.wave.edition)
    return {
        question.id: {LAST_YEAR: before.get(question.id), **figures}
        for question in questionnaire.questions
        if question.plausible is not None
    }
