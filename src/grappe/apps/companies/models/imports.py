"""Which files of companies were brought in?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from grappe.apps.companies.enums import ImportState

USER = settings.AUTH_USER_MODEL


class ImportRun(models.Model):
    """One import of a file: what it would do (dry run), what it did, and which rows it refused."""

    file_name = models.CharField(max_length=255)
    stored_as = models.CharField(max_length=255, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.choices)
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejections = models.JSONField(default=list)  # [{"row", "column", "value", "reason"}]
    # Rows that may be companies on file: [{"row", "name", "company", "on_file", "probability", "reasons", "choice"}]
    proposals = models.JSONField(default=list)
    # What new records lack that has to be filled in: [{"field", "rows", "first"}]
    lacking = models.JSONField(default=list)
    # People who were erased and are not taken over, unless a reason is given: [{"row", "company", "erased_on", "reason"}]
    erased = models.JSONField(default=list)
    erased_rows = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
