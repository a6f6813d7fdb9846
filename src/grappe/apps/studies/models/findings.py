"""What did a study find, what speaks for it, and what came of it?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.studies.enums import Bearing, EvidenceKind, Strength, UseKind
from grappe.apps.studies.models.figures import Table
from grappe.apps.studies.models.interviews import Passage
from grappe.apps.studies.models.sources import Source
from grappe.apps.studies.models.studies import Hypothesis, Study
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Finding(models.Model):
    """One thing the study found out. Without evidence it is marked wherever it stands."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="findings")
    statements = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    strength = models.CharField(_("strength"), max_length=9, choices=Strength.choices, default=Strength.WEAK)
    hypothesis = models.ForeignKey(
        Hypothesis, models.SET_NULL, null=True, blank=True, related_name="findings",
        verbose_name=_("hypothesis"),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(statements={}), name="studies_finding_has_words"),
        ]

    def __str__(self) -> str:
        return Text.of(self.statements).in_language(get_language() or "en")


@pghistory.track()
class Evidence(models.Model):
    """One thing that speaks for or against a finding."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=7, choices=EvidenceKind.choices)
    bearing = models.CharField(max_length=11, choices=Bearing.choices, default=Bearing.SUPPORTS)
    passage = models.ForeignKey(Passage, models.PROTECT, null=True, related_name="evidence")
    table = models.ForeignKey(Table, models.PROTECT, null=True, related_name="evidence")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="evidence")
    where = models.CharField(max_length=200, blank=True)  # "p. 12", "column 3, 2024"
    notes = models.JSONField(default=dict)  # what it says, by language
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="passage", passage__isnull=False, table=None, source=None)
                | Q(kind="figures", table__isnull=False, passage=None, source=None)
                | Q(kind="source", source__isnull=False, passage=None, table=None),
                name="studies_evidence_is_one_thing",
            ),
            models.UniqueConstraint(fields=["finding", "passage"], name="studies_passage_once"),
            models.UniqueConstraint(fields=["finding", "table", "where"], name="studies_figures_once"),
            models.UniqueConstraint(fields=["finding", "source", "where"], name="studies_source_once"),
        ]


@pghistory.track()
class Use(models.Model):
    """What came of a finding. Ideas and measures are kept as text until the apps that hold them take them up."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=7, choices=UseKind.choices)
    need = models.ForeignKey("needs.Need", models.CASCADE, null=True, related_name="+")
    programme = models.ForeignKey("aids.Programme", models.CASCADE, null=True, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)  # of an idea or a measure
    note = models.CharField(_("how it was used"), max_length=500, blank=True)
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-used_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="need", need__isnull=False, programme=None, event=None, text="")
                | Q(kind="aid", programme__isnull=False, need=None, event=None, text="")
                | Q(kind="event", event__isnull=False, need=None, programme=None, text="")
                | (Q(kind__in=["idea", "measure"], need=None, programme=None, event=None) & ~Q(text="")),
                name="studies_use_of_one_thing",
            ),
            models.UniqueConstraint(fields=["finding", "need"], name="studies_need_used_once"),
            models.UniqueConstraint(fields=["finding", "programme"], name="studies_programme_used_once"),
            models.UniqueConstraint(fields=["finding", "event"], name="studies_event_used_once"),
        ]
