"""Which questions does a year's survey ask, who is asked in its wave, and what did they answer?"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grappe.apps.accounts.enums import Language
from grappe.apps.surveys.enums import AnswerKind, LeftOut, LetterKind, WaveState
from grappe.ui.letters import LetterBase

USER = settings.AUTH_USER_MODEL


class Edition(models.Model):
    """The questions asked about one year; never changed: the database refuses it. The latest loaded of a year counts."""

    year = models.PositiveSmallIntegerField()  # that is asked about
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-year", "-loaded_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "digest"], name="surveys_edition_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="never_changed", fields=["year", "content", "digest"]),
        ]


@pghistory.track()
class Wave(models.Model):
    """The survey about one year: who is asked, from when to when, and when those who have not answered are reminded."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="waves")
    year = models.PositiveSmallIntegerField(unique=True)  # that is asked about: one wave a year
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day
    remind_after = models.JSONField(default=list)  # days after the letters went, in order
    audience = models.JSONField(default=dict)  # see queries.audience.Audience
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)  # the letters are ordered: who is asked is fixed
    closed_at = models.DateTimeField(null=True, blank=True)  # closed by hand, before its last day
    invented = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="surveys_wave_days"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2200), name="surveys_wave_year"),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def state_on(self, day: date) -> WaveState:
        """Return whether it is being prepared, open or closed on a day."""
        if self.started_at is None:
            return WaveState.DRAFT
        over = self.closed_at is not None or day > self.closes_on
        return WaveState.CLOSED if over else WaveState.OPEN


@pghistory.track(exclude=["opened_at"])
class Participation(models.Model):
    """A company that is meant by a wave: whom the letter goes to, what it was then, and how far it has come."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="participations")
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="survey_participations")
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices)
    left_out = models.CharField(max_length=10, choices=LeftOut.choices, blank=True)  # blank: written to
    salt = models.CharField(max_length=40)
    # What the company was when it was asked, so that rates do not change afterwards.
    size = models.CharField(max_length=8)
    commune = models.CharField(max_length=80, blank=True)
    clusters = models.JSONField(default=list)  # slugs
    opened_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: the company
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["company__sort_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["wave", "company"], name="surveys_company_once_a_wave"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(declined_at__isnull=True),
                name="surveys_answers_or_declines",
            ),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Answer(models.Model):
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    kind = models.CharField(max_length=7, choices=AnswerKind.choices, default=AnswerKind.VALUE)
    value = models.JSONField(null=True)  # as engines.diagnosis keeps it
    number = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # of numbers and scales
    confirmed = models.BooleanField(default=False)  # "yes, that is right", after a doubt
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: the company

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participation", "question"], name="surveys_answer_once"),
            models.CheckConstraint(
                condition=Q(kind=AnswerKind.VALUE, value__isnull=False)
                | (~Q(kind=AnswerKind.VALUE) & Q(number__isnull=True)),
                name="surveys_answer_has_a_value",
            ),
        ]


class Letter(LetterBase):
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)

    class Meta(LetterBase.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["participation", "kind", "about"], name="surveys_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["try_at"], condition=Q(state="waiting"), name="surveys_letter_waiting"),
        ]
