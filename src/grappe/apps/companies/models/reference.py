"""Which communes and activities may a company name, and how is a text searched?"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language


class Plain(models.Transform):
    """A text in small letters without accents, as `column__plain` on both sides; made by migration 0004."""

    lookup_name, function = "plain", "grappe_plain"
    bilateral = True
    output_field: ClassVar[models.Field[Any, Any]] = models.TextField()


models.CharField.register_lookup(Plain)


def searched(*columns: str) -> models.GeneratedField:
    """Return a column the database keeps up to date: these columns in plain letters, for search."""
    parts = [part for column in columns for part in (Value(" "), F(column))][1:]
    joined = Concat(*parts, output_field=models.TextField()) if len(columns) > 1 else F(columns[0])
    return models.GeneratedField(expression=Plain(joined), output_field=models.TextField(), db_persist=True)


class Commune(models.Model):
    """A commune with its canton (names: GeoNames, CC BY 4.0), and its place on the tile map where one is shipped."""

    name = models.CharField(max_length=80, unique=True)
    canton = models.CharField(max_length=80)
    tile_row = models.PositiveSmallIntegerField(null=True)  # from the north, 1 first
    tile_column = models.PositiveSmallIntegerField(null=True)  # from the west, 1 first
    tile_label = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class NaceCode(models.Model):
    """A class, group, division or section of NACE Rev. 2.1 with its labels (Eurostat)."""

    code = models.CharField(max_length=8, unique=True)
    level = models.PositiveSmallIntegerField()
    parent_code = models.CharField(max_length=8, blank=True)
    section = models.CharField(max_length=1)
    label_en = models.CharField(max_length=300)
    label_fr = models.CharField(max_length=300, blank=True)
    label_de = models.CharField(max_length=300, blank=True)
    search_text = searched("code", "label_en", "label_fr", "label_de")

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def words(self) -> dict[str, str]:
        """The label in each language."""
        return {"en": self.label_en, "fr": self.label_fr, "de": self.label_de}

    @property
    def label(self) -> str:
        """The label in the page's language, English where there is none."""
        return self.words.get((get_language() or "en")[:2]) or self.label_en
