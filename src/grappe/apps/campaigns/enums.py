"""In which states can a campaign and each of its mails be, and who may bring a campaign from one to the next?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What somebody is written to about; consent is given and withdrawn for each by itself."""

    AIDS = "aids", _("Information about aids and programmes")
    EVENTS = "events", _("Invitations to events")
    CLUSTER = "cluster", _("News of the cluster")


class Basis(models.TextChoices):
    """Why somebody may be written to (Regulation (EU) 2016/679, Article 6(1)(a) and (f))."""

    OPT_IN = "opt_in", _("They asked for it (consent)")
    RELATIONSHIP = "relationship", _("We work with them already (legitimate interest)")


class Audience(models.TextChoices):
    HEADS = "heads", _("The head of each company")
    ALL = "all", _("Everybody on file at each company")


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    REVIEW = "review", _("Waiting for review")
    APPROVED = "approved", _("Approved")
    SENDING = "sending", _("Being sent")
    PAUSED = "paused", _("Paused")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")


class Actor(models.TextChoices):
    """Who brings a campaign into another state."""

    WRITER = "writer", _("Whoever may write in it")
    REVIEWER = "reviewer", _("Another person with the right to review")
    SENDER = "sender", _("The sending itself")


_DRAFT, _REVIEW, _APPROVED, _SENDING, _PAUSED, _SENT, _CANCELLED = CampaignState
_WRITER = frozenset({Actor.WRITER})
# The one table of what may follow what, and by whom.
TRANSITIONS: dict[tuple[str, str], frozenset[Actor]] = {
    (_DRAFT, _REVIEW): _WRITER,
    (_REVIEW, _APPROVED): frozenset({Actor.REVIEWER}),
    (_REVIEW, _DRAFT): frozenset({Actor.WRITER, Actor.REVIEWER}),  # taken back, or sent back with a comment
    (_APPROVED, _DRAFT): _WRITER,  # to change it: it then needs a new review
    (_APPROVED, _SENDING): _WRITER,
    (_SENDING, _PAUSED): _WRITER,
    (_PAUSED, _SENDING): _WRITER,
    (_SENDING, _SENT): frozenset({Actor.SENDER}),
    (_DRAFT, _CANCELLED): _WRITER,
    (_REVIEW, _CANCELLED): _WRITER,
    (_APPROVED, _CANCELLED): _WRITER,
    (_SENDING, _CANCELLED): _WRITER,
    (_PAUSED, _CANCELLED): _WRITER,
}
# From these on the list of recipients stands, until the campaign is written in again.
FROZEN = frozenset({_REVIEW, _APPROVED, _SENDING, _PAUSED, _SENT, _CANCELLED})


def followers(state: str, actors: frozenset[Actor]) -> tuple[CampaignState, ...]:
    """Return the states to which somebody who is any of `actors` may bring a campaign, in the order of the list."""
    return tuple(to for to in CampaignState if actors & TRANSITIONS.get((state, to), frozenset()))


class RecipientState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    REFUSED = "refused", _("Came back (address refused)")
    UNCERTAIN = "uncertain", _("Uncertain: maybe sent")
    LEFT_OUT = "left_out", _("Left out")


class LeftOut(models.TextChoices):
    """Why somebody of the segment is not written to."""

    NO_CONSENT = "no_consent", _("No consent and no relationship on file")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    NO_EMAIL = "no_email", _("No e-mail address")
    LEFT_COMPANY = "left_company", _("Left the company")
    ARCHIVED = "archived", _("The company is archived")
    NO_HEAD = "no_head", _("No head of company on file")
    NOBODY = "nobody", _("Nobody on file at the company")
    BOUNCED = "bounced", _("The address does not take mail")
    ALREADY = "already", _("Written to about this already, by another campaign")
    SETTLED = "settled", _("Has answered or takes part already")
    OVER = "over", _("What it was about is over or called off")
    SAME_ADDRESS = "same_address", _("Same address as another recipient")
    CANCELLED = "cancelled", _("The campaign was cancelled before")


class AnswerKind(models.TextChoices):
    INTERESTED = "interested", _("Interested")
    CALL = "call", _("Please call me")
    NOT_FOR_US = "not_for_us", _("Not for us")
    WRONG_PERSON = "wrong_person", _("Wrong person")


# Which answers must say why.
WHY_NEEDED = frozenset({AnswerKind.NOT_FOR_US})
# Which answers ask something of us.
TO_FOLLOW_UP = frozenset({AnswerKind.INTERESTED, AnswerKind.CALL})
