"""How does somebody give and take back their votes, never more than they have, also in two windows at once?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import ChallengeState
from grappe.apps.ideas.models import Participant, Vote
from grappe.apps.ideas.operations.answers import joined
from grappe.apps.ideas.queries.votes import Candidate, candidates
from grappe.ui.errors import BadInput


@transaction.atomic
def vote(*, participant: Participant, key: str, at: datetime) -> None:
    """Give one vote to a candidate ("g12", "a7"); a second one to the same counts once.

    The seat is held until the transaction ends, and the database numbers votes: two windows at once never give more
    than `votes_each`. Raises BadInput outside the vote, for what is not voted on, and with no vote left.
    """
    seat = _seat(participant, at)
    chosen = _candidate(seat, key)
    given = list(seat.votes.all())
    if any((each.group_id, each.answer_id) == _ids(chosen) for each in given):
        return
    if len(given) >= seat.challenge.votes_each:
        raise BadInput(_("All your votes are given. Take one back first, then give it to this."))
    taken = {each.number for each in given}
    number = next(n for n in range(1, seat.challenge.votes_each + 1) if n not in taken)
    Vote.objects.create(
        participant=seat, number=number, group=chosen.group, answer=chosen.answer, given_at=at
    )
    joined(seat, at)


@transaction.atomic
def take_vote_back(*, participant: Participant, key: str, at: datetime) -> None:
    """Take a vote back; it is free again. Raises BadInput outside the vote and for what is not voted on."""
    seat = _seat(participant, at)
    chosen = _candidate(seat, key)
    seat.votes.filter(group=chosen.group, answer=chosen.answer).delete()


def _seat(participant: Participant, at: datetime) -> Participant:
    found = Participant.objects.select_for_update(of=("self",)).select_related("challenge", "contributor")
    seat = found.get(pk=participant.pk)
    if seat.joined_at is None and seat.invited_at is None:
        raise BadInput(_("Confirm your address first, by the link in the mail we sent you."))
    phase = seat.challenge.phase_at(at)
    if phase == ChallengeState.CLOSED:
        raise BadInput(_("The vote is over."))
    if phase != ChallengeState.VOTING:
        raise BadInput(_("The vote has not begun yet."))
    return seat


def _candidate(seat: Participant, key: str) -> Candidate:
    found = next((each for each in candidates(seat.challenge) if each.key == key), None)
    if found is None:
        raise BadInput(_("This is not voted on."))
    return found


def _ids(chosen: Candidate) -> tuple[int | None, int | None]:
    return (
        chosen.group.pk if chosen.group is not None else None,
        chosen.answer.pk if chosen.answer is not None else None,
    )
