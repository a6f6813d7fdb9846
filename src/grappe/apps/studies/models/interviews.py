"""Who was interviewed by which guide, what did they answer, and what may be quoted?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.enums import NoteLanguage
from grappe.apps.studies.enums import Consent, ConsentHow, QuestionKind
from grappe.apps.studies.models.studies import Hypothesis, Study
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class GuideQuestion(models.Model):
    """One question of the interview guide; a heading above it begins a new part."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="guide")
    part = models.JSONField(default=dict)  # the heading that begins here, by language; empty: none
    texts = models.JSONField(default=dict)
    kind = models.CharField(_("kind"), max_length=7, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    choices = models.JSONField(default=list)  # [{"en": …, "fr": …, "de": …}, …]; an answer is the position
    unit = models.CharField(_("unit"), max_length=40, blank=True)  # of a number
    hypothesis = models.ForeignKey(
        Hypothesis, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hypothesis")
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)  # answered already, asked no more

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return Text.of(self.texts).in_language(get_language() or "en")


@pghistory.track()
class Interview(models.Model):
    """A contact with a company that serves a study. `code` is what it is called in everything published."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="interviews")
    contact = models.ForeignKey("companies.Contact", models.PROTECT, related_name="+")
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.CharField(
        max_length=10
    )  # "I-03": a number drawn at random, so that the order tells nothing
    descriptions = models.JSONField(default=dict)  # what may be said: "a supplier with 50 to 249 staff"
    # What the description says of the company, {"nace", "size"}: how many others it fits can be counted. Own words: {}.
    said_of = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=NoteLanguage.choices, default=NoteLanguage.FRENCH)
    consent = models.CharField(
        _("consent to be quoted"), max_length=9, choices=Consent.choices, default=Consent.UNASKED
    )
    consent_how = models.CharField(
        _("how it was given"), max_length=7, choices=ConsentHow.choices, blank=True
    )
    consent_on = models.DateField(_("given on"), null=True, blank=True)
    consent_by = models.CharField(_("given by"), max_length=200, blank=True)
    consent_noted_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["contact__starts_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["study", "contact"], name="studies_interview_once"),
            models.UniqueConstraint(fields=["study", "code"], name="studies_interview_code_once"),
            models.CheckConstraint(
                condition=Q(consent__in=["unasked", "refused"])
                | (Q(consent_on__isnull=False) & ~Q(consent_how="") & ~Q(consent_by="")),
                name="studies_consent_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class InterviewAnswer(models.Model):
    """What was answered to one question; `value` holds a choice, number or scale, `text` the words."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="answers")
    question = models.ForeignKey(GuideQuestion, models.PROTECT, related_name="answers")
    value = models.JSONField(null=True)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["question__position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["interview", "question"], name="studies_answer_once"),
        ]


@pghistory.track()
class Passage(models.Model):
    """Words of an interview that may serve as evidence; `published` is how they stand in print, without names."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="passages")
    answer = models.ForeignKey(InterviewAnswer, models.SET_NULL, null=True, related_name="passages")
    words = models.TextField()  # as they were said
    published = models.JSONField(default=dict)  # by language; empty: not for print
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="studies_passage_has_words"),
        ]
