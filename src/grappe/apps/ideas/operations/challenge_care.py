"""What does the worker do when a date of an ideation campaign has come: letters to those whom it concerns?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from grappe.apps.ideas.enums import ChallengeState, LetterKind
from grappe.apps.ideas.models import Challenge, Participant
from grappe.apps.ideas.operations.challenges import locked
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.operations.participants import tell

REMINDED = timedelta(days=2)  # before the last moment for answers
AT_LEAST = timedelta(days=4)  # a shorter campaign reminds nobody
NOT_SOONER = timedelta(days=1)  # after the invitation


def look_after(*, at: datetime) -> int:
    """Bring every campaign to where its dates say, and write to those whom it concerns; return how many moved."""
    moved = 0
    for challenge in Challenge.objects.exclude(published_at=None).exclude(state=ChallengeState.CLOSED):
        moved += move(challenge=challenge, at=at)
    return moved


@transaction.atomic
def move(*, challenge: Challenge, at: datetime) -> bool:
    """Bring one campaign to where its dates say; return whether it moved. Running twice writes to nobody twice."""
    current = locked(challenge)
    phase = current.phase_at(at)
    if phase == ChallengeState.OPEN and _closes_soon(current, at):
        remind(challenge=current, at=at)
    if phase == current.state:
        return False
    current.state = phase
    current.save(update_fields=["state"])
    tell(challenge=current, seats=_concerned(current), at=at)
    return True


def remind(*, challenge: Challenge, at: datetime) -> int:
    """Write once to who has not answered yet, shortly before the last moment for answers."""
    silent = _concerned(challenge).filter(answers=None).exclude(invited_at__gt=at - NOT_SOONER)
    people = [seat.contributor for seat in silent]
    return write(contributors=people, kind=LetterKind.REMINDER, about=f"challenge {challenge.pk}", at=at)


def _closes_soon(challenge: Challenge, at: datetime) -> bool:
    long_enough = challenge.answers_until - challenge.opens_at >= AT_LEAST
    return long_enough and challenge.answers_until - at <= REMINDED


def _concerned(challenge: Challenge) -> QuerySet[Participant]:
    """Everybody who was invited or has joined; who never confirmed an address is not written to again."""
    seats = Participant.objects.filter(Q(invited_at__isnull=False) | Q(joined_at__isnull=False))
    return seats.filter(challenge=challenge).select_related("contributor")
