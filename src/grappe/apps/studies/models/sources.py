"""What has a study read? Each source is a CSL-JSON item, the form that citation software exchanges."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models

from grappe.apps.studies.models.studies import Study

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Source(models.Model):
    """`item` is CSL-JSON (schema 1.0.2) without its id; the columns beside it are taken from it, for lists and search."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="sources")
    key = models.CharField(max_length=80)  # the citation key, "muller2021"
    item = models.JSONField()
    title = models.CharField(max_length=500)
    author = models.CharField(max_length=300, blank=True)  # "Müller, Weber"
    year = models.SmallIntegerField(null=True)
    doi = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    read_on = models.DateField(null=True)
    note = models.TextField(blank=True)  # the team's own
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["author", "year", "key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["study", "key"], name="studies_source_key_once"),
        ]

    def __str__(self) -> str:
        return self.title
