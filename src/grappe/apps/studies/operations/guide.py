"""How is a question of the interview guide written, moved, asked no more, removed, and a guide copied?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import QuestionKind
from grappe.apps.studies.models import GuideQuestion, Hypothesis
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_view_study, check_can_work_on
from grappe.apps.studies.queries.guide import LISTS, is_answered
from grappe.apps.studies.queries.guide_order import moved
from grappe.ui.errors import BadInput
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

LONGEST, LONGEST_CHOICE, LONGEST_UNIT = 1_000, 300, 40
MOST, MOST_CHOICES = 100, 30


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a question; texts by language. `part` is the heading of a part that begins with it."""

    texts: Mapping[str, str]
    kind: str = QuestionKind.TEXT
    part: Mapping[str, str] = field(default_factory=dict)
    choices: Sequence[Mapping[str, str]] = ()
    unit: str = ""
    hypothesis: Hypothesis | None = None


@transaction.atomic
def save_question(
    *, study: Study, question: GuideQuestion | None = None, draft: Draft, by: User, at: datetime
) -> GuideQuestion:
    """Add a question at the end of the guide, or change one; one that was answered keeps its kind and its choices' number.

    Raises PermissionDenied, BadInput.
    """
    current = locked(study)
    check_can_work_on(by, current)
    choices = _checked(draft, current)
    if question is None:
        question = GuideQuestion(study=current, position=_next(current))
    elif is_answered(question) and (question.kind, len(question.choices)) != (draft.kind, len(choices)):
        raise BadInput(
            _(
                "This question was answered: its kind and the number of its choices stay. Ask it no more, and add another one."
            )
        )
    question.part, question.texts = _line(draft.part, LONGEST_CHOICE), words(draft.texts, LONGEST)
    question.kind, question.choices = draft.kind, choices
    question.unit = " ".join(draft.unit.split()) if draft.kind == QuestionKind.NUMBER else ""
    question.hypothesis = draft.hypothesis
    _save([question], by)
    return question


@transaction.atomic
def move(*, question: GuideQuestion, up: bool, by: User, at: datetime) -> int:
    """Let a question go one step up or down among those that are asked; return its number from 1.

    The headings of parts stay on top of their parts (see queries/guide_order.py). Raises PermissionDenied.
    """
    study = locked(question.study)
    check_can_work_on(by, study)
    rows = list(study.guide.filter(retired=False))
    place = next((number for number, row in enumerate(rows) if row.pk == question.pk), None)
    if place is None:
        raise BadInput(_("This question is asked no more: it has no place among the others."))
    ordered = moved([(row, row.part) for row in rows], place, up=up)
    changed = []
    for number, (row, part) in enumerate(ordered):
        if (row.position, row.part) != (number, part):
            row.position, row.part = number, part
            changed.append(row)
    _save(changed, by)
    return next(number for number, (row, _part) in enumerate(ordered, start=1) if row.pk == question.pk)


@transaction.atomic
def set_retired(*, question: GuideQuestion, retired: bool, by: User, at: datetime) -> GuideQuestion:
    """Ask a question no more, or again (at the end); what was answered stays. Raises PermissionDenied."""
    study = locked(question.study)
    check_can_work_on(by, study)
    current = study.guide.get(pk=question.pk)
    if current.retired == retired:
        return current
    if retired:
        _hand_on_heading(study, current, by)
    else:
        current.position = _next(study)
    current.retired = retired
    _save([current], by)
    return current


@transaction.atomic
def remove(*, question: GuideQuestion, by: User, at: datetime) -> None:
    """Take a question out of the guide. Raises PermissionDenied, BadInput for one that was answered."""
    study = locked(question.study)
    check_can_work_on(by, study)
    current = study.guide.get(pk=question.pk)
    if is_answered(current):
        raise BadInput(_("This question was answered: it stays with its answers. You can ask it no more."))
    _hand_on_heading(study, current, by)
    with pghistory.context(user=by.pk):
        GuideQuestion.objects.filter(pk=current.pk).delete()


@transaction.atomic
def copy(*, study: Study, source: Study, by: User, at: datetime) -> int:
    """Copy what another study asks to the end of the guide; return how many questions. Hypotheses are not copied.

    What stands in the guide word for word already is not copied again. Raises PermissionDenied, BadInput.
    """
    current = locked(study)
    check_can_work_on(by, current)
    check_can_view_study(by, source)
    if source.pk == current.pk:
        raise BadInput(_("This request cannot be read."))
    there = [(each.texts, each.kind, each.choices) for each in current.guide.all()]
    rows = [
        each for each in source.guide.filter(retired=False) if (each.texts, each.kind, each.choices) not in there
    ]  # fmt: skip
    if len(there) + len(rows) > MOST:
        raise BadInput(_("A guide has at most %(most)d questions: nobody answers more.") % {"most": MOST})
    first = _next(current)
    copies = [
        GuideQuestion(
            study=current, part=each.part, texts=each.texts, kind=each.kind, choices=each.choices, unit=each.unit,
            position=first + number,
        )
        for number, each in enumerate(rows)
    ]  # fmt: skip
    _save(copies, by)
    return len(copies)


def _checked(draft: Draft, study: Study) -> list[dict[str, str]]:
    """Return the choices of a question, clean; BadInput for one that cannot be asked."""
    if draft.kind not in QuestionKind.values:
        raise BadInput(_("Choose one of the kinds of questions."))
    if not words(draft.texts, LONGEST):
        raise BadInput(_("Write the question in at least one language."))
    if draft.hypothesis is not None and draft.hypothesis.study_id != study.pk:
        raise BadInput(_("This request cannot be read."))
    if len(draft.unit) > LONGEST_UNIT:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_UNIT})
    if draft.kind not in LISTS:
        return []
    choices = [_line(each, LONGEST_CHOICE) for each in draft.choices]
    if not 2 <= len(choices) <= MOST_CHOICES or not all(choices):
        raise BadInput(_("A question with a list needs 2 to %(most)d choices.") % {"most": MOST_CHOICES})
    return choices


def _line(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    return {code: " ".join(text.split()) for code, text in words(texts, longest).items()}


def _next(study: Study) -> int:
    """Return the position after the last question; BadInput where there are as many as a guide may have."""
    positions = list(study.guide.values_list("position", flat=True))
    if len(positions) >= MOST:
        raise BadInput(_("A guide has at most %(most)d questions: nobody answers more.") % {"most": MOST})
    return max(positions, default=-1) + 1


def _hand_on_heading(study: Study, question: GuideQuestion, by: User) -> None:
    """Let the part go on at its next question when the first one goes."""
    rows = list(study.guide.filter(retired=False))
    place = next((number for number, row in enumerate(rows) if row.pk == question.pk), None)
    if place is None or not question.part or place + 1 == len(rows) or rows[place + 1].part:
        return
    rows[place + 1].part, question.part = question.part, {}
    _save([rows[place + 1]], by)


def _save(questions: Sequence[Any], by: User) -> None:
    with pghistory.context(user=by.pk):
        for each in questions:
            each.save()
