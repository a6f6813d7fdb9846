"""How many of the companies asked gave the numbers that a year's sums are made of?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from grappe.apps.surveys.enums import AnswerKind
from grappe.apps.surveys.models import Answer, Wave
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.engines.diagnosis import QuestionType

FEW = 5  # answers: below it nothing is shown of a question but their number, and not even that where it is published


@dataclass(frozen=True, slots=True)
class Response:
    """Of `asked` companies so many gave a number; None: fewer than FEW of them."""

    given: int | None
    asked: int

    @property
    def text(self) -> str:
        if self.given is None:
            return _("fewer than %(few)d of %(of)d answered") % {"few": FEW, "of": self.asked}
        return _("%(number)d of %(of)d answered") % {"number": self.given, "of": self.asked}


@dataclass(frozen=True, slots=True)
class YearOfAnswers:
    """A wave that went out: how many companies it asked, and how many gave a number to each of its questions."""

    asked: int
    numbers: Mapping[str, int]

    def to(self, questions: Collection[str]) -> Response | None:
        """Return the response to the question that was answered least among some (of all, where none is named)."""
        given = [
            number for question, number in self.numbers.items() if not questions or question in questions
        ]
        if not given or not self.asked:
            return None
        return Response(min(given) if min(given) >= FEW else None, self.asked)


def response_by_year() -> dict[int, YearOfAnswers]:
    """Return how each wave that went out was answered, by the year asked about. Two queries.

    Who "does not know" or "would rather not say" gave no number. Nobody is named, so there is no `for_user`.
    """
    rows = Answer.objects.filter(
        kind=AnswerKind.VALUE, number__isnull=False, participation__answered_at__isnull=False
    ).order_by()
    counts = {
        (wave, question): number
        for wave, question, number in rows.values_list("participation__wave", "question").annotate(
            number=Count("pk")
        )
    }
    waves = Wave.objects.filter(started_at__isnull=False).select_related("edition")
    return {
        wave.year: YearOfAnswers(
            wave.asked,
            {
                question.id: counts.get((wave.pk, question.id), 0)
                for question in questionnaire_of(wave.edition).questions
                if question.type in (QuestionType.NUMBER, QuestionType.SCALE)
            },
        )
        for wave in waves.annotate(asked=Count("participations"))
    }
