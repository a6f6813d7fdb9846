"""Which project of a company was its aid worked out for, with the sums as they were then?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.aids.models.programmes import Programme


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AidProject(models.Model):
    """A saved project: `content` is what was typed, `result` what came out on `computed_on`, each step with its
    article; both stay as they are until somebody saves the project anew.
    """

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="aid_projects")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="projects")
    name = models.CharField(max_length=200)
    content = models.JSONField()
    result = models.JSONField()
    computed_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-computed_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="aids_project_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
