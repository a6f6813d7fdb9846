"""Which public aids and programmes are there, in which versions?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import get_language

from grappe.apps.aids.models.catalogues import Catalogue
from grappe.engines.kernel import Text
from grappe.ui.passages import Passage


@pghistory.track()
class Programme(models.Model):
    """A programme or aid as its catalogue file says; `content` is that file, whole."""

    slug = models.SlugField(max_length=80, unique=True)  # over all catalogues
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="programmes")
    name = models.JSONField()
    summary = models.JSONField(default=dict)
    kind = models.CharField(max_length=30)
    status = models.CharField(max_length=20)
    confidence = models.CharField(max_length=20)
    checked_on = models.DateField(null=True, blank=True)
    themes = models.ManyToManyField("clusters.Theme", related_name="+", blank=True)
    clusters = models.ManyToManyField("clusters.Cluster", related_name="+", blank=True)  # none: for all
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    withdrawn = models.BooleanField(default=False)  # no longer in the catalogue; past decisions keep it
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["slug"]

    def __str__(self) -> str:
        return Text.of(self.name).in_language(get_language() or "en")


class ProgrammeVector(Passage):
    """The words and the meaning of one passage of a programme, in a narrow table of its own."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="vectors")

    class Meta(Passage.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "language", "part"], name="aids_vector_once"),
        ]
