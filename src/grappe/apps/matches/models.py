"""Which solution was chosen for a need, why, and what became of the introduction?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.matches.enums import IntroductionState, MatchState
from grappe.ui.custom import custom_values, is_an_object

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Match(models.Model):
    """A need and the solution or programme decided on, with the reasons of that day."""

    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="matches")
    solution = models.ForeignKey("solutions.Solution", models.PROTECT, null=True, related_name="+")
    programme = models.ForeignKey("aids.Programme", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=MatchState.choices)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    eligibility = models.JSONField(
        null=True
    )  # verdict, version, criteria with values and sources, of that day
    custom = custom_values()
    as_of = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(solution__isnull=False) ^ Q(programme__isnull=False),
                name="matches_match_one_target",
            ),
            models.UniqueConstraint(
                fields=["need", "solution"], condition=Q(solution__isnull=False), name="matches_solution_once"
            ),
            models.UniqueConstraint(
                fields=["need", "programme"],
                condition=Q(programme__isnull=False),
                name="matches_programme_once",
            ),
            is_an_object("matches_match_custom"),
        ]


@pghistory.track()
class Introduction(models.Model):
    """A company is put in touch with a service, provider or partner."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="introductions")
    state = models.CharField(max_length=10, choices=IntroductionState.choices, default=IntroductionState.SENT)
    recipient_name = models.CharField(max_length=200)
    recipient_email = models.EmailField()
    language = models.CharField(max_length=2, default="fr")
    message = models.TextField()
    link_salt = models.CharField(max_length=40)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    custom = custom_values()

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [is_an_object("matches_introduction_custom")]


class IntroductionChange(models.Model):
    """One change of state, by somebody of the team or (by_user null) by the outsider."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=10, blank=True, choices=IntroductionState.choices)
    to_state = models.CharField(max_length=10, choices=IntroductionState.choices)
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    by_user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]


class Reminder(models.Model):
    """A reminder that was sent; the constraint makes a second one impossible."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="reminders")
    day = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["introduction", "day"], name="matches_reminder_once"),
        ]
