"""How does a company answer: bit by bit, by its link or in a call, sent off, changed until the wave closes, or not at all?"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.campaigns.operations.consents import address_of, unsubscribe
from grappe.apps.surveys.enums import AnswerKind, LetterKind
from grappe.apps.surveys.models import Answer, Participation
from grappe.apps.surveys.operations import letters
from grappe.apps.surveys.permissions import check_can_answer_for
from grappe.apps.surveys.queries.answering import answer_page, is_open
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.engines import diagnosis
from grappe.engines.diagnosis import QuestionType
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def note_opened(*, participation: Participation, at: datetime) -> None:
    """Keep that somebody opened the page by the link; the first time counts."""
    Participation.objects.filter(pk=participation.pk, opened_at=None).update(opened_at=at)


@transaction.atomic
def save_answer(
    *,
    participation: Participation,
    question: str,
    value: object,
    kind: str = AnswerKind.VALUE,
    confirmed: bool = False,
    by: User | None,
    at: datetime,
) -> None:
    """Keep one answer, or take it away where it is blank (None); `by` None is the company by its link.

    "We do not know" and "we would rather not say" are kept as such, without a value. Raises BadInput for an answer that
    does not fit its question, and once the wave is closed.
    """
    current = _open(participation, by, at)
    questionnaire = questionnaire_of(current.wave.edition)
    try:
        asked = questionnaire.question(question)
        cleaned = diagnosis.clean_answer(asked, value) if kind == AnswerKind.VALUE else None
    except KeyError as unknown:
        raise BadInput(_("This question does not exist.")) from unknown
    except diagnosis.AnswerError as fault:
        raise BadInput(fault.text.in_language(get_language() or "en")) from fault
    if kind not in AnswerKind.values:
        raise BadInput(_("This is no answer."))
    found = Answer.objects.filter(participation=current, question=question)
    if kind == AnswerKind.VALUE and cleaned is None:
        found.delete()
    else:
        values = {
            "kind": kind, "value": cleaned, "number": number_of(asked, cleaned), "confirmed": confirmed,
            "answered_at": at, "answered_by": by,
        }  # fmt: skip
        with pghistory.context(user=by.pk if by else None):
            Answer.objects.update_or_create(participation=current, question=question, defaults=values)
    if current.begun_at is None:
        current.begun_at = at
        current.save(update_fields=["begun_at"])


def number_of(question: diagnosis.Question, value: object) -> Decimal | None:
    """Return what a number or a step of a scale counts as; None for every other answer."""
    if value is None:
        return None
    if question.type is QuestionType.NUMBER:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    if question.type is QuestionType.SCALE:
        return Decimal(int(str(value)) + question.starts_at)
    return None


@transaction.atomic
def submit(*, participation: Participation, by: User | None, at: datetime) -> Participation:
    """Send the answers off; they can be changed and sent off again until the wave closes. A receipt goes to the company.

    Raises BadInput while something that has to be answered is not; a number in doubt is no reason.
    """
    current = _open(participation, by, at)
    page = answer_page(current)
    if not page.answered:
        raise BadInput(_("Nothing is answered yet: answer at least one question."))
    if page.missing:
        language = get_language() or "en"
        names = " · ".join(each.question.label.in_language(language) for each in page.missing)
        raise BadInput(
            _("Still to be answered, if only by “we do not know”: %(questions)s") % {"questions": names}
        )
    # What a condition does not ask any more is not sent off with the rest.
    asked = {each.id for each in page.all}
    Answer.objects.filter(participation=current).exclude(question__in=asked).delete()
    current.answered_at, current.answered_by = at, by
    current.begun_at = current.begun_at or at
    with pghistory.context(user=by.pk if by else None):
        current.save(update_fields=["answered_at", "answered_by", "begun_at"])
    letters.write(participations=[current], kind=LetterKind.RECEIPT, at=at)
    return current


@transaction.atomic
def decline(*, participation: Participation, by: User | None, at: datetime) -> Participation:
    """Keep that a company does not take part: it is reminded no more. What it had begun to answer is deleted."""
    current = _open(participation, by, at, even_declined=True)
    if current.declined_at is not None:
        return current  # pressed twice
    if current.answered_at is not None:
        raise BadInput(_("Your answers were sent off already. Change them instead."))
    Answer.objects.filter(participation=current).delete()
    current.declined_at, current.begun_at = at, None
    with pghistory.context(user=by.pk if by else None):
        current.save(update_fields=["declined_at", "begun_at"])
    return current


@transaction.atomic
def take_part_again(*, participation: Participation, by: User | None, at: datetime) -> Participation:
    """Take back that a company does not take part."""
    current = _open(participation, by, at, even_declined=True)
    current.declined_at = None
    with pghistory.context(user=by.pk if by else None):
        current.save(update_fields=["declined_at"])
    return current


@transaction.atomic
def object_to_mails(*, participation: Participation, at: datetime) -> None:
    """Write to this address no more (Regulation (EU) 2016/679, Article 21): neither for surveys nor for anything else."""
    if participation.email:
        unsubscribe(address=address_of(participation.email), at=at)


def _open(
    participation: Participation, by: User | None, at: datetime, *, even_declined: bool = False
) -> Participation:
    """Return a participation that may be answered now, locked: two who answer at once wait for each other."""
    if by is not None:
        check_can_answer_for(by, participation.company)
    found = Participation.objects.select_for_update(of=("self",))
    current = found.select_related("wave__edition", "company").get(pk=participation.pk)
    if not is_open(current, on=moments.local_date(at)):
        raise BadInput(_("The survey is closed: nothing can be answered or changed any more."))
    if current.declined_at is not None and not even_declined:
        raise BadInput(_("The company does not take part. Take that back first."))
    return current
