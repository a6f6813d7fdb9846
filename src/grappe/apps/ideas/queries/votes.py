"""What is voted on in an ideation campaign, who has how many votes left, and how did it come out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from grappe.apps.ideas.enums import ChallengeState
from grappe.apps.ideas.models import Answer, AnswerGroup, Challenge, Idea, Participant, Vote
from grappe.apps.ideas.permissions import check_can_view_ideas
from grappe.apps.ideas.queries.answers import shown

if TYPE_CHECKING:
    from datetime import datetime

    from grappe.apps.accounts.models import User


@dataclass(frozen=True)
class Candidate:
    """A group, or an answer that stands alone. `key` is "g12" or "a7"."""

    key: str
    titles: dict[str, str]
    answers: list[Answer]
    group: AnswerGroup | None
    idea: Idea | None = None

    @property
    def answer(self) -> Answer | None:
        return None if self.group is not None else self.answers[0]


@dataclass(frozen=True)
class Choice:
    """A candidate as a voter sees it."""

    candidate: Candidate
    chosen: bool


@dataclass(frozen=True)
class Ballot:
    """What a voter sees: the candidates in an order of their own, and how many votes are left."""

    choices: list[Choice]
    left: int
    each: int


@dataclass(frozen=True)
class Row:
    """How a candidate came out: its place ("1", "2=") and votes."""

    candidate: Candidate
    votes: int
    place: int
    shared: bool

    @property
    def said(self) -> str:
        return f"{self.place}=" if self.shared else str(self.place)


@dataclass(frozen=True)
class Result:
    """How a vote came out; `rows` are empty for who may not see it yet."""

    rows: list[Row]
    voters: int
    votes: int


def candidates(challenge: Challenge) -> list[Candidate]:
    """Return what is voted on: groups with a card, and cards in no group. Three queries."""
    cards = list(shown(challenge).order_by("position", "pk").prefetch_related("links__idea"))
    found = []
    for group in challenge.groups.select_related("idea"):
        inside = [card for card in cards if card.group_id == group.pk]
        if inside:
            found.append(Candidate(f"g{group.pk}", group.titles, inside, group, group.idea))
    for card in cards:
        if card.group_id is None:
            idea = next((link.idea for link in card.links.all()), None)
            found.append(Candidate(f"a{card.pk}", {card.language: card.text}, [card], None, idea))
    return found


def ballot(challenge: Challenge, participant: Participant | None) -> Ballot:
    """Return what somebody votes on. Four queries.

    Everybody sees the candidates in another order, the same each time: what stands on top gets more votes.
    """
    rows = participant.votes.values_list("group_id", "answer_id") if participant is not None else []
    taken = {f"g{group}" if group is not None else f"a{answer}" for group, answer in rows}
    found = candidates(challenge)
    start = (participant.pk * 7 if participant is not None else 0) % max(1, len(found))
    turned = found[start:] + found[:start]
    left = max(0, challenge.votes_each - len(taken))
    return Ballot([Choice(each, each.key in taken) for each in turned], left, challenge.votes_each)


def result(challenge: Challenge, *, for_user: User | None, at: datetime) -> Result:
    """Return how the vote came out, the most votes first; without rows while it runs, so that nobody follows the crowd.

    `for_user` None is somebody who takes part. Five queries.
    """
    if for_user is not None:
        check_can_view_ideas(for_user)
    votes = Vote.objects.filter(participant__challenge=challenge)
    voters = votes.values("participant").distinct().count()
    total = votes.count()
    if challenge.phase_at(at) != ChallengeState.CLOSED:
        return Result([], voters, total)
    counts = {
        f"g{group}" if group is not None else f"a{answer}": n
        for group, answer, n in votes.values_list("group_id", "answer_id").annotate(n=Count("pk"))
    }
    return Result(ranked(candidates(challenge), counts), voters, total)


def ranked(found: Sequence[Candidate], counts: dict[str, int]) -> list[Row]:
    """Return candidates by votes; equal ones share a place, and the next place is as far on as they are many."""
    numbers = [counts.get(each.key, 0) for each in found]
    order = sorted(range(len(found)), key=lambda number: (-numbers[number], number))
    return [
        Row(
            found[number],
            numbers[number],
            1 + sum(other > numbers[number] for other in numbers),
            numbers.count(numbers[number]) > 1,
        )
        for number in order
    ]
