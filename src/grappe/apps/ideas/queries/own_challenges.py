"""Which ideation campaigns concern somebody, and what stands on their own page of one?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from grappe.apps.ideas.enums import ChallengeState
from grappe.apps.ideas.models import Answer, Challenge, Contributor, Participant
from grappe.apps.ideas.queries.answers import answers_of, shown
from grappe.apps.ideas.queries.veils import veil_people

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PUBLIC = ("fr", "de", "en")


@dataclass(frozen=True)
class Mine:
    """A campaign as somebody who takes part sees it on their page."""

    participant: Participant
    phase: ChallengeState
    answers: int
    votes_left: int

    @property
    def challenge(self) -> Challenge:
        return self.participant.challenge


@dataclass(frozen=True)
class Own:
    """What the page of one campaign shows to somebody who takes part."""

    challenge: Challenge
    participant: Participant | None  # None: a colleague who has not said anything yet
    phase: ChallengeState
    answers: list[Answer] = field(default_factory=list)
    others: list[Answer] = field(default_factory=list)

    @property
    def takes_answers(self) -> bool:
        return self.phase == ChallengeState.OPEN

    @property
    def unconfirmed(self) -> bool:
        """Whether they came by the open address and have not opened its mail yet."""
        seat = self.participant
        return seat is not None and seat.joined_at is None and seat.invited_at is None


def challenges_of(contributor: Contributor, *, at: datetime) -> list[Mine]:
    """Return the campaigns that somebody was asked to or joined, those that wait for them first. Three queries."""
    seats = Participant.objects.filter(contributor=contributor, challenge__published_at__isnull=False)
    found = [
        Mine(
            seat,
            seat.challenge.phase_at(at),
            len(seat.answers.all()),
            max(0, seat.challenge.votes_each - len(seat.votes.all())),
        )
        for seat in seats.select_related("challenge").prefetch_related("answers", "votes")
    ]
    waits = (ChallengeState.VOTING, ChallengeState.OPEN)
    return sorted(found, key=lambda each: (each.phase not in waits, -each.participant.pk))


def seat_for(pk: int, *, contributor: Contributor) -> Participant:
    """Return somebody's place in a campaign. Raises Participant.DoesNotExist where they have none, or it is a draft."""
    seats = Participant.objects.filter(challenge__published_at__isnull=False)
    found = seats.select_related("challenge__lead", "challenge__theme", "contributor")
    return found.get(challenge_id=pk, contributor=contributor)


def seat_of(challenge: Challenge, *, user: User) -> Participant | None:
    """Return a colleague's place in a campaign; None before they said anything there. One query."""
    found = Participant.objects.filter(challenge=challenge, contributor__user=user)
    return found.select_related("contributor").first()


def own(
    challenge: Challenge, participant: Participant | None, *, at: datetime, user: User | None = None
) -> Own:
    """Return what somebody's page of a campaign shows; `user`: of a colleague, from whom people may be kept. Two queries.

    What others answered is there from the moment on at which they belong to it.
    """
    page = Own(challenge, participant, challenge.phase_at(at))
    if page.unconfirmed:
        return page
    mine = answers_of(participant) if participant is not None else []
    taken = {each.pk for each in mine}
    others = [each for each in shown(challenge) if each.pk not in taken]
    if user is not None:
        veil_people((each.participant.contributor for each in others), for_user=user)
    return Own(challenge, participant, page.phase, mine, others)


def open_challenge(slug: str) -> Challenge:
    """Return a campaign that everybody may take part in. Raises Challenge.DoesNotExist for drafts and closed circles."""
    found = Challenge.objects.filter(listed=True, published_at__isnull=False)
    return found.select_related("lead", "theme").get(slug=slug)


def languages_of(challenge: Challenge) -> tuple[str, ...]:
    """Return the languages in which a campaign asks its question."""
    return tuple(code for code in PUBLIC if challenge.questions.get(code)) or PUBLIC[:1]
