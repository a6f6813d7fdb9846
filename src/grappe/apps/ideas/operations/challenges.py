"""How is an ideation campaign written, changed and published, and what happens when one of its dates has come?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.models import Challenge, Vote
from grappe.apps.ideas.models.challenges import MOST_VOTES
from grappe.apps.ideas.permissions import check_can_facilitate, check_can_start_challenge
from grappe.apps.ideas.queries.challenges import PLAIN, version_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"questions": 300, "backgrounds": 8_000}


@dataclass(frozen=True, slots=True)
class ChallengeDraft:
    """All that one writes of an ideation campaign; texts by language. `lead` None is whoever writes."""

    questions: Mapping[str, str]
    opens_at: datetime
    answers_until: datetime
    votes_from: datetime
    votes_until: datetime
    votes_each: int = 5
    backgrounds: Mapping[str, str] = field(default_factory=dict)
    listed: bool = False
    theme: Any = None
    clusters: Sequence[Any] = ()
    lead: Any = None
    team: Sequence[Any] = ()


@transaction.atomic
def start(*, draft: ChallengeDraft, by: User, at: datetime, invented: bool = False) -> Challenge:
    """Write a campaign down, as a draft that only its facilitators see. Raises PermissionDenied, BadInput."""
    check_can_start_challenge(by)
    challenge = Challenge(made_at=at, made_by=by, lead=draft.lead or by, invented=invented)
    _write(challenge, draft)
    challenge.slug = free_slug(Challenge, draft.questions, fallback="ideas")
    with pghistory.context(user=by.pk):
        challenge.save()
        _link(challenge, draft)
    return challenge


@transaction.atomic
def change(*, challenge: Challenge, draft: ChallengeDraft, version: str, by: User, at: datetime) -> Challenge:
    """Change a campaign. Its dates are fixed as far as they are past, the number of votes once somebody has voted.

    Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version` than then.
    """
    current = locked(challenge)
    check_can_facilitate(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this campaign meanwhile. Look at it again first."), current)
    before = {name: getattr(current, name) for name in PLAIN}
    _write(current, draft)
    _check_dates(current, before, at)
    current.lead = draft.lead or current.lead
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
        _link(current, draft)
    return current


@transaction.atomic
def publish(*, challenge: Challenge, by: User, at: datetime) -> Challenge:
    """Publish a campaign: from its date on it takes answers. Raises PermissionDenied, BadInput for one whose time is over."""
    current = locked(challenge)
    check_can_facilitate(by, current)
    if current.published_at is not None:
        return current
    if current.answers_until <= at:
        raise BadInput(_("The last day for answers is over: set later dates first."))
    current.published_at, current.published_by = at, by
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
    return current


def locked(challenge: Challenge) -> Challenge:
    """Return the campaign as it stands, kept from others until the transaction ends."""
    found = Challenge.objects.select_for_update(of=("self",)).select_related("lead", "theme")
    return found.prefetch_related("team", "clusters").get(pk=challenge.pk)


def _check_dates(current: Challenge, before: Mapping[str, Any], at: datetime) -> None:
    """What is published keeps what has happened: nobody is told afterwards that they were too late."""
    if current.published_at is None:
        return
    for name in ("opens_at", "answers_until", "votes_from", "votes_until"):
        if before[name] <= at and getattr(current, name) != before[name]:
            label = str(getattr(Challenge._meta.get_field(name), "verbose_name", name))
            if name != "answers_until" or before["votes_from"] <= at or current.answers_until <= at:
                raise BadInput(_("“%(date)s” is past and stays as it was.") % {"date": label})
    voted = Vote.objects.filter(participant__challenge=current).exists()
    if voted and before["votes_each"] != current.votes_each:
        raise BadInput(_("Somebody has voted already: the number of votes stays as it is."))


def _write(challenge: Challenge, draft: ChallengeDraft) -> None:
    for name in ("questions", "backgrounds"):
        setattr(challenge, name, words(getattr(draft, name), LONGEST[name]))
    if not challenge.questions:
        raise BadInput(_("An ideation campaign asks a question, in at least one language."))
    if any("\n" in text for text in challenge.questions.values()):
        raise BadInput(_("A question is one line; what else is to be said stands in the background."))
    if not draft.opens_at < draft.answers_until <= draft.votes_from < draft.votes_until:
        raise BadInput(
            _("The dates follow one another: answers from, answers until, votes from, votes until.")
        )
    if not 1 <= draft.votes_each <= MOST_VOTES:
        raise BadInput(_("Everybody has 1 to %(most)d votes.") % {"most": MOST_VOTES})
    for name in (*PLAIN, "theme"):
        setattr(challenge, name, getattr(draft, name))


def _link(challenge: Challenge, draft: ChallengeDraft) -> None:
    challenge.clusters.set(draft.clusters)
    challenge.team.set([each for each in draft.team if each.pk != challenge.lead_id])
