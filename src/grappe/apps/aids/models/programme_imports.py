"""Which files of programmes were imported, or looked at, and what came of it?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from grappe.apps.aids.enums import ProgrammeImportState


class ProgrammeImport(models.Model):
    """One import of a file of programmes: what it would do (dry run), what it did, and which rows it refused."""

    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=255)
    catalogue = models.CharField(max_length=40)  # the slug of the catalogue that it becomes
    state = models.CharField(max_length=10, choices=ProgrammeImportState.choices)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)  # [{"row", "name", "field", "reason"}]
    report = models.JSONField(default=dict)  # conditions, rules, unknowns and conflicts, by kind
    message = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.file_name
