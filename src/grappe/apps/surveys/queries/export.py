"""How does a wave leave the house: one row a company, one column a question, and a book that says what each column means?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.companies.queries import of_visible
from grappe.apps.surveys.enums import AnswerKind, Standing
from grappe.apps.surveys.models import Wave
from grappe.apps.surveys.permissions import check_can_keep_surveys
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.apps.surveys.queries.waves import standing_words
from grappe.engines.diagnosis import Question, QuestionType
from grappe.ui.workbook import safe, write_workbook

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

FIXED = ("company_id", "company", "size", "commune", "clusters", "standing", "on_behalf")
NO_ANSWER = {AnswerKind.UNKNOWN: "#unknown", AnswerKind.REFUSED: "#refused"}


def columns_of(wave: Wave) -> list[str]:
    """Return the names of the columns: who, then each question; one for each box that can be ticked."""
    names = list(FIXED)
    for question in questionnaire_of(wave.edition).questions:
        names.extend(_columns(question))
    return names


def rows_of(wave: Wave, *, for_user: User) -> Iterator[list[Any]]:
    """Yield a row for each company that was meant, those who said nothing too: an empty cell is no answer. Two queries."""
    check_can_keep_surveys(for_user)
    questions = questionnaire_of(wave.edition).questions
    found = (
        wave.participations.filter(of_visible(for_user)).select_related("company").prefetch_related("answers")
    )
    for part in found.annotate(standing=standing_words()).order_by("company__sort_name", "pk"):
        row: list[Any] = [
            part.company_id, str(part.company), part.size, part.commune, " ".join(part.clusters), part.standing,
            "yes" if part.answered_by_id else "",
        ]  # fmt: skip
        given = {each.question: each for each in part.answers.all()} if part.answered_at is not None else {}
        for question in questions:
            row.extend(_cells(question, given.get(question.id)))
        yield row


def _columns(question: Question) -> list[str]:
    if question.type is QuestionType.MULTI:
        return [f"{question.id}.{item.id}" for item in question.items]
    return [question.id]


def _cells(question: Question, answer: Any) -> list[Any]:
    number = len(_columns(question))
    if answer is None:
        return [None] * number
    if answer.kind != AnswerKind.VALUE:
        return [NO_ANSWER[AnswerKind(answer.kind)]] * number
    if question.type is QuestionType.MULTI:
        return [int(item.id in answer.value) for item in question.items]
    if question.type is QuestionType.SCALE:
        return [answer.value + question.starts_at]
    if question.type is QuestionType.NUMBER:
        return [int(answer.value) if answer.value == int(answer.value) else answer.value]
    return [answer.value]


def csv_of(wave: Wave, *, for_user: User) -> str:
    """Return the rows as CSV. Raises PermissionDenied."""
    return _csv([columns_of(wave), *rows_of(wave, for_user=for_user)])


def xlsx_of(wave: Wave, *, for_user: User) -> bytes:
    """Return the rows as a workbook. Raises PermissionDenied."""
    output = io.BytesIO()
    rows = list(rows_of(wave, for_user=for_user))
    title = _("Survey of %(year)s") % {"year": wave.year}
    write_workbook(output, title, columns_of(wave), rows, widths=(12, 40, 10, 24, 24))
    return output.getvalue()


def code_book(wave: Wave, *, for_user: User) -> str:
    """Return as CSV what each column means: the question, its unit, what its values stand for. Raises PermissionDenied."""
    check_can_keep_surveys(for_user)
    language = get_language() or "en"
    rows: list[list[Any]] = [[_("Column"), _("Kind"), _("What it says"), _("Unit"), _("Values")]]
    rows += [["company_id", "number", _("Company"), "", ""], ["company", "text", _("Company"), "", ""]]
    rows += [
        ["size", "choice", _("Size class when it was asked"), "", "micro; small; medium; large; unknown"]
    ]
    rows += [["commune", "text", _("Commune when it was asked"), "", ""]]
    rows += [["clusters", "text", _("Clusters when it was asked"), "", ""]]
    states = "; ".join(f"{each.value} = {each.label}" for each in Standing)
    rows += [["standing", "choice", _("How far the company has come"), "", states]]
    rows += [["on_behalf", "choice", _("Written down by a colleague in a call"), "", "yes"]]
    for question in questionnaire_of(wave.edition).questions:
        values = _values(question, language)
        missing = "; ".join(f"{code} = {kind.label}" for kind, code in NO_ANSWER.items())
        for column in _columns(question):
            words = question.label.in_language(language)
            if column != question.id:
                item = next(each for each in question.items if column == f"{question.id}.{each.id}")
                words = f"{words} {item.label.in_language(language)}"
            unit = question.unit.in_language(language)
            rows.append(
                [column, question.type.value, words, unit, "; ".join(filter(None, (values, missing)))]
            )
    return _csv(rows)


def _values(question: Question, language: str) -> str:
    if question.type is QuestionType.MULTI:
        return _("1 = ticked; 0 = not ticked")
    if question.type is QuestionType.SINGLE:
        return "; ".join(f"{item.id} = {item.label.in_language(language)}" for item in question.items)
    if question.type is QuestionType.SCALE:
        steps = enumerate(question.scale, question.starts_at)
        return "; ".join(f"{number} = {step.label.in_language(language)}" for number, step in steps)
    return ""


def _csv(rows: list[list[Any]]) -> str:
    output = io.StringIO()
    writer = csv.writer(output)
    for row in rows:
        writer.writerow(
            [safe(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row]
        )
    return output.getvalue()
