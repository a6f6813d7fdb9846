"""What was answered over all interviews, question by question: counts of closed questions, figures, and the words?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from grappe.apps.companies.queries.texts import readable_ids
from grappe.apps.studies.enums import QuestionKind
from grappe.apps.studies.models import GuideQuestion, Interview, InterviewAnswer
from grappe.apps.studies.permissions import check_can_view_interviews
from grappe.apps.studies.queries.guide import options, questions_of, said
from grappe.ui import charts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was answered, and its share in percent of the interviews that answered the question."""

    label: str
    number: int
    share: float


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said to a question; `value` in words where something was chosen too."""

    interview: Interview
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class OfQuestion:
    """The answers to one question. `number`: interviews that answered it; `range`: least, median, most of a number."""

    question: GuideQuestion
    label: str
    number: int
    tallies: tuple[Tally, ...]
    range: tuple[Decimal, Decimal, Decimal] | None
    said: tuple[Words, ...]

    @property
    def ident(self) -> str:
        return f"answers-chart-{self.question.pk}"

    @property
    def chart(self) -> dict[str, Any] | None:
        """The counts as lying bars (ECharts), the first on top; the table has the same figures."""
        if not self.number or not self.tallies:
            return None
        bars = ((each.label, each.number, charts.PLAIN) for each in self.tallies)
        return charts.lying_bars(bars, width=220)


def answers_over_all(study: Study, *, for_user: User, language: str) -> list[OfQuestion]:
    """Return the answers to each question, in the guide's order, those asked no more last where anybody answered.

    For the study's team only: it names companies. Of a contact in confidence, for those who may read it. Two queries.
    Raises PermissionDenied.
    """
    check_can_view_interviews(for_user, study)
    rows = InterviewAnswer.objects.filter(
        interview__study=study, interview__contact__in=readable_ids(for_user=for_user)
    ).exclude(value=None, text="")
    given: dict[int, list[InterviewAnswer]] = defaultdict(list)
    for row in rows.select_related("interview__contact__company").order_by(
        "interview__contact__starts_at", "pk"
    ):
        given[row.question_id].append(row)
    asked = sorted(questions_of(study), key=lambda each: each.retired)
    return [_of(each, given[each.pk], language) for each in asked if not each.retired or given[each.pk]]


def withheld(study: Study, *, for_user: User) -> int:
    """Return how many answered interviews are left out, because their contact is in confidence. One query."""
    given = InterviewAnswer.objects.filter(interview__study=study).exclude(value=None, text="")
    closed = given.exclude(interview__contact__in=readable_ids(for_user=for_user))
    return closed.order_by().values("interview").distinct().count()


def _of(question: GuideQuestion, answers: Sequence[InterviewAnswer], language: str) -> OfQuestion:
    valued = [each for each in answers if each.value is not None]
    named = options(question, language)
    words = dict(named)
    counts = Counter(
        value for each in valued for value in (each.value if isinstance(each.value, list) else [each.value])
    ) if named else Counter()  # fmt: skip
    tallies = [
        Tally(label, counts[value], 100 * counts[value] / len(valued) if valued else 0)
        for value, label in named
    ]
    return OfQuestion(
        question=question,
        label=said(question.texts, language),
        number=len(answers if question.kind == QuestionKind.TEXT else valued),
        tallies=tuple(tallies),
        range=_range(valued) if question.kind == QuestionKind.NUMBER else None,
        said=tuple(_words(each, question, words) for each in answers if each.text or not named),
    )


def _range(answers: Sequence[InterviewAnswer]) -> tuple[Decimal, Decimal, Decimal] | None:
    numbers = [Decimal(str(each.value)) for each in answers]
    return (min(numbers), median(numbers), max(numbers)) if numbers else None


def _words(answer: InterviewAnswer, question: GuideQuestion, named: dict[Any, str]) -> Words:
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    value = ", ".join(
        named.get(each, f"{each} {question.unit}".strip()) for each in values if each is not None
    )
    return Words(answer.interview, value, answer.text)
