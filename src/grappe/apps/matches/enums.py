"""What is decided on a solution, and in which states can an introduction be?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MatchState(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    DISMISSED = "dismissed", _("Dismissed")


class IntroductionState(models.TextChoices):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    DONE = "done", _("Outcome reported")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Actor(models.TextChoices):
    """Who changes an introduction's state."""

    TEAM = "team", _("Somebody of the team")
    OUTSIDER = "outsider", _("The person it was sent to")


_SENT, _ACCEPTED, _DECLINED, _DONE, _WITHDRAWN = (
    IntroductionState.SENT,
    IntroductionState.ACCEPTED,
    IntroductionState.DECLINED,
    IntroductionState.DONE,
    IntroductionState.WITHDRAWN,
)
_BOTH = frozenset({Actor.TEAM, Actor.OUTSIDER})
# The one table of what may follow what, and by whom. The team may note down what it was told by phone.
TRANSITIONS: dict[tuple[str, str], frozenset[Actor]] = {
    (_SENT, _ACCEPTED): _BOTH,
    (_SENT, _DECLINED): _BOTH,
    (_SENT, _WITHDRAWN): frozenset({Actor.TEAM}),
    (_ACCEPTED, _DONE): _BOTH,
    (_ACCEPTED, _DECLINED): _BOTH,
    (_ACCEPTED, _WITHDRAWN): frozenset({Actor.TEAM}),
    (_DECLINED, _ACCEPTED): frozenset({Actor.OUTSIDER}),  # somebody thinks again while the link is good
}
# Which changes must say why, or what came of it.
NOTE_NEEDED = frozenset({_DECLINED, _DONE})


def followers(state: str, actor: Actor) -> tuple[IntroductionState, ...]:
    """Return the states to which somebody may bring an introduction from a state, in the order of the list."""
    return tuple(to for to in IntroductionState if actor in TRANSITIONS.get((state, to), frozenset()))
