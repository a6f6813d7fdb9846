"""Who can help: the agency's own services, outside providers, research partners?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.solutions.enums import Size, SolutionKind, Spoken
from grappe.engines.kernel import Text
from grappe.ui.passages import Passage


@pghistory.track()
class Solution(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SolutionKind.choices)
    name = models.CharField(_("name"), max_length=200)
    title = models.JSONField(default=dict)
    promise = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    themes = models.ManyToManyField("clusters.Theme", related_name="+", blank=True)
    clusters = models.ManyToManyField("clusters.Cluster", related_name="+", blank=True)  # none: for all
    nace = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    sizes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_language = models.CharField(max_length=2, default="fr")
    url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "name", "id"]

    def __str__(self) -> str:
        return Text.of(self.title).in_language(get_language() or "en") or self.name

    @property
    def size_names(self) -> list[str]:
        """The sizes of company it is meant for, in words; none: all."""
        return [str(Size(size).label) for size in self.sizes]

    @property
    def language_names(self) -> list[str]:
        """The languages in which it is offered, in words; none: not known."""
        return [str(Spoken(language).label) for language in self.languages]


class SolutionVector(Passage):
    """The words and the meaning of one passage of a solution, in a narrow table of its own."""

    solution = models.ForeignKey(Solution, models.CASCADE, related_name="vectors")

    class Meta(Passage.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["solution", "language", "part"], name="solutions_vector_once"),
        ]
