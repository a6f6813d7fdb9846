"""Which ideation campaigns are there, and what stands on the page of one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery

from grappe.apps.ideas.enums import ChallengeState
from grappe.apps.ideas.models import Answer, Challenge, Participant
from grappe.apps.ideas.permissions import can_start_challenge, check_can_view_ideas
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 25
MOST_WORDS = 8
SOON = timedelta(days=5)  # before the last moment for answers
TEXTS = ("questions", "backgrounds")
PLAIN = ("opens_at", "answers_until", "votes_from", "votes_until", "votes_each", "listed")


def challenges(
    *, for_user: User, cluster: str = "", theme: str = "", mine: bool = False
) -> QuerySet[Challenge]:
    """Return the campaigns, the latest opening first, with counts: `invited`, `joined`, `answers`, `idea_count`.

    `cluster` and `theme` are slugs. Drafts are there for who facilitates them and for administrators. Raises
    PermissionDenied.
    """
    check_can_view_ideas(for_user)
    found = Challenge.objects.select_related("lead", "theme").prefetch_related("clusters", "team")
    seats = Participant.objects.all()
    shown = Answer.objects.filter(hidden_at=None)
    found = found.annotate(
        invited=_count(seats.exclude(invited_at=None), "challenge"),
        joined=_count(seats.exclude(joined_at=None), "challenge"),
        answer_count=_count(shown, "participant__challenge"),
        idea_count=_ideas(),
    )
    if not for_user.is_administrator:
        found = found.filter(~Q(published_at=None) | _facilitated_by(for_user))
    if cluster:
        found = found.filter(clusters__slug=cluster)
    if theme:
        found = found.filter(theme__slug=theme)
    if mine:
        found = found.filter(_facilitated_by(for_user))
    return found


def _facilitated_by(user: User) -> Q:
    teams = Challenge.team.through.objects.filter(user_id=user.pk).values("challenge_id")
    return Q(lead_id=user.pk) | Q(pk__in=teams)


def _count(rows: QuerySet[Any], path: str) -> Any:
    counted = (
        rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=Count("pk")).values("n")
    )
    return Subquery(counted)


def _ideas() -> Any:
    """How many ideas came of it: each has answers of the campaign as its origin."""
    path = "participant__challenge"
    rows = Answer.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Subquery(rows.annotate(n=Count("links__idea", distinct=True)).values("n"))


def challenge_for(pk: int, *, for_user: User) -> Challenge:
    """Return a campaign with its team and clusters.

    Raises PermissionDenied, and Challenge.DoesNotExist also for the draft of somebody else.
    """
    return challenges(for_user=for_user).select_related("made_by", "concluded_by").get(pk=pk)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A campaign that waits for its facilitators: `silent`, `sorting` or `closed`, until when."""

    challenge: Challenge
    why: str
    until: datetime


def waiting(*, for_user: User, at: datetime, of_everybody: bool = False) -> list[Waiting]:
    """Return the campaigns that wait for somebody, the most urgent first: soon closed without an answer, to be grouped
    before the vote, or voted on and not concluded. Six queries.
    """
    if not can_start_challenge(for_user):
        return []
    found = [
        Waiting(each, "silent", each.answers_until)
        for each in _silent(for_user, at, of_everybody=of_everybody)
    ]
    for each in _over(for_user, at, of_everybody=of_everybody):
        phase = each.phase_at(at)
        if phase == ChallengeState.SORTING:
            found.append(Waiting(each, "sorting", each.votes_from))
        elif phase == ChallengeState.CLOSED:
            found.append(Waiting(each, "closed", each.votes_until))
    return sorted(found, key=lambda each: (each.until, each.challenge.pk))


def _over(user: User, at: datetime, *, of_everybody: bool) -> list[Challenge]:
    found = challenges(for_user=user, mine=not of_everybody)
    waits = found.filter(
        published_at__isnull=False, concluded_at=None, answers_until__lte=at
    ).order_by("answers_until", "pk")  # fmt: skip
    return list(waits)


def _silent(user: User, at: datetime, *, of_everybody: bool) -> list[Challenge]:
    found = challenges(for_user=user, mine=not of_everybody)
    soon = found.filter(
        published_at__isnull=False, opens_at__lte=at, answers_until__gt=at, answers_until__lte=at + SOON
    )
    said = Participant.objects.filter(answers__isnull=False).values("challenge_id")
    return list(soon.exclude(pk__in=said).order_by("answers_until", "pk"))


def as_written(challenge: Challenge) -> dict[str, Any]:
    """Return a campaign as its form shows it, by field; theme and clusters by slug, people by id as text."""
    words = {f"{name}_{code}": getattr(challenge, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(challenge, name) for name in PLAIN} | {
        "theme": challenge.theme.slug if challenge.theme else "",
        "clusters": [each.slug for each in challenge.clusters.all()],
        "lead": str(challenge.lead_id),
        "team": [str(each.pk) for each in challenge.team.all()],
    }  # fmt: skip


def version_of(challenge: Challenge) -> str:
    """Return the fingerprints of all that the form shows: the same as long as nobody changes any of it."""
    return conflicts.version_of(as_written(challenge))
