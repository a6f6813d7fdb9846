"""What happened with companies, and what were they in a year? Narrow tables that every engine reads fast (ADR 14).

Written by `operations.refresh` only, from what the apps below hold; nothing is typed here. The columns are the contract of
`engines.indicators`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.apps.reporting.enums import RecordKind, RefreshState

USER = settings.AUTH_USER_MODEL
STANDINGS, SHOWN = "standings", "shown"
STEPS = {STANDINGS: _("What companies were"), SHOWN: _("Which figures may be shown")}


class Record(models.Model):
    """One thing that happened with a company on a day."""

    kind = models.CharField(max_length=20, choices=RecordKind.choices)
    source_id = models.CharField(max_length=40)
    company = models.ForeignKey("companies.Company", models.CASCADE, null=True, related_name="+")
    on = models.DateField()
    ended_on = models.DateField(null=True)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    state = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    group_key = models.CharField(max_length=60, blank=True)
    confidential = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "source_id", "company"], nulls_distinct=False, name="reporting_record_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "on"], name="reporting_record_kind_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class Standing(models.Model):
    """What a company was in a year. A year that is over keeps what it was; only its size may still be settled."""

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    size = models.CharField(max_length=10, blank=True)  # by the EU definition; empty: not settled
    commune = models.CharField(max_length=80, blank=True)
    nace = models.CharField(max_length=2, blank=True)  # division
    manager = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    looked_after = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "year"], name="reporting_standing_once"),
        ]


class StandingCluster(models.Model):
    """A company belonged to a cluster in a year."""

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    cluster = models.CharField(max_length=60)  # the slug: an engine on files knows no keys
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "year", "cluster"], name="reporting_cluster_once"),
        ]


class Refresh(models.Model):
    """One bringing up to date of records and figures: how far it is, and what it changed."""

    state = models.CharField(max_length=8, choices=RefreshState.choices, default=RefreshState.ORDERED)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: the hour
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=60, blank=True)  # what is being done, by a key (`doing`)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    @property
    def doing(self) -> str:
        """Return in words what is being done; `step` is kinds of records, a key of STEPS, or an indicator's slug."""
        kinds = [RecordKind(key).label for key in self.step.split(",") if key in RecordKind.values]
        words = ", ".join(map(str, kinds)) or STEPS.get(self.step, _("Figures of indicators"))
        return str(words) if self.step else ""
