"""What is an ideation campaign: its question and dates, who takes part, what they answered, the groups, the votes?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.enums import BoardChange, ChallengeState
from grappe.apps.ideas.models.contributors import Contributor
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL
MOST_VOTES = 20


@pghistory.track()
class Challenge(models.Model):
    """An ideation campaign. What participants read is in up to three languages, `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    questions = models.JSONField(default=dict)
    backgrounds = models.JSONField(default=dict)
    theme = models.ForeignKey(
        "clusters.Theme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    opens_at = models.DateTimeField(_("answers from"))
    answers_until = models.DateTimeField(_("answers until"))
    votes_from = models.DateTimeField(_("votes from"))
    votes_until = models.DateTimeField(_("votes until"))
    votes_each = models.PositiveSmallIntegerField(_("votes each"), default=5)
    state = models.CharField(  # as far as the letters of it were written; `phase_at` is what counts
        max_length=7, choices=ChallengeState.choices, default=ChallengeState.DRAFT
    )
    listed = models.BooleanField(_("everybody may take part by the open address"), default=False)
    lead = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("facilitated by"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("together with")
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)  # what was chosen became ideas
    concluded_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    board_version = models.PositiveIntegerField(default=0)  # how often the board was changed
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opens_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(questions={}), name="ideas_challenge_asks"),
            models.CheckConstraint(
                condition=Q(state__in=ChallengeState.values), name="ideas_challenge_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("answers_until"))
                & Q(answers_until__lte=F("votes_from"))
                & Q(votes_from__lt=F("votes_until")),
                name="ideas_challenge_in_order",
            ),
            models.CheckConstraint(
                condition=Q(votes_each__gte=1, votes_each__lte=MOST_VOTES), name="ideas_challenge_votes"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.questions).in_language(get_language() or "en")

    def phase_at(self, at: datetime) -> ChallengeState:
        """Return where it stands at a moment: a draft until it is published, then what its dates say."""
        if self.published_at is None:
            return ChallengeState.DRAFT
        if at < self.opens_at:
            return ChallengeState.COMING
        if at < self.answers_until:
            return ChallengeState.OPEN
        if at < self.votes_from:
            return ChallengeState.SORTING
        return ChallengeState.VOTING if at < self.votes_until else ChallengeState.CLOSED


@pghistory.track()
class Participant(models.Model):
    """Somebody who was invited, or came by the open address; they count once they have joined."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="participants")
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="participations")
    added_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField(null=True)  # confirmed, answered or voted

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["challenge", "contributor"], name="ideas_takes_part_once"),
        ]


@pghistory.track()
class AnswerGroup(models.Model):
    """Answers that say the same, as the facilitators see it; it may become an idea."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="groups")
    titles = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    idea = models.OneToOneField(
        "ideas.Idea", models.SET_NULL, null=True, related_name="+"
    )  # what became of it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(titles={}), name="ideas_group_has_a_title"),
        ]


@pghistory.track()
class Answer(models.Model):
    """What somebody answers. The vector finds answers that say the same in another language; a hidden one keeps its reason."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="answers")
    text = models.TextField()
    language = models.CharField(max_length=2, choices=Language.choices)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    group = models.ForeignKey(AnswerGroup, models.SET_NULL, null=True, related_name="answers")
    position = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)  # how often it was moved on the board
    placed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    hidden_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="ideas_answer_says_something"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_why="") | (Q(hidden_at__isnull=False) & ~Q(hidden_why="")),
                name="ideas_hidden_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | Q(group=None), name="ideas_hidden_in_no_group"
            ),
        ]


class AnswerVector(models.Model):
    """The meaning of an answer, as the encoder says it; kept apart, so that no page reads it by chance."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="meaning")
    vector = HalfVectorField(dimensions=512)


class Vote(models.Model):
    """One vote for a group, or for an answer that stands alone. By `number` the database keeps it from being one too many."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    number = models.PositiveSmallIntegerField()
    group = models.ForeignKey(AnswerGroup, models.CASCADE, null=True, related_name="votes")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="votes")
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participant", "number"], name="ideas_vote_numbered_once"),
            models.UniqueConstraint(fields=["participant", "group"], name="ideas_group_voted_once"),
            models.UniqueConstraint(fields=["participant", "answer"], name="ideas_answer_voted_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_VOTES), name="ideas_vote_number"
            ),
            models.CheckConstraint(
                condition=Q(group=None, answer__isnull=False) | Q(group__isnull=False, answer=None),
                name="ideas_vote_for_one_thing",
            ),
        ]


class BoardStep(models.Model):
    """One change of the board, with the board as it was before: the last one can be undone."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=BoardChange.choices)
    version = models.PositiveIntegerField()  # of the board after it
    before = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]


class Undoing(models.Model):
    """A conclusion that was undone: of when, by whom, why, which ideas went back (their titles) and how many stayed."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="undoings")
    concluded_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=500)
    gone = models.JSONField(default=list)
    stayed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["challenge", "concluded_at"], name="ideas_undone_once"),
            models.CheckConstraint(condition=~Q(why=""), name="ideas_undone_with_a_reason"),
        ]
