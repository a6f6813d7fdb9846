"""What does a gate ask, who reviews an idea there, what did each say, and what was decided?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.enums import AssessmentState, Outcome, Stage
from grappe.apps.ideas.models.contributors import Contributor
from grappe.apps.ideas.models.ideas import Idea, Step
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Gate(models.Model):
    """What stands between two stages. `criteria`: [{"key", "names", "helps", "weight"}], whose weights sum to 100."""

    slug = models.SlugField(max_length=40, unique=True)
    names = models.JSONField()
    from_stage = models.CharField(max_length=13, choices=Stage.choices)
    to_stage = models.CharField(max_length=13, choices=Stage.choices)
    criteria = models.JSONField()
    reviewers_needed = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField(default=14)  # until a review is due
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["from_stage"], condition=Q(active=True), name="ideas_one_gate_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.names).in_language(get_language() or "en")


@pghistory.track()
class Assessment(models.Model):
    """One idea at one gate. The criteria are those of the day it was opened: what is decided stays explained."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="assessments")
    gate = models.ForeignKey(Gate, models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField(default=1)  # the how-manieth time at this gate
    criteria = models.JSONField()
    reviewers_needed = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=AssessmentState.choices, default=AssessmentState.OPEN)
    due_on = models.DateField(_("reviews until"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    called_off_why = models.JSONField(default=dict)  # by language; of one that was called off

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["idea"], condition=Q(state="open"), name="ideas_at_one_gate_at_a_time"
            ),
            models.UniqueConstraint(fields=["idea", "gate", "number"], name="ideas_assessment_number"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(called_off_why={}), name="ideas_called_off_with_reasons"
            ),
        ]


@pghistory.track()
class Reviewer(models.Model):
    """Somebody asked to review. With a declared conflict of interest they give no review."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="reviewers")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="reviewing")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    conflict = models.CharField(
        _("conflict of interest"), max_length=500, blank=True
    )  # what it is; blank: none declared
    conflict_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)  # they declared that they have none
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["assessment", "contributor"], name="ideas_reviewer_once"),
            models.CheckConstraint(
                condition=Q(conflict="", conflict_at=None) | (~Q(conflict="") & Q(conflict_at__isnull=False)),
                name="ideas_conflict_says_what",
            ),
        ]


@pghistory.track()
class Review(models.Model):
    """What a reviewer says: a score from 0 to 4 for each criterion, or none. Nobody else sees it until it is given."""

    reviewer = models.OneToOneField(Reviewer, models.CASCADE, related_name="review")
    scores = models.JSONField(default=dict)  # key of the criterion -> 0 … 4; missing: cannot say
    remarks = models.JSONField(default=dict)  # key of the criterion -> words
    words = models.TextField(blank=True)
    advice = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    saved_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class Decision(models.Model):
    """What was decided at a gate, and why: never changed, never removed. `figures`: what the reviews came to that day."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    reasons = models.JSONField()  # by language
    until = models.DateField(null=True)  # parked until
    figures = models.JSONField(default=dict)
    step = models.OneToOneField(
        Step, models.SET_NULL, null=True, related_name="decision"
    )  # null: it stays where it is
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reasons={}), name="ideas_decided_with_reasons"),
        ]
