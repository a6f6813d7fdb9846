"""Which questionnaires are there, what did a company answer, and what was found?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.diagnostics.enums import Severity
from grappe.ui.erasing import rewords

USER = settings.AUTH_USER_MODEL
OPEN = """IF EXISTS (SELECT 1 FROM diagnostics_run WHERE id = NEW.run_id AND finished_at IS NOT NULL) THEN
  RAISE EXCEPTION 'the answers of a finished diagnostic never change';
END IF;
RETURN NEW;"""


class Questionnaire(models.Model):
    slug = models.SlugField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.slug


class QuestionnaireVersion(models.Model):
    """One published wording and scoring; never changed: the database refuses it. The latest loaded is current."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["questionnaire_id", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["questionnaire", "version"], name="diagnostics_version_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="never_changed", fields=["questionnaire", "version", "content", "digest"]
            ),
        ]


@pghistory.track()
class Run(models.Model):
    """A company answers a questionnaire; the first is T0, the next T1, then T2 …"""

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="diagnostic_runs")
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="runs")
    ordinal = models.PositiveSmallIntegerField(default=0)  # 0 is T0
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    overall = models.FloatField(null=True, blank=True)  # 0 to 100
    scores = models.JSONField(default=dict)  # dimension -> 0 to 100 or null, as the engine gave them
    coverage = models.FloatField(default=0)  # 0 to 1
    link_salt = models.CharField(max_length=40, blank=True)  # of the signed link for the company; blank: none

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(coverage__gte=0, coverage__lte=1)
                & (Q(overall__isnull=True) | Q(overall__gte=0, overall__lte=100)),
                name="diagnostics_run_scores_bounded",
            ),
            models.UniqueConstraint(
                fields=["company", "version"],
                condition=Q(finished_at__isnull=True),
                name="diagnostics_run_one_open",
            ),
        ]


class Answer(models.Model):
    run = models.ForeignKey(Run, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    value = models.JSONField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        USER, models.SET_NULL, null=True, related_name="+"
    )  # null: by the company

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "question"], name="diagnostics_answer_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="only_while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=rewords("value") + OPEN,
            ),
        ]


class Finding(models.Model):
    """What a finished run says of the company, with the answers that led to it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=60)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, default=Severity.NOTABLE)
    theme = models.ForeignKey("clusters.Theme", models.PROTECT, null=True, related_name="+")
    text = models.JSONField()
    need = models.JSONField(null=True)  # proposed title and description in EN/FR/DE
    evidence = models.JSONField(default=list)  # [{"question", "label", "answer"}]

    class Meta:
        ordering: ClassVar[list[str]] = ["-severity", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "code"], name="diagnostics_finding_once"),
        ]
