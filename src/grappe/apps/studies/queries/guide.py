"""What is asked in the interviews of a study: its guide, by parts, and the guides of other studies to copy from?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import QuestionKind
from grappe.apps.studies.models import GuideQuestion, Study
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.studies import studies
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LISTS = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})
CLOSED = frozenset(QuestionKind) - {QuestionKind.TEXT}
SCALE = (1, 2, 3, 4, 5)
# What an answer must hold to be one: a blank one was taken back.
GIVEN = Q(answers__value__isnull=False) | ~Q(answers__text="")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the guide shows it, with its number and its place among those that are asked."""

    question: GuideQuestion
    number: int
    of: int
    answers: int

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.of


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the guide: its heading by language ({} for questions before the first heading)."""

    heading: dict[str, str]
    questions: tuple[Asked, ...]


def guide_of(study: Study) -> tuple[list[Part], list[GuideQuestion]]:
    """Return the guide by parts, and the questions that are asked no more, each with `answer_count`. One query."""
    rows = list(questions_of(study).annotate(answer_count=Count("answers", filter=GIVEN)))
    asked = [each for each in rows if not each.retired]
    return parted(asked), [each for each in rows if each.retired]


def questions_of(study: Study) -> Any:
    """Return all questions of a study in their order, those asked no more among them."""
    found = GuideQuestion.objects.filter(study=study).select_related("hypothesis")
    return found.order_by("position", "pk")  # counting leaves out the order of the table


def parted(asked: list[GuideQuestion]) -> list[Part]:
    """Return questions that are asked, by parts."""
    parts: list[tuple[dict[str, str], list[Asked]]] = []
    numbers = count(1)
    for question in asked:
        if question.part or not parts:
            parts.append((question.part, []))
        answers = getattr(question, "answer_count", 0)
        parts[-1][1].append(Asked(question, next(numbers), len(asked), answers))
    return [Part(heading, tuple(each)) for heading, each in parts]


def question_for(pk: int, *, for_user: User) -> GuideQuestion:
    """Return a question with its study, for its team; raises GuideQuestion.DoesNotExist, PermissionDenied."""
    found = GuideQuestion.objects.select_related("study__lead", "study__theme", "hypothesis")
    question = found.prefetch_related("study__team", "study__clusters").get(pk=pk)
    check_can_work_on(for_user, question.study)
    return question


def is_answered(question: GuideQuestion) -> bool:
    """Whether anybody ever wrote an answer to it, even one that was taken back."""
    return question.answers.exists()


def with_guides(study: Study, *, for_user: User) -> list[Study]:
    """Return the other studies that one may see and that have a guide. One query."""
    asked = GuideQuestion.objects.filter(study=OuterRef("pk"), retired=False)
    return list(studies(for_user=for_user).filter(Exists(asked)).exclude(pk=study.pk))


def options(question: GuideQuestion, language: str) -> list[tuple[Any, str]]:
    """Return what can be answered to a closed question, as pairs of value and words; none for a number or a text."""
    if question.kind in LISTS:
        return [(place, said(each, language)) for place, each in enumerate(question.choices)]
    if question.kind == QuestionKind.SCALE:
        return [(each, str(each)) for each in SCALE]
    if question.kind == QuestionKind.YES_NO:
        return [(True, _("Yes")), (False, _("No"))]
    return []


def in_words(question: GuideQuestion, value: Any, language: str) -> str:
    """Return the answer to a closed question in words."""
    if value is None:
        return ""
    if question.kind == QuestionKind.NUMBER:
        return f"{value} {question.unit}".strip()
    named = dict(options(question, language))
    values = value if isinstance(value, list) else [value]
    return ", ".join(named.get(each, str(each)) for each in values)


def said(texts: dict[str, str], language: str) -> str:
    """Return a text in a language, else in the first one there is."""
    return Text.of(texts).in_language(language)


def as_written(question: GuideQuestion) -> dict[str, Any]:
    """Return a question as its form shows it; a list has one choice a line in each language."""
    codes: Iterable[str] = ("en", "fr", "de")
    shown: dict[str, Any] = {
        "kind": question.kind,
        "unit": question.unit,
        "hypothesis": question.hypothesis_id,
    }
    for code in codes:
        shown[f"part_{code}"] = question.part.get(code, "")
        shown[f"texts_{code}"] = question.texts.get(code, "")
        shown[f"choices_{code}"] = "\n".join(each.get(code, "") for each in question.choices).strip()
    return shown
