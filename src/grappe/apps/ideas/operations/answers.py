"""How does somebody answer an ideation campaign, change or take back their answer, and how is one hidden?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _
from pgvector import HalfVector

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.enums import ChallengeState
from grappe.apps.ideas.models import Answer, AnswerVector, Challenge, Participant
from grappe.apps.ideas.operations.challenges import locked
from grappe.apps.ideas.operations.contributors import of_user
from grappe.apps.ideas.operations.ideas import plain
from grappe.apps.ideas.permissions import check_can_facilitate, check_can_take_part
from grappe.engines.kernel.meaning import encode
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST, MOST_EACH, LONGEST_WHY = 1_000, 20, 500


@transaction.atomic
def seat_of_user(*, challenge: Challenge, user: User, at: datetime) -> Participant:
    """Return a colleague's place in a campaign, taken the first time they say something. Raises PermissionDenied."""
    check_can_take_part(user, challenge)
    contributor = of_user(user=user, at=at)
    seat, made = Participant.objects.get_or_create(
        challenge=challenge, contributor=contributor, defaults={"added_at": at, "joined_at": at}
    )
    return seat


@transaction.atomic
def answer(*, participant: Participant, text: str, language: str, at: datetime) -> Answer:
    """Take somebody's answer while the campaign takes answers; with it they take part.

    Raises BadInput for an empty or too long text, too many answers, too late or too early.
    """
    seat = _open_seat(participant, at)
    if seat.answers.count() >= MOST_EACH:
        raise BadInput(_("At most %(most)d answers each.") % {"most": MOST_EACH})
    if language not in Language.values:
        raise BadInput(_("This request cannot be read."))
    made = Answer.objects.create(
        participant=seat, text=_said(text), language=language, written_at=at, position=0
    )
    joined(seat, at)
    transaction.on_commit(order_encoding)
    return made


@transaction.atomic
def change_answer(*, answer: Answer, text: str, language: str, at: datetime) -> Answer:
    """Let somebody change what they answered, while the campaign takes answers. Raises BadInput."""
    _open_seat(answer.participant, at)
    current = _locked(answer)
    if language not in Language.values:
        raise BadInput(_("This request cannot be read."))
    said = _said(text)
    if (said, language) == (current.text, current.language):
        return current
    current.text, current.language, current.changed_at = said, language, at
    current.save()
    AnswerVector.objects.filter(answer=current).delete()
    transaction.on_commit(order_encoding)
    return current


@transaction.atomic
def take_back(*, answer: Answer, at: datetime) -> None:
    """Let somebody take an answer back, while the campaign takes answers: it is gone. Raises BadInput."""
    _open_seat(answer.participant, at)
    _locked(answer).delete()


@transaction.atomic
def hide(*, answer: Answer, why: str, by: User, at: datetime) -> Answer:
    """Hide an answer from everybody but its author, who reads why; it leaves its group and is not voted on.

    Raises PermissionDenied, and BadInput without a reason, or once the vote has begun.
    """
    challenge = locked(answer.participant.challenge)
    check_can_facilitate(by, challenge)
    current = _locked(answer)
    why = " ".join(plain(why).split())
    if not why or len(why) > LONGEST_WHY:
        raise BadInput(
            _("Say why it is hidden, in at most %(most)d characters: whoever wrote it reads it.")
            % {"most": LONGEST_WHY}
        )
    if challenge.phase_at(at) in (ChallengeState.VOTING, ChallengeState.CLOSED):
        raise BadInput(_("The vote has begun: what is voted on stays as it is."))
    if current.hidden_at is None:
        current.hidden_at, current.hidden_by = at, by
    current.hidden_why, current.group = why, None
    with pghistory.context(user=by.pk):
        current.save()
        challenge.board_version += 1
        challenge.save(update_fields=["board_version"])
    return current


@transaction.atomic
def show(*, answer: Answer, by: User, at: datetime) -> Answer:
    """Show an answer again that was hidden. Raises PermissionDenied, and BadInput once the vote has begun."""
    challenge = locked(answer.participant.challenge)
    check_can_facilitate(by, challenge)
    current = _locked(answer)
    if challenge.phase_at(at) in (ChallengeState.VOTING, ChallengeState.CLOSED):
        raise BadInput(_("The vote has begun: what is voted on stays as it is."))
    current.hidden_at, current.hidden_by, current.hidden_why = None, None, ""
    with pghistory.context(user=by.pk):
        current.save()
        challenge.board_version += 1
        challenge.save(update_fields=["board_version"])
    return current


def joined(seat: Participant, at: datetime) -> None:
    """Let somebody who said something count, inside the caller's transaction."""
    if seat.joined_at is None:
        seat.joined_at = at
        seat.save(update_fields=["joined_at"])


def order_encoding() -> None:
    """Order the job that encodes what waits; once is enough however often it is ordered."""
    jobs.order("ideas.encode_answers")


@transaction.atomic
def encode_waiting(at_most: int = 256) -> int:
    """Encode the answers that have no vector yet; return how many. Called by a job, never by a page."""
    waiting = list(
        Answer.objects.filter(meaning=None)
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))[:at_most]
    )
    vectors = encode([each.text for each in waiting])
    AnswerVector.objects.bulk_create(
        [
            AnswerVector(answer=each, vector=HalfVector(vector))
            for each, vector in zip(waiting, vectors, strict=True)
        ]
    )
    return len(waiting)


def _open_seat(participant: Participant, at: datetime) -> Participant:
    """Return the seat, kept from others, of a campaign that takes answers now. Raises BadInput."""
    found = Participant.objects.select_for_update(of=("self",)).select_related("challenge", "contributor")
    seat = found.get(pk=participant.pk)
    if seat.joined_at is None and seat.invited_at is None:
        raise BadInput(_("Confirm your address first, by the link in the mail we sent you."))
    phase = seat.challenge.phase_at(at)
    if phase in (ChallengeState.DRAFT, ChallengeState.COMING):
        raise BadInput(_("This campaign does not take answers yet."))
    if phase != ChallengeState.OPEN:
        raise BadInput(_("This campaign does not take answers any more: its last day for them is over."))
    return seat


def _locked(answer: Answer) -> Answer:
    return Answer.objects.select_for_update(of=("self",)).select_related("participant").get(pk=answer.pk)


def _said(text: str) -> str:
    said = plain(text)
    if not said:
        raise BadInput(_("Write your answer first."))
    if len(said) > LONGEST:
        raise BadInput(
            _("An answer is at most %(most)d characters long; this one has %(has)d.")
            % {"most": LONGEST, "has": len(said)}
        )
    return said
