"""How are those who came asked how it was, and how do they answer?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grappe.apps.events.enums import EventState, LetterKind, QuestionKind, Stage
from grappe.apps.events.models import Event, Question, Registration, SurveyAnswer
from grappe.apps.events.operations import letters
from grappe.apps.events.operations.questions import checked
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.came import who_came
from grappe.apps.events.queries.survey import (
    closes_at,
    is_open,
    may_answer,
    questions_of,
    sent_by_itself_at,
)
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_COMMENT = 4_000
LONGEST_LABEL = 300
MOST_QUESTIONS, MOST_CHOICES = 15, 20
LOOKED_BACK = timedelta(days=7)  # a worker that stood still for longer asks nobody late


@transaction.atomic
def send(*, event: Event, by: User, at: datetime) -> int:
    """Send the survey to those who came and did not get it yet; return to how many. Nobody gets it twice.

    Where nobody was checked in it goes to those with a seat. Raises PermissionDenied, BadInput before the event is
    over and once the survey is closed.
    """
    check_can_manage_event(by, event)
    if event.state != EventState.PUBLISHED:
        raise BadInput(_("Only an event that took place has a survey."))
    if at < event.ends_at:
        raise BadInput(_("The event is not over yet: the survey goes out afterwards."))
    if at >= closes_at(event):
        raise BadInput(_("The survey is closed."))
    return letters.write_all(registrations=who_came(event), kind=LetterKind.SURVEY, at=at)


@transaction.atomic
def send_due(*, at: datetime) -> int:
    """Send the surveys that go out by themselves, the day after their event; return to how many people."""
    over = Event.objects.filter(
        state=EventState.PUBLISHED, ends_at__lte=at, ends_at__gt=at - LOOKED_BACK, survey_by_itself=True
    )
    sent = 0
    for event in over.order_by("ends_at", "pk"):
        if sent_by_itself_at(event) <= at < closes_at(event):
            sent += letters.write_all(registrations=who_came(event), kind=LetterKind.SURVEY, at=at)
    return sent


@transaction.atomic
def set_by_itself(*, event: Event, wanted: bool, by: User, at: datetime) -> None:
    """Say whether the survey goes out by itself the day after."""
    check_can_manage_event(by, event)
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    locked.survey_by_itself = wanted
    with pghistory.context(user=by.pk):
        locked.save(update_fields=["survey_by_itself"])


@transaction.atomic
def answer(
    *,
    registration: Registration,
    satisfaction: int | None,
    recommend: int | None,
    answers: Mapping[str, Any],
    comment: str = "",
    language: str,
    at: datetime,
) -> SurveyAnswer:
    """Keep what somebody says of an event; until the survey closes another answer takes the place of the first.

    `answers`: question id -> answer, as `questions.checked` takes them. Raises BadInput where the survey is closed,
    where they did not come, for an answer that is none, and where nothing is answered at all.
    """
    event = registration.event
    current = (
        Registration.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.pk)
    )
    if not is_open(event, at=at):
        raise BadInput(_("The survey is closed: it is answered in the %(days)d days after the event.")
                       % {"days": (closes_at(event) - event.ends_at).days})  # fmt: skip
    if not may_answer(current):
        raise BadInput(_("This survey is for those who were there."))
    _check_range(satisfaction, 1, 5)
    _check_range(recommend, 0, 10)
    text = comment.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_COMMENT:
        raise BadInput(_("The comment is longer than %(most)d characters.") % {"most": LONGEST_COMMENT})
    kept = checked(questions_of(event), answers)
    if satisfaction is None and recommend is None and not text and not kept:
        raise BadInput(_("Nothing is answered yet: answer at least one question."))
    values = {
        "event": event, "satisfaction": satisfaction, "recommend": recommend, "answers": kept, "comment": text,
        "language": language, "answered_at": at,
    }  # fmt: skip
    saved, _made = SurveyAnswer.objects.update_or_create(registration=current, defaults=values)
    return saved


def _check_range(value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise BadInput(_("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most})


@transaction.atomic
def save_question(
    *,
    event: Event,
    question: Question | None = None,
    labels: Mapping[str, str],
    kind: str,
    choices: Sequence[Mapping[str, str]] = (),
    required: bool = False,
    by: User,
    at: datetime,
) -> Question:
    """Add a question to the survey, or change one; a question that was answered keeps its kind and its choices.

    `choices` are needed for the two kinds that have a list. Raises PermissionDenied, BadInput.
    """
    check_can_manage_event(by, event)
    locked = Event.objects.select_for_update(of=("self",)).get(
        pk=event.pk
    )  # two at once: one after the other
    words = {code: " ".join(text.split())[:LONGEST_LABEL] for code, text in labels.items() if text.strip()}
    if not words:
        raise BadInput(_("Write the question in at least one language."))
    if kind not in QuestionKind.values:
        raise BadInput(_("Choose one of the kinds of questions."))
    listed = [dict(each) for each in choices] if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) else []
    if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) and not 2 <= len(listed) <= MOST_CHOICES:
        raise BadInput(_("A question with a list needs 2 to %(most)d choices.") % {"most": MOST_CHOICES})
    if question is None:
        standing = Question.objects.filter(event=locked, stage=Stage.SURVEY)
        if standing.count() >= MOST_QUESTIONS:
            raise BadInput(
                _("A survey has at most %(most)d questions: few answer more.") % {"most": MOST_QUESTIONS}
            )
        last = standing.aggregate(last=Max("position"))["last"]
        question = Question(event=locked, stage=Stage.SURVEY, position=0 if last is None else last + 1)
    elif (question.kind, len(question.choices)) != (kind, len(listed)) and _is_answered(question):
        raise BadInput(_("This question was answered: its kind and the number of its choices stay."))
    question.labels, question.kind, question.choices, question.required = words, kind, listed, required
    question.save()
    return question


@transaction.atomic
def remove_question(*, question: Question, by: User, at: datetime) -> None:
    """Take a question out of the survey; one that was answered stays. Raises PermissionDenied, BadInput."""
    check_can_manage_event(by, question.event)
    Event.objects.select_for_update(of=("self",)).get(pk=question.event_id)
    if _is_answered(question):
        raise BadInput(_("This question was answered: it stays, so that the answers keep their meaning."))
    question.delete()


def _is_answered(question: Question) -> bool:
    return SurveyAnswer.objects.filter(event=question.event_id, answers__has_key=str(question.pk)).exists()
