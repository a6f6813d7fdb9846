"""Which clusters does the initiative have, who manages them, and which themes run through its work?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from grappe.engines.kernel import Text


class Named(models.Model):
    """Something with a slug and a name in EN, FR and DE, as `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position", "slug"]

    def __str__(self) -> str:
        return Text.of(self.name).in_language(get_language() or "en")


class Cluster(Named):
    transversal = models.BooleanField(default=False)  # digital runs across all the others
    icon = models.CharField(max_length=40, blank=True)

    class Meta(Named.Meta):
        pass


class Theme(Named):
    """One of the five themes under which needs, trends and action plans are read."""

    class Meta(Named.Meta):
        pass


@pghistory.track()
class Membership(models.Model):
    """A user looks after a cluster."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "cluster"], name="clusters_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.cluster}"
