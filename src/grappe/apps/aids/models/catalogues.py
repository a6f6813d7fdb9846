"""Which catalogues of aids are loaded: the country's own and those beside it, from whom, and when?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from grappe.engines.kernel import Text


class Catalogue(models.Model):
    """A catalogue of programmes with its own words: what its fields mean and which communes there are.

    Exactly one is the home catalogue, the one that is meant where nobody names another. `digest` changes with
    whatever a decision may hang on; what is compiled is kept by it.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)  # in EN, FR, DE
    home = models.BooleanField(default=False)
    country = models.CharField(max_length=2, blank=True)  # whose communes these are; empty: no one country
    publisher = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.JSONField(default=dict)  # what must be said where it is shown, in EN, FR, DE
    fields = models.JSONField(default=dict)  # field id -> its entry in fields.yaml
    communes = models.JSONField(default=dict)  # plain name -> canton
    nuts = models.JSONField(default=dict)  # plain name of a commune -> NUTS code, where a table is shipped
    digest = models.CharField(max_length=64)
    report = models.JSONField(
        default=dict
    )  # what the last import read: conditions, rules, unknowns, conflicts
    nightly = models.BooleanField(default=False)  # swept by night too, as the home catalogue always is
    withdrawn = models.BooleanField(default=False)  # taken away with its programmes; past decisions keep it
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-home", "slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["home"], condition=models.Q(home=True), name="aids_one_home"),
            models.CheckConstraint(
                condition=~models.Q(home=True, withdrawn=True), name="aids_home_is_not_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.name).in_language(get_language() or "en") or self.slug
